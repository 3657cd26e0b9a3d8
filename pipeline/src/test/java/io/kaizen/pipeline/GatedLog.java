package io.kaizen.pipeline;

import io.kaizen.exec.state.Effects;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.SealedBlock;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A block log that holds the sealer up at every block until it is let pass. */
final class GatedLog extends MemoryBlockLog {
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
        super.append(block, effects);
    }
}
