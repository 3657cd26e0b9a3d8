package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.journal.chain.BlockSource;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of the last blocks as they are recorded, for BLOCKHASH: what was compared before is what
 * is recorded. The reading stage writes, the executing one reads what is behind it.
 */
final class RecordedHashes implements BlockHashes {
    /** More than the blocks that are under way and the 256 before them. */
    private static final int RING = 1 << 14;

    private final @Nullable Hash[] ring = new Hash[RING];

    /** With the blocks before {@code from} that its transactions can ask for. */
    static RecordedHashes before(long from, BlockSource log) {
        RecordedHashes hashes = new RecordedHashes();
        for (long number = Math.max(0, from - REACH); number < from; number++) {
            hashes.put(number, log.recorded(number).hash());
        }
        return hashes;
    }

    void put(long number, Hash hash) {
        ring[(int) (number % RING)] = hash;
    }

    @Override
    public Hash hash(long number) {
        Hash hash = number < 0 ? null : ring[(int) (number % RING)];
        return hash == null ? Hash.ZERO : hash;
    }
}
