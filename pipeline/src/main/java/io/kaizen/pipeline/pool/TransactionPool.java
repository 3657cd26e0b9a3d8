package io.kaizen.pipeline.pool;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Decoded;
import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.metrics.Tallies;
import io.kaizen.pipeline.pool.TransactionStatus.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits for its place in the order, by sender and nonce, first come first served across
 * senders. A transaction leaves when its result is published, or with a reason that {@link #status}
 * tells within a window.
 *
 * <p>Owned by the ordering thread, but for the read methods at the end. Bounds: {@link PoolLimits};
 * what does not fit is refused with a reason. Money: a sender's transactions in flight and ahead of
 * the new one are reserved at their maximum cost over the published state.
 */
public final class TransactionPool {
    private final PoolLimits limits;
    private final EntryRules rules;
    private final Map<Address, SenderAccount> senders = new ConcurrentHashMap<>();
    private final Map<Hash, PooledTransaction> byHash = new ConcurrentHashMap<>();
    private final FateWindow fates;
    private final ArrayDeque<Turn> turns = new ArrayDeque<>();
    private final LinkedHashMap<Hash, PooledTransaction> gapped = new LinkedHashMap<>();
    private final List<SenderAccount> stalled = new ArrayList<>();
    private int waitingCount;
    private final Tallies<Stage> ends = new Tallies<>(Stage.class);

    /** The highest base fee at which a stalled sender was found to pay too little. */
    private Word stalledAtBaseFee = Word.ZERO;

    /** A sender's claim to have the transaction with this nonce ordered next. */
    private record Turn(SenderAccount sender, long nonce) {}

    public TransactionPool(PoolLimits limits) {
        this.limits = limits;
        this.rules = new EntryRules(limits);
        this.fates = new FateWindow(limits.refusalWindow());
    }

    /**
     * Judges a decoded transaction against the published state and takes it in.
     *
     * @param published the state after the last published result
     */
    public Admission admit(Decoded.Valid decoded, long intakeTimeNs, StateView published) {
        RecoveredTransaction tx = decoded.transaction();
        Address address = tx.sender();
        Account account = published.account(address);
        Account state = account == null ? Account.EMPTY : account;
        SenderAccount known = senders.get(address);
        SenderAccount sender = known != null ? known : new SenderAccount(address, state.nonce());
        if (sender.inFlight.isEmpty()
                && Long.compareUnsigned(state.nonce(), sender.orderNonce) > 0) {
            // Somebody else raised it: an authorization, or a creation by the delegate's code.
            rewind(sender, state.nonce());
        }
        Admission.@Nullable Refused refused =
                refusal(decoded, intakeTimeNs, state, sender, published);
        if (refused != null) {
            refuse(refused);
            return refused;
        }
        senders.put(address, sender);
        PooledTransaction pooled =
                new PooledTransaction(tx, decoded.costMax(), intakeTimeNs, false);
        PooledTransaction replaced = sender.put(pooled);
        byHash.put(tx.hash(), pooled);
        if (replaced != null) {
            forget(replaced, Stage.REPLACED, "replaced by " + tx.hash());
            pooled.stage(replaced.stage());
            if (gapped.containsKey(replaced.transaction().hash())) {
                gapped.remove(replaced.transaction().hash());
                gapped.put(tx.hash(), pooled);
            }
            unstall(sender);
        } else {
            waitingCount++;
            if (pooled.nonce() == sender.readyNonce()) {
                promote(sender);
            } else {
                gapped.put(tx.hash(), pooled);
            }
        }
        return new Admission.Accepted(tx.hash());
    }

    /** Remembers a refusal that was decided elsewhere. */
    public void refuse(Admission.Refused refused) {
        Hash hash = refused.hash();
        if (hash != null && !byHash.containsKey(hash)) {
            fates.add(new TransactionStatus(hash, Stage.REFUSED, refused.message(), null));
        }
    }

    private Admission.@Nullable Refused refusal(
            Decoded.Valid decoded,
            long intakeTimeNs,
            Account state,
            SenderAccount sender,
            StateView published) {
        RecoveredTransaction tx = decoded.transaction();
        if (byHash.containsKey(tx.hash())) {
            return EntryRules.refused(Refusal.ALREADY_KNOWN, "already known", tx);
        }
        Admission.@Nullable Refused refused = rules.position(tx, state, sender, published);
        if (refused == null && !sender.waiting.containsKey(tx.transaction().nonce())) {
            refused = noRoom(tx, sender, intakeTimeNs);
        }
        return refused != null ? refused : rules.funds(decoded, state, sender);
    }

    private Admission.@Nullable Refused noRoom(
            RecoveredTransaction tx, SenderAccount sender, long intakeTimeNs) {
        if (sender.waiting.size() >= limits.accountMax()) {
            return EntryRules.refused(
                    Refusal.ACCOUNT_LIMIT,
                    "account limit exceeded: "
                            + sender.waiting.size()
                            + " transactions wait for "
                            + sender.address.checksummed()
                            + ", max "
                            + limits.accountMax(),
                    tx);
        }
        boolean executable = tx.transaction().nonce() == sender.readyNonce();
        if (executable && waitingCount - gapped.size() >= limits.pendingMax()) {
            return EntryRules.refused(
                    Refusal.POOL_FULL,
                    "txpool is full: " + limits.pendingMax() + " executable transactions",
                    tx);
        }
        if (!executable && gapped.size() >= limits.queuedMax() && !expireOldest(tx, intakeTimeNs)) {
            return EntryRules.refused(
                    Refusal.POOL_FULL,
                    "txpool is full: " + limits.queuedMax() + " transactions behind a nonce gap",
                    tx);
        }
        return null;
    }

    private boolean expireOldest(RecoveredTransaction newcomer, long nowNs) {
        PooledTransaction oldest = gapped.firstEntry().getValue();
        long ageNs = nowNs - oldest.intakeTimeNs();
        if (ageNs < limits.queuedLifetime().toNanos()) {
            return false;
        }
        SenderAccount sender = senders.get(oldest.transaction().sender());
        gapped.pollFirstEntry();
        waitingCount--;
        forget(
                oldest,
                Stage.REFUSED,
                "expired behind a nonce gap, room taken by " + newcomer.hash());
        if (sender != null) {
            sender.remove(oldest);
            dropIfIdle(sender);
        }
        return true;
    }

    /** Moves the transactions that follow without a gap from queued to executable. */
    private void promote(SenderAccount sender) {
        long nonce = sender.readyNonce();
        PooledTransaction next;
        while ((next = sender.waiting.get(nonce)) != null) {
            gapped.remove(next.transaction().hash());
            next.stage(Stage.PENDING);
            if (sender.stall == null) {
                turns.add(new Turn(sender, nonce));
            }
            nonce++;
        }
        sender.readyNonce(nonce);
    }

    /**
     * The transaction whose turn it is, left in place: {@link #ordered} takes it out. Null where
     * nothing can be ordered now.
     *
     * @param baseFee of the block it would enter
     * @param published the state after the last published result
     */
    public @Nullable PooledTransaction next(Word baseFee, StateView published) {
        while (!turns.isEmpty()) {
            Turn turn = turns.peekFirst();
            SenderAccount sender = turn.sender();
            PooledTransaction tx = sender.waiting.get(turn.nonce());
            if (tx == null || sender.stall != null || turn.nonce() != sender.orderNonce) {
                turns.pollFirst();
                continue;
            }
            if (tx.transaction().transaction().fees().maxFeePerGas().compareTo(baseFee) < 0) {
                stalledAtBaseFee = max(stalledAtBaseFee, baseFee);
                stall(sender, SenderAccount.Stall.BASE_FEE);
                continue;
            }
            if (!sender.inFlight.isEmpty() && hasCode(published, sender.address)) {
                stall(sender, SenderAccount.Stall.DELEGATED);
                continue;
            }
            return tx;
        }
        return null;
    }

    private static Word max(Word a, Word b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static boolean hasCode(StateView published, Address address) {
        Account account = published.account(address);
        return account != null && account.hasCode();
    }

    private void stall(SenderAccount sender, SenderAccount.Stall reason) {
        turns.pollFirst();
        sender.stall = reason;
        stalled.add(sender);
    }

    /**
     * Gives senders below the base fee another look, if it is lower than when they were looked at:
     * looking at all of them in every cycle would let cheap transactions slow the others down.
     */
    public void reconsiderStalled(Word baseFee) {
        if (stalled.isEmpty() || baseFee.compareTo(stalledAtBaseFee) >= 0) {
            return;
        }
        stalledAtBaseFee = Word.ZERO;
        List<SenderAccount> again = List.copyOf(stalled);
        stalled.clear();
        for (SenderAccount sender : again) {
            if (sender.stall != null) {
                sender.stall = null;
                queueTurns(sender);
            }
        }
    }

    private void unstall(SenderAccount sender) {
        if (sender.stall != null) {
            sender.stall = null;
            stalled.remove(sender);
            queueTurns(sender);
        }
    }

    private void queueTurns(SenderAccount sender) {
        for (long nonce = sender.orderNonce; nonce != sender.readyNonce(); nonce++) {
            turns.add(new Turn(sender, nonce));
        }
    }

    /** Transactions that follow their senders' nonces without a gap. Ordering thread. */
    public int executable() {
        return waitingCount - gapped.size();
    }

    /** Transactions behind a gap of nonces. Ordering thread. */
    public int gapped() {
        return gapped.size();
    }

    /** Whether any transaction could be ordered right now. */
    public boolean hasTurns() {
        return !turns.isEmpty();
    }

    /** Records that the transaction of {@link #next} got its place. */
    public void ordered(PooledTransaction tx, long position, long blockNumber) {
        SenderAccount sender = senderOf(tx);
        sender.toFlight(tx);
        waitingCount--;
        sender.orderNonce = tx.nonce() + 1;
        tx.ordered(position, blockNumber);
    }

    private SenderAccount senderOf(PooledTransaction tx) {
        SenderAccount sender = senders.get(tx.transaction().sender());
        if (sender == null) {
            throw new IllegalStateException("no sender for " + tx.transaction().hash());
        }
        return sender;
    }

    /** A published result: the transaction is in the open block. */
    public void published(PooledTransaction tx) {
        tx.stage(Stage.PRECONFIRMED);
        settle(tx);
    }

    /** The block is sealed: the chain knows the transaction from here on. Any thread. */
    public void sealed(Hash hash) {
        byHash.remove(hash);
    }

    /**
     * The transaction was void at its position. Where only its nonce was ahead (an earlier one of
     * the sender was void), it returns to the pool once; else it is gone.
     */
    public void voided(PooledTransaction tx, VoidReason reason, StateView published) {
        SenderAccount sender = senderOf(tx);
        sender.land(tx);
        Account account = published.account(sender.address);
        long stateNonce = account == null ? 0 : account.nonce();
        boolean comesBack =
                reason.nonceAhead()
                        && !tx.returned()
                        && Long.compareUnsigned(tx.nonce(), stateNonce) >= 0
                        && !sender.waiting.containsKey(tx.nonce());
        if (comesBack) {
            PooledTransaction again =
                    new PooledTransaction(tx.transaction(), tx.costMax(), tx.intakeTimeNs(), true);
            sender.put(again);
            byHash.put(again.transaction().hash(), again);
            waitingCount++;
            gapped.put(again.transaction().hash(), again);
        } else {
            forget(tx, Stage.VOID, reason.message());
        }
        if (sender.inFlight.isEmpty()) {
            rewind(sender, stateNonce);
        }
        senders.putIfAbsent(sender.address, sender);
        dropIfIdle(sender);
    }

    /** The next nonce to order is the state's again: after voids, or after others raised it. */
    private void rewind(SenderAccount sender, long stateNonce) {
        for (PooledTransaction spent : List.copyOf(sender.waiting.headMap(stateNonce).values())) {
            sender.remove(spent);
            gapped.remove(spent.transaction().hash());
            waitingCount--;
            forget(
                    spent,
                    Stage.REFUSED,
                    "nonce too low: next nonce "
                            + Long.toUnsignedString(stateNonce)
                            + ", tx nonce "
                            + Long.toUnsignedString(spent.nonce()));
        }
        if (sender.stall != null) {
            sender.stall = null;
            stalled.remove(sender);
        }
        sender.orderNonce = stateNonce;
        sender.readyNonce(stateNonce);
        for (PooledTransaction waiting : sender.waiting.values()) {
            waiting.stage(Stage.QUEUED);
            gapped.put(waiting.transaction().hash(), waiting);
        }
        promote(sender);
    }

    private void settle(PooledTransaction tx) {
        SenderAccount sender = senderOf(tx);
        sender.land(tx);
        if (sender.stall == SenderAccount.Stall.DELEGATED) {
            unstall(sender);
        }
        dropIfIdle(sender);
    }

    private void dropIfIdle(SenderAccount sender) {
        if (sender.isIdle()) {
            senders.remove(sender.address);
        }
    }

    private void forget(PooledTransaction tx, Stage stage, String reason) {
        ends.increment(stage);
        Hash hash = tx.transaction().hash();
        Long block = stage == Stage.VOID ? tx.blockNumber() : null;
        fates.add(new TransactionStatus(hash, stage, reason, block));
        byHash.remove(hash, tx);
    }

    // Read by any thread.

    /** Admitted transactions that left without a place in a block, by how. */
    public Tallies<Stage> ends() {
        return ends;
    }

    /** The next nonce of a sender that has transactions here; null for others. */
    public @Nullable Long pendingNonce(Address address) {
        SenderAccount sender = senders.get(address);
        return sender == null ? null : sender.pendingNonce();
    }

    public @Nullable RecoveredTransaction transaction(Hash hash) {
        PooledTransaction tx = byHash.get(hash);
        return tx == null ? null : tx.transaction();
    }

    /**
     * @param released the last position that was released: what stands up to there is preconfirmed,
     *     whether or not this pool has settled it
     */
    public @Nullable TransactionStatus status(Hash hash, long released) {
        PooledTransaction tx = byHash.get(hash);
        if (tx == null) {
            return fates.get(hash);
        }
        Stage stage = tx.stage();
        if (stage == Stage.ORDERED && tx.position() <= released) {
            VoidReason why = tx.voidReason();
            if (why != null && !why.nonceAhead()) {
                return new TransactionStatus(hash, Stage.VOID, why.message(), tx.blockNumber());
            }
            stage = why == null ? Stage.PRECONFIRMED : stage;
        }
        Long block =
                stage == Stage.ORDERED || stage == Stage.PRECONFIRMED ? tx.blockNumber() : null;
        return new TransactionStatus(hash, stage, waitsFor(tx, stage), block);
    }

    private @Nullable String waitsFor(PooledTransaction tx, Stage stage) {
        SenderAccount sender = senders.get(tx.transaction().sender());
        if (sender == null) {
            return null;
        }
        if (stage == Stage.QUEUED) {
            return "waits for nonce " + Long.toUnsignedString(sender.pendingNonce());
        }
        SenderAccount.Stall stall = sender.stall;
        return stage == Stage.PENDING && stall != null ? stall.reason : null;
    }

    /** What waits now, weakly consistent: each transaction is one that waited during the call. */
    public PoolView view() {
        SortedMap<Address, SortedMap<Long, RecoveredTransaction>> pending = new TreeMap<>();
        SortedMap<Address, SortedMap<Long, RecoveredTransaction>> queued = new TreeMap<>();
        Iterator<PooledTransaction> all = byHash.values().iterator();
        while (all.hasNext()) {
            PooledTransaction tx = all.next();
            switch (tx.stage()) {
                case PENDING, ORDERED -> put(pending, tx);
                case QUEUED -> put(queued, tx);
                default -> {
                    // Already in a block, or gone.
                }
            }
        }
        return new PoolView(
                Collections.unmodifiableSortedMap(pending),
                Collections.unmodifiableSortedMap(queued));
    }

    private static void put(
            SortedMap<Address, SortedMap<Long, RecoveredTransaction>> target,
            PooledTransaction tx) {
        target.computeIfAbsent(tx.transaction().sender(), a -> new TreeMap<>(Long::compareUnsigned))
                .put(tx.nonce(), tx.transaction());
    }
}
