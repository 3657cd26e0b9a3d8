package io.kaizen.pipeline;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.chain.BlockLog;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.chain.TransactionLocation;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A block log that holds the sealer up at every block until it is let pass. */
final class GatedLog implements BlockLog {
    private final BlockLog log = new MemoryBlockLog();

    /** Genesis passes. */
    private final Semaphore passes = new Semaphore(1);

    private volatile @Nullable String fault;

    void pass(int blocks) {
        passes.release(blocks);
    }

    /** Whether the sealer waits. */
    boolean isHolding() {
        return passes.hasQueuedThreads();
    }

    void open() {
        passes.release(1 << 20);
    }

    /** The sealer fails where it waits, and from then on. */
    void fail(String why) {
        fault = why;
        open();
    }

    @Override
    public void append(SealedBlock block, Effects effects) {
        passes.acquireUninterruptibly();
        String why = fault;
        if (why != null) {
            throw new IllegalStateException(why);
        }
        log.append(block, effects);
    }

    @Override
    public long height() {
        return log.height();
    }

    @Override
    public @Nullable SealedBlock block(long number) {
        return log.block(number);
    }

    @Override
    public @Nullable Effects effects(long number) {
        return log.effects(number);
    }

    @Override
    public @Nullable Long number(Hash blockHash) {
        return log.number(blockHash);
    }

    @Override
    public @Nullable TransactionLocation transaction(Hash hash) {
        return log.transaction(hash);
    }

    @Override
    public void sync() {
        log.sync();
    }

    @Override
    public void close() {
        log.close();
    }
}
