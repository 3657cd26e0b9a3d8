package io.kaizen.exec.state;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import org.jspecify.annotations.Nullable;

/** A world without accounts. */
public enum EmptyView implements StateView {
    INSTANCE;

    @Override
    public @Nullable Account account(Address address) {
        return null;
    }

    @Override
    public Word storage(Address address, Word slot) {
        return Word.ZERO;
    }

    @Override
    public Bytes code(Hash codeHash) {
        return Bytes.EMPTY;
    }

    @Override
    public boolean hasStorage(Address address) {
        return false;
    }
}
