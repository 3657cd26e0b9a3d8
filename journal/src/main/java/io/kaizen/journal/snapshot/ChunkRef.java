package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;

/**
 * A chunk as a manifest names it.
 *
 * @param hash SHA-256 of the chunk before it is compressed
 * @param bytes before it is compressed
 * @param firstKey an owner, an owner and a slot's key, or a code hash: 32 or 64 bytes
 */
record ChunkRef(Hash hash, int bytes, int records, Bytes firstKey) {
    ChunkRef {
        if (bytes < 1 || bytes > ChunkRule.READABLE_BYTES_MAX || records < 1) {
            throw new IllegalArgumentException(
                    "chunk of %d bytes and %d records".formatted(bytes, records));
        }
        if (firstKey.size() != Hash.BYTES && firstKey.size() != 2 * Hash.BYTES) {
            throw new IllegalArgumentException("first key of " + firstKey.size() + " bytes");
        }
    }

    static Bytes key(Hash owner, Hash slotKey) {
        byte[] key = new byte[2 * Hash.BYTES];
        owner.write(key, 0);
        slotKey.write(key, Hash.BYTES);
        return Bytes.wrap(key);
    }
}
