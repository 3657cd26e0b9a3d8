package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;

/** Takes a state in the order of the trie: each account, and behind it its slots. */
interface StateSink {
    /**
     * @param owner keccak256 of the address
     */
    void account(Hash owner, Address address, Account account) throws IOException;

    /**
     * A slot of the last account.
     *
     * @param key keccak256 of the slot
     * @param value not zero
     */
    void slot(Hash key, Word slot, Word value) throws IOException;
}
