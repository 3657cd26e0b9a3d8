package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;

/**
 * What a chunk is a row of, big-endian:
 *
 * <pre>
 *   0      1            21        29           61
 *   | 1 | address 20 | nonce 8 | balance 32 | code hash 32 |    an account
 *   | 2 | slot 32    | value 32 |                               a slot of the account before it
 *   | 3 | address 20 |                                          first of a chunk whose slots belong
 *                                                               to an account of an earlier one
 *   | 4 | length 4   | code |                                   a code
 * </pre>
 */
final class Records {
    static final byte ACCOUNT = 1;
    static final byte SLOT = 2;
    static final byte CONTINUED = 3;
    static final byte CODE = 4;

    static final int ACCOUNT_BYTES = 1 + Address.BYTES + Long.BYTES + Word.BYTES + Hash.BYTES;
    static final int SLOT_BYTES = 1 + 2 * Word.BYTES;
    static final int CONTINUED_BYTES = 1 + Address.BYTES;
    static final int CODE_HEADER_BYTES = 1 + Integer.BYTES;

    private static final int NONCE = 1 + Address.BYTES;
    private static final int BALANCE = NONCE + Long.BYTES;
    private static final int CODE_HASH = BALANCE + Word.BYTES;

    private Records() {}

    static void writeAccount(byte[] target, int at, Address address, Account account) {
        target[at] = ACCOUNT;
        address.write(target, at + 1);
        BigEndian.putLong(target, at + NONCE, account.nonce());
        account.balance().write(target, at + BALANCE);
        account.codeHash().write(target, at + CODE_HASH);
    }

    static Account readAccount(byte[] source, int at) {
        return new Account(
                BigEndian.getLong(source, at + NONCE),
                Word.read(source, at + BALANCE),
                Hash.read(source, at + CODE_HASH));
    }

    static void writeContinued(byte[] target, int at, Address address) {
        target[at] = CONTINUED;
        address.write(target, at + 1);
    }

    /** Of an account, or of one that is continued. */
    static Address readAddress(byte[] source, int at) {
        return Address.read(source, at + 1);
    }

    static void writeSlot(byte[] target, int at, Word slot, Word value) {
        target[at] = SLOT;
        slot.write(target, at + 1);
        value.write(target, at + 1 + Word.BYTES);
    }

    static Word readSlot(byte[] source, int at) {
        return Word.read(source, at + 1);
    }

    static Word readValue(byte[] source, int at) {
        return Word.read(source, at + 1 + Word.BYTES);
    }
}
