package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import org.jspecify.annotations.Nullable;

/** An account as a location: its values are {@link Account}s, {@link #NONE} where none exists. */
final class AccountCell extends Cell {
    /** Stands for no account, by identity. */
    static final Account NONE = new Account(0, Word.ZERO, Hash.EMPTY_CODE);

    final Address address;

    /** Whether a transaction left something in its storage since this cell was made. Owner. */
    boolean stored;

    AccountCell(Address address) {
        super(address.hashCode());
        this.address = address;
    }

    static Object value(@Nullable Account account) {
        return account == null ? NONE : account;
    }

    static @Nullable Account account(Object value) {
        return isNone(value) ? null : (Account) value;
    }

    /** An empty account, which old blocks can hold, equals it and is another thing. */
    @SuppressWarnings("ReferenceEquality")
    static boolean isNone(Object value) {
        return value == NONE;
    }
}
