package io.kaizen.pipeline.sequence;

/**
 * What the later stages tell the earlier ones: published snapshots that are polled, never a queue,
 * so that no cycle of full rings can form. Each field has one writer, named beside it.
 */
public final class Progress {
    /** Written by execution: everything up to here has run. */
    private volatile Executed executed;

    /** Written by the publisher: everything up to here is durable, has run, and may be seen. */
    private volatile Released released;

    /** Written by the sealer: the last block that it is done with, the store included. */
    private volatile long sealedBlock;

    /**
     * @param position the last one executed
     * @param timestamp seconds, of the last block opened
     * @param gasUsed by all blocks of that timestamp so far
     */
    public record Executed(long position, long timestamp, long gasUsed) {}

    /** A position and the block it lies in. */
    public record Released(long position, long blockNumber) {}

    public Progress(Executed executed, Released released) {
        this.executed = executed;
        this.released = released;
        this.sealedBlock = released.blockNumber();
    }

    public Executed executed() {
        return executed;
    }

    public void executed(Executed value) {
        executed = value;
    }

    public Released released() {
        return released;
    }

    public void released(Released value) {
        released = value;
    }

    public long sealedBlock() {
        return sealedBlock;
    }

    public void sealedBlock(long number) {
        sealedBlock = number;
    }
}
