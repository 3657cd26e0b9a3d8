package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionResult;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the window: one transaction, what a speculative run of it read, and what came of it.
 * The owner fills it and makes it READY; who wins it by CAS runs it; DONE hands it back.
 */
final class Task {
    static final int FREE = 0;
    static final int READY = 1;
    static final int RUNNING = 2;
    static final int DONE = 3;

    /** Left to whoever runs it, for nobody: the owner has put another task in its place. */
    static final int ABANDONED = 4;

    private static final int READS_MIN = 8;
    private static final int READS_KEPT = 1024;
    private static final int SCAN_MAX = 16;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Task.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through STATE
    private int state;

    // Of the transaction, by the owner.
    long sequence;
    @Nullable Transaction transaction;
    @Nullable Address sender;
    @Nullable BlockContext context;
    @Nullable BlockContext speculativeContext;

    /** The predecessor that was predicted, or -1, and by what; see {@link Predictor}. */
    long dependency = -1;

    /** Another one before that, or -1. */
    long earlierDependency = -1;

    int dependencyRole;

    /** Place of the roles learned for the code and selector that it calls, or -1. */
    int template = -1;

    // Of the speculative run, by its runner.
    CellTable.@Nullable Generations generations;
    boolean givenUp;

    /** Whether it read what its predicted predecessor wrote; only where that was not committed. */
    @Nullable Boolean dependencyMet;

    int accountCount;
    int slotCount;
    AccountCell[] accounts = new AccountCell[READS_MIN];
    Object[] accountsSeen = new Object[READS_MIN];
    int[] fields = new int[READS_MIN];
    SlotCell[] slots = new SlotCell[READS_MIN];
    Word[] slotsSeen = new Word[READS_MIN];

    /** Accounts that were found to have no storage at all. */
    final List<Address> storageless = new ArrayList<>();

    final List<Cell.Version> versions = new ArrayList<>();
    @Nullable TransactionResult result;
    @Nullable Bytes bloom;

    /** Makes the task known as ready; after that only its runner touches it. Owner. */
    void ready() {
        STATE.setRelease(this, READY);
    }

    boolean claim() {
        return (int) STATE.getAcquire(this) == READY && STATE.compareAndSet(this, READY, RUNNING);
    }

    /** Hands back what was claimed, run, unless it was abandoned meanwhile. */
    void finish() {
        STATE.compareAndSet(this, RUNNING, DONE);
    }

    /** Hands back what was claimed, as it was before, unless it was abandoned meanwhile. */
    void giveUp() {
        forget();
        givenUp = true;
        STATE.compareAndSet(this, RUNNING, READY);
    }

    /**
     * Takes from its runner what it has claimed and not handed back. Owner.
     *
     * @return the same transaction as a task that nobody runs; null where it was handed back
     */
    @Nullable Task abandon() {
        if (!STATE.compareAndSet(this, RUNNING, ABANDONED)) {
            return null;
        }
        Task next = new Task();
        next.sequence = sequence;
        next.transaction = transaction;
        next.sender = sender;
        next.context = context;
        return next;
    }

    int state() {
        return (int) STATE.getAcquire(this);
    }

    /** Empties the place. Owner. */
    void free() {
        transaction = null;
        sender = null;
        context = null;
        speculativeContext = null;
        dependency = -1;
        earlierDependency = -1;
        template = -1;
        givenUp = false;
        forget();
        STATE.setOpaque(this, FREE);
    }

    /** Forgets what the speculative run left. */
    void forget() {
        versions.clear();
        storageless.clear();
        result = null;
        bloom = null;
        generations = null;
        dependencyMet = null;
        if (accounts.length > READS_KEPT) {
            accounts = new AccountCell[READS_MIN];
            accountsSeen = new Object[READS_MIN];
            fields = new int[READS_MIN];
        }
        if (slots.length > READS_KEPT) {
            slots = new SlotCell[READS_MIN];
            slotsSeen = new Word[READS_MIN];
        }
        accountCount = 0;
        slotCount = 0;
    }

    /** Marks what it wrote as about to change. */
    void estimate() {
        for (int i = 0; i < versions.size(); i++) {
            versions.get(i).value = Cell.ESTIMATE;
        }
    }

    /**
     * Which of the accounts that were read has the address; -1 where there are too many to look.
     */
    int indexOf(Address address) {
        if (accountCount <= SCAN_MAX) {
            for (int i = 0; i < accountCount; i++) {
                if (accounts[i].address.equals(address)) {
                    return i;
                }
            }
        }
        return -1;
    }

    void read(AccountCell cell, Object seen) {
        int at = accountCount++;
        if (at == accounts.length) {
            accounts = Arrays.copyOf(accounts, at * 2);
            accountsSeen = Arrays.copyOf(accountsSeen, at * 2);
            fields = Arrays.copyOf(fields, at * 2);
        }
        accounts[at] = cell;
        accountsSeen[at] = seen;
    }

    void read(SlotCell cell, Word seen) {
        int at = slotCount++;
        if (at == slots.length) {
            slots = Arrays.copyOf(slots, at * 2);
            slotsSeen = Arrays.copyOf(slotsSeen, at * 2);
        }
        slots[at] = cell;
        slotsSeen[at] = seen;
    }
}
