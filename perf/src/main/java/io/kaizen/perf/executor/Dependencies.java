package io.kaizen.perf.executor;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What each of many transactions has to wait for, found by running them in order on a view that
 * notes what they read: the last one before it that changed a slot, or a field of an account that
 * mattered, which it reads. Adding to a balance waits for nothing; whoever needs the balance waits
 * for the last who added, until that is committed, for additions make no versions.
 */
final class Dependencies implements StateView {
    private static final int[] FIELDS = {
        LiveAccount.NONCE,
        LiveAccount.BALANCE,
        LiveAccount.CODE,
        LiveAccount.EXISTENCE,
        LiveAccount.EMPTINESS
    };

    private final StateView state;
    private final List<Address> accountsRead = new ArrayList<>();
    private final Set<Slot> slotsRead = new HashSet<>();
    private final Map<Slot, Integer> slotWriters = new HashMap<>();
    private final Map<Address, Writers> accountWriters = new HashMap<>();
    private final List<int[]> runs = new ArrayList<>();
    private final List<int[]> commits = new ArrayList<>();

    private record Slot(Address address, Word slot) {}

    /** The last transactions that changed an account, by field. */
    private static final class Writers {
        private final int[] last = {-1, -1, -1, -1, -1};
        private int lastCredit = -1;
    }

    /**
     * @param state after all transactions so far, which the caller brings on
     */
    Dependencies(StateView state) {
        this.state = state;
    }

    /** Notes the transaction that was just run on this view, before its effects are applied. */
    void ran(Executed result, TransactionState run) {
        Set<Integer> wantRun = new TreeSet<>();
        Set<Integer> wantCommit = new TreeSet<>();
        Map<Address, Integer> looks = new HashMap<>();
        for (int i = 0; i < accountsRead.size(); i++) {
            Address address = accountsRead.get(i);
            looks.put(address, run.looks(i));
            Writers writers = accountWriters.get(address);
            if (writers != null) {
                read(writers, run.looks(i), wantRun, wantCommit);
            }
        }
        for (Slot slot : slotsRead) {
            wantRun.add(slotWriters.getOrDefault(slot, -1));
        }
        wantRun.remove(-1);
        wantCommit.remove(-1);
        wantRun.removeAll(wantCommit);
        int sequence = runs.size();
        runs.add(wantRun.stream().mapToInt(Integer::intValue).toArray());
        commits.add(wantCommit.stream().mapToInt(Integer::intValue).toArray());
        for (AccountEffect effect : result.effects().accounts()) {
            wrote(effect, sequence, looks.getOrDefault(effect.address(), LiveAccount.ALL));
        }
        accountsRead.clear();
        slotsRead.clear();
    }

    private static void read(
            Writers writers, int looks, Set<Integer> wantRun, Set<Integer> wantCommit) {
        for (int f = 0; f < FIELDS.length; f++) {
            if ((looks & FIELDS[f]) != 0) {
                wantRun.add(writers.last[f]);
            }
        }
        if ((looks & LiveAccount.BALANCE) != 0) {
            wantCommit.add(writers.lastCredit);
        }
    }

    private void wrote(AccountEffect effect, int sequence, int looks) {
        Writers writers = accountWriters.computeIfAbsent(effect.address(), a -> new Writers());
        int changed = changed(effect.before(), effect.after());
        if (changed == LiveAccount.BALANCE && (looks & LiveAccount.BALANCE) == 0) {
            writers.lastCredit = sequence;
        } else {
            for (int f = 0; f < FIELDS.length; f++) {
                writers.last[f] = (changed & FIELDS[f]) != 0 ? sequence : writers.last[f];
            }
            if ((changed & LiveAccount.BALANCE) != 0) {
                // Who runs on this one's version has all that was added before.
                writers.lastCredit = -1;
            }
        }
        for (SlotEffect slot : effect.slots()) {
            slotWriters.put(new Slot(effect.address(), slot.slot()), sequence);
        }
    }

    /** Which fields differ. */
    private static int changed(@Nullable Account before, @Nullable Account after) {
        Account one = Objects.requireNonNullElse(before, Account.EMPTY);
        Account other = Objects.requireNonNullElse(after, Account.EMPTY);
        return (one.nonce() == other.nonce() ? 0 : LiveAccount.NONCE)
                | (one.balance().equals(other.balance()) ? 0 : LiveAccount.BALANCE)
                | (one.codeHash().equals(other.codeHash()) ? 0 : LiveAccount.CODE)
                | ((before == null) == (after == null) ? 0 : LiveAccount.EXISTENCE)
                | (one.isEmpty() == other.isEmpty() ? 0 : LiveAccount.EMPTINESS);
    }

    /** Of all transactions since the last call, by their order in them. */
    Work.Links take() {
        Work.Links taken =
                new Work.Links(runs.toArray(int[][]::new), commits.toArray(int[][]::new));
        runs.clear();
        commits.clear();
        slotWriters.clear();
        accountWriters.clear();
        return taken;
    }

    @Override
    public @Nullable Account account(Address address) {
        accountsRead.add(address);
        return state.account(address);
    }

    @Override
    public Word storage(Address address, Word slot) {
        slotsRead.add(new Slot(address, slot));
        return state.storage(address, slot);
    }

    @Override
    public Bytes code(Hash codeHash) {
        return state.code(codeHash);
    }

    @Override
    public boolean hasStorage(Address address) {
        return state.hasStorage(address);
    }
}
