package io.kaizen.exec.process;

import io.kaizen.exec.ledger.Hash;

/** Hashes of recent blocks, for BLOCKHASH. */
@FunctionalInterface
public interface BlockHashes {
    /** The hash of one of the 256 most recent ancestors; zero where there is none. */
    Hash hash(long number);
}
