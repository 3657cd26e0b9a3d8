package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.zk.hash.Keccak256;

/** The hashes of addresses and slots, which are the keys of the tries. One thread. */
final class KeyHasher {
    private final Keccak256 keccak = Keccak256.scratch();
    private final byte[] input = new byte[Word.BYTES];
    private final long[] digest = new long[4];

    Hash of(Address address) {
        address.write(input, 0);
        return digest(Address.BYTES);
    }

    Hash of(Word slot) {
        slot.write(input, 0);
        return digest(Word.BYTES);
    }

    private Hash digest(int length) {
        keccak.hash(input, 0, length, digest, 0);
        return new Hash(digest[0], digest[1], digest[2], digest[3]);
    }
}
