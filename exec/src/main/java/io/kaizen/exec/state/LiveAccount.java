package io.kaizen.exec.state;

import io.kaizen.exec.evm.Code;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import org.jspecify.annotations.Nullable;

/**
 * An account as the running transaction sees it. Written only by {@link TransactionState}, which
 * records every change; readable by whoever holds it until the state is reset.
 */
public final class LiveAccount {
    /** In the state before the transaction, or made by it. */
    static final int EXISTS = 1;

    /** EIP-2929. */
    static final int WARM = 2;

    /** Deleted at the transaction's end if it is empty then (EIP-161). */
    static final int TOUCHED = 4;

    /** A contract made by this transaction. */
    static final int CREATED = 8;

    /** Deleted at the transaction's end. */
    static final int DESTROYED = 16;

    // What of the account as it was before the transaction decided anything, for who runs
    // transactions before their turn. Adding to a balance does not.
    public static final int NONCE = 1;
    public static final int BALANCE = 2;
    public static final int CODE = 4;
    public static final int EXISTENCE = 8;
    public static final int EMPTINESS = 16;
    public static final int ALL = 31;

    final int id;
    final Address address;
    final @Nullable Account original;
    int flags;

    /** Which of {@link #NONCE} to {@link #EMPTINESS} were looked at. */
    int looks;

    /** Where its balance's last undo record begins, plus one; 0 for none. */
    int balanceLogged;

    long nonce;
    Word balance;
    Hash codeHash;
    @Nullable Code code;

    LiveAccount(int id, Address address, @Nullable Account original) {
        this.id = id;
        this.address = address;
        this.original = original;
        Account values = original == null ? Account.EMPTY : original;
        this.flags = original == null ? 0 : EXISTS;
        this.nonce = values.nonce();
        this.balance = values.balance();
        this.codeHash = values.codeHash();
    }

    public Address address() {
        return address;
    }

    public long nonce() {
        looks |= NONCE;
        return nonce;
    }

    public Word balance() {
        looks |= BALANCE;
        return balance;
    }

    public Hash codeHash() {
        looks |= CODE;
        return codeHash;
    }

    public boolean exists() {
        looks |= EXISTENCE;
        return (flags & EXISTS) != 0;
    }

    /** Whether it was there before the transaction. */
    boolean existed() {
        looks |= EXISTENCE;
        return original != null;
    }

    /** As {@link #isEmpty}, for the effects: {@code TransactionState} says what they depend on. */
    boolean endsEmpty() {
        return nonce == 0 && balance.isZero() && codeHash.equals(Hash.EMPTY_CODE);
    }

    /** As {@link #exists}, for the effects. */
    boolean endsExisting() {
        return (flags & EXISTS) != 0;
    }

    Word balanceBefore() {
        return original == null ? Word.ZERO : original.balance();
    }

    public boolean isWarm() {
        return (flags & WARM) != 0;
    }

    public boolean isCreated() {
        return (flags & CREATED) != 0;
    }

    public boolean isDestroyed() {
        return (flags & DESTROYED) != 0;
    }

    /** Empty as EIP-161 says; true of an account that does not exist. */
    public boolean isEmpty() {
        looks |= EMPTINESS;
        return endsEmpty();
    }

    public boolean hasCode() {
        looks |= CODE;
        return !codeHash.equals(Hash.EMPTY_CODE);
    }
}
