package io.kaizen.journal.replay;

import io.kaizen.journal.chain.RecordDamageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive blocks that go through the stages together, so that small blocks do not cost a hand
 * over each. Where a stage finds something the batch ends before that block: later stages see only
 * what is before it, and what they find there takes the finding's place.
 */
final class ReplayBatch {
    private final List<ReplayedBlock> blocks = new ArrayList<>();
    private @Nullable Finding finding;
    private int transactions;

    void add(ReplayedBlock block) {
        blocks.add(block);
        transactions += block.size();
    }

    List<ReplayedBlock> blocks() {
        return blocks;
    }

    /** Transactions that were read, whatever of them still counts: the room that it takes. */
    int transactions() {
        return transactions;
    }

    /** Why nothing behind the blocks counts; null where the next batch goes on. */
    @Nullable Finding finding() {
        return finding;
    }

    /** Ends the batch before its index-th block. */
    void endBefore(int index, Finding why) {
        blocks.subList(index, blocks.size()).clear();
        finding = why;
    }

    /** One stage's work on one block. */
    @FunctionalInterface
    interface Work {
        void on(ReplayedBlock block) throws StopException;
    }

    /** Does the work on each block, up to the first finding. */
    void forEach(Work work) {
        for (int i = 0; i < blocks.size(); i++) {
            try {
                work.on(blocks.get(i));
            } catch (StopException stop) {
                endBefore(i, stop.finding());
            } catch (RecordDamageException damaged) {
                endBefore(i, Finding.of(damaged));
            }
        }
    }
}
