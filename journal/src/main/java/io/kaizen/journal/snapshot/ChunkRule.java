package io.kaizen.journal.snapshot;

/**
 * Where a chunk ends. Mostly where the content says so: then what did not change between two
 * snapshots lies in the same chunks, whatever changed before it.
 *
 * @param bytesMin no record ends a chunk before
 * @param bytesMax a record that would go beyond begins another one; a longer one is alone
 * @param boundaryBits the record ends the chunk whose key's hash has so many zeros at its end
 */
record ChunkRule(int bytesMin, int bytesMax, int boundaryBits) {
    /** About 1.2 MiB in the mean. */
    static final ChunkRule DEFAULT = new ChunkRule(512 << 10, 4 << 20, 13);

    /** Of any rule that a reader accepts: memory is taken as a manifest says, before a look. */
    static final int READABLE_BYTES_MAX = 64 << 20;

    ChunkRule {
        if (bytesMin < 1 || bytesMin > bytesMax || boundaryBits < 0 || boundaryBits > 62) {
            throw new IllegalArgumentException(
                    "chunks of %d to %d bytes, %d bits"
                            .formatted(bytesMin, bytesMax, boundaryBits));
        }
    }

    boolean ends(int bytes, long keyBits) {
        return bytes >= bytesMin && (keyBits & ((1L << boundaryBits) - 1)) == 0;
    }
}
