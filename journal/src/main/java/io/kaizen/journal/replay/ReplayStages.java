package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.SenderBatch;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.MemoryTrieNodes;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.SealedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a batch, stage by stage. {@link #execute} and {@link #root} each take batches in
 * order, one at a time, on whatever threads; the others have no state.
 */
final class ReplayStages {
    private static final int RECORD_BYTES = 1 << 20;

    private final BlockReader reader;
    private final RecordedHashes hashes;
    private final Replay.Senders senders;
    private final SequentialExecutor executor;
    private final MemoryState state;
    private final MemoryTrieNodes nodes = new MemoryTrieNodes();
    private final StateTrie trie;

    /** What a thread keeps between tasks. */
    static final class Scratch {
        private final SenderBatch recovery = new SenderBatch(Preparation.RUN);
        private final RlpWriter record = new RlpWriter(RECORD_BYTES);
    }

    /**
     * @param state after the block before the first that {@code reader} gives
     */
    ReplayStages(
            BlockReader reader,
            RecordedHashes hashes,
            MemoryState state,
            Replay.Senders senders,
            SequentialExecutor executor,
            TrieWorkers workers) {
        this.reader = reader;
        this.hashes = hashes;
        this.state = state;
        this.senders = senders;
        this.executor = executor;
        this.trie = StateTrie.open(nodes, workers);
    }

    /** Makes the trie of the state it begins with, and returns its root. */
    Hash begin() {
        return update(trie.update(state.whole()));
    }

    boolean isAtEnd() {
        return reader.isAtEnd();
    }

    ReplayBatch read() {
        return reader.read();
    }

    Preparation.@Nullable Found prepare(ReplayBatch batch, int from, int to, Scratch scratch) {
        boolean recovers = senders == Replay.Senders.RECOVERED;
        return Preparation.prepare(batch, from, to, recovers ? scratch.recovery : null);
    }

    void execute(ReplayBatch batch) {
        batch.forEach(block -> {
            BlockOutcome outcome =
                    executor.execute(
                            state, block.ordered().opening().context(hashes), block.transactions());
            state.apply(outcome.effects());
            block.executed(outcome);
        });
    }

    void root(ReplayBatch batch) {
        batch.forEach(block -> block.rooted(update(trie.update(block.outcome().effects()))));
    }

    private Hash update(TrieUpdate update) {
        nodes.apply(update);
        return update.root();
    }

    /** Makes the blocks that follow from the order, and compares them with the record. */
    static void judge(ReplayBatch batch, Scratch scratch) {
        batch.forEach(block -> {
            SealedBlock replayed = assemble(block);
            if (block.recorded().isOf(replayed, block.outcome().effects(), scratch.record)) {
                return;
            }
            Divergence divergence = Comparison.of(block, replayed);
            if (divergence != null) {
                throw new StopException(new Finding.Differs(divergence));
            }
        });
    }

    private static SealedBlock assemble(ReplayedBlock block) {
        BlockOutcome outcome = block.outcome();
        List<RecoveredTransaction> executed = block.executedTransactions();
        Header header =
                BlockAssembler.header(
                        block.parentHash(),
                        block.ordered().opening().environment(),
                        block.stateRoot(),
                        executed,
                        outcome.receipts());
        return new SealedBlock(
                header,
                HeaderCodec.hash(header),
                executed,
                outcome.receipts(),
                block.ordered().range());
    }
}
