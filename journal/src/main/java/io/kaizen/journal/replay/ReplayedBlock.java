package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.journal.chain.RecordedBlock;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block on its way through the stages: each fills in its part, and hands the block on through the
 * pipeline's lock.
 */
final class ReplayedBlock {
    /**
     * What the order says.
     *
     * @param entries its transactions, void ones among them
     */
    record Ordered(
            BlockOpening opening,
            List<OrderEntry.Body.Ordered> entries,
            SealedBlock.OrderRange range) {

        /** The position of the index-th entry: between open and close there is nothing else. */
        long position(int index) {
            return range.first() + 1 + index;
        }
    }

    private final Ordered ordered;
    private final RecordedBlock recorded;
    private final Hash parentHash;
    private final @Nullable RecoveredTransaction[] transactions;
    private @Nullable BlockOutcome outcome;
    private @Nullable Hash stateRoot;

    /**
     * @param parentHash the recorded one: that the parent is as recorded is found before anything
     *     about this block counts
     */
    ReplayedBlock(Ordered ordered, RecordedBlock recorded, Hash parentHash) {
        this.ordered = ordered;
        this.recorded = recorded;
        this.parentHash = parentHash;
        this.transactions = new RecoveredTransaction[ordered.entries().size()];
    }

    long number() {
        return recorded.number();
    }

    Ordered ordered() {
        return ordered;
    }

    RecordedBlock recorded() {
        return recorded;
    }

    Hash parentHash() {
        return parentHash;
    }

    /** Ordered transactions, void ones among them. */
    int size() {
        return transactions.length;
    }

    void prepared(int index, RecoveredTransaction transaction) {
        transactions[index] = transaction;
    }

    /** All of them, once they are prepared. */
    List<RecoveredTransaction> transactions() {
        for (RecoveredTransaction transaction : transactions) {
            Objects.requireNonNull(transaction, "not prepared");
        }
        return Arrays.asList(transactions);
    }

    void executed(BlockOutcome result) {
        outcome = result;
    }

    BlockOutcome outcome() {
        return Objects.requireNonNull(outcome, "not executed");
    }

    void rooted(Hash root) {
        stateRoot = root;
    }

    Hash stateRoot() {
        return Objects.requireNonNull(stateRoot, "no root yet");
    }

    /** Indices, among the ordered, of those that were executed. */
    int[] executedIndices() {
        List<TransactionResult> results = outcome().results();
        int[] indices = new int[outcome().receipts().size()];
        int count = 0;
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof TransactionResult.Executed) {
                indices[count++] = i;
            }
        }
        return indices;
    }

    List<RecoveredTransaction> executedTransactions() {
        int[] indices = executedIndices();
        List<RecoveredTransaction> all = transactions();
        if (indices.length == all.size()) {
            return all;
        }
        List<RecoveredTransaction> executed = new ArrayList<>(indices.length);
        for (int index : indices) {
            executed.add(all.get(index));
        }
        return executed;
    }

    ReplayResult.Counts counts() {
        long executed = outcome().receipts().size();
        long entries = ordered.range().last() - ordered.range().first() + 1;
        return new ReplayResult.Counts(entries, 1, executed, size() - executed);
    }
}
