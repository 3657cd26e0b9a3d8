package io.kaizen.ingress.rpc;

/**
 * How far L1 vouches for the chain: what the tags {@code safe} and {@code finalized} mean. Any
 * thread.
 */
public interface Finality {
    /** Before anything is posted, only genesis stands. */
    Finality GENESIS =
            new Finality() {
                @Override
                public long safe() {
                    return 0;
                }

                @Override
                public long finalized() {
                    return 0;
                }
            };

    /** The highest block whose batch is on L1. */
    long safe();

    /** The highest block whose batch is in a finalized L1 block. */
    long finalized();
}
