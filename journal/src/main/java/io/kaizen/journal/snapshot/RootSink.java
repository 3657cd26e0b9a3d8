package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trie.StateRootBuilder;

/** Computes the root of what passes. One thread, one use. */
final class RootSink implements StateSink {
    private final StateRootBuilder root = new StateRootBuilder();

    @Override
    public void account(Hash owner, Address address, Account account) {
        root.account(owner, account);
    }

    @Override
    public void slot(Hash key, Word slot, Word value) {
        root.slot(key, value);
    }

    /**
     * @throws SnapshotException unless it is the root of the block
     */
    void check(long block, Hash want) throws SnapshotException {
        Hash found = root.root();
        if (!found.equals(want)) {
            throw new SnapshotException(
                    "the state root of block %d is %s by its accounts, its header has %s"
                            .formatted(block, found, want));
        }
    }
}
