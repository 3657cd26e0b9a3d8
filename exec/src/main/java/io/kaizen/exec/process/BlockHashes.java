package io.kaizen.exec.process;

import io.kaizen.exec.ledger.Hash;

/** Hashes of recent blocks, for BLOCKHASH. */
@FunctionalInterface
public interface BlockHashes {
    /** So many ancestors of a block can be asked for. */
    int REACH = 256;

    /** The hash of one of the {@link #REACH} most recent ancestors; zero where there is none. */
    Hash hash(long number);
}
