package io.kaizen.journal.past;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;

/**
 * Locations as the index of changes knows them: keccak256 of inputs whose lengths tell the kinds
 * apart. The index compares 128 bits; its readers compare the whole location with the record.
 */
final class Location {
    private Location() {}

    /** Nonce, balance, code hash and existence. */
    static Hash account(Address address) {
        return Hash.keccak(address.toArray());
    }

    static Hash slot(Address address, Word slot) {
        byte[] input = new byte[Address.BYTES + Word.BYTES];
        address.write(input, 0);
        slot.write(input, Address.BYTES);
        return Hash.keccak(input);
    }

    /** All slots of an account, together. */
    static Hash storage(Address address) {
        byte[] input = new byte[Address.BYTES + 1];
        address.write(input, 0);
        return Hash.keccak(input);
    }

    static Hash code(Hash codeHash) {
        return Hash.keccak(codeHash.toArray());
    }
}
