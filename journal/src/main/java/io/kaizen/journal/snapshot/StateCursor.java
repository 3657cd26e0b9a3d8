package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Accounts and slots out of chunks, in order, each record checked where it is read. One thread.
 *
 * <p>All its methods throw {@link SnapshotException}, with the chunk and the record, for what is
 * not as the manifest and the order of keys have it.
 */
final class StateCursor {
    private final ChunkCursor chunks;
    private Hash owner = Hash.ZERO;
    private Address address = Address.ZERO;
    private Account account = Account.EMPTY;
    private boolean isFirst = true;
    private @Nullable Hash slotKey;
    private Word slot = Word.ZERO;
    private Word value = Word.ZERO;

    StateCursor(List<ChunkRef> refs, ChunkFiles files, LongConsumer bytesRead) {
        this.chunks = new ChunkCursor("state", refs, files, bytesRead);
    }

    /** Moves to the next account, over what is left of this one's slots; false at the end. */
    boolean nextAccount() throws IOException {
        while (nextSlot()) {}
        if (!chunks.next()) {
            return false;
        }
        int at = chunks.take(Records.ACCOUNT_BYTES);
        Address found = Records.readAddress(chunks.bytes(), at);
        Hash key = found.keccak();
        if (!isFirst && key.compareTo(owner) <= 0) {
            throw chunks.fault("account %s is not behind account %s".formatted(found, address));
        }
        isFirst = false;
        owner = key;
        address = found;
        account = Records.readAccount(chunks.bytes(), at);
        slotKey = null;
        chunks.checkFirstKey(owner.bytes());
        return true;
    }

    /** Moves to the account's next slot; false where it has no more. */
    boolean nextSlot() throws IOException {
        boolean begins = !chunks.isInside();
        if (!chunks.next()) {
            return false;
        }
        byte kind = chunks.kind();
        if (kind == Records.ACCOUNT) {
            return false;
        }
        if (begins) {
            continued(kind);
            kind = chunks.isInside() ? chunks.kind() : 0;
        }
        if (kind != Records.SLOT || isFirst) {
            throw chunks.fault("kind %d stands where an account or a slot has to".formatted(kind));
        }
        int at = chunks.take(Records.SLOT_BYTES);
        slot = Records.readSlot(chunks.bytes(), at);
        value = Records.readValue(chunks.bytes(), at);
        Hash key = Hash.keccak(slot.toArray());
        Hash before = slotKey;
        if (before != null && key.compareTo(before) <= 0) {
            throw chunks.fault("slot %s is not in order".formatted(slot));
        }
        if (value.isZero()) {
            throw chunks.fault("slot %s is zero".formatted(slot));
        }
        slotKey = key;
        if (begins) {
            chunks.checkFirstKey(ChunkRef.key(owner, key));
        }
        return true;
    }

    private void continued(byte kind) throws IOException {
        if (kind != Records.CONTINUED || isFirst) {
            throw chunks.fault("kind %d begins the chunk".formatted(kind));
        }
        Address whose = Records.readAddress(chunks.bytes(), chunks.take(Records.CONTINUED_BYTES));
        if (!whose.equals(address)) {
            throw chunks.fault(
                    "slots of account %s follow those of account %s".formatted(whose, address));
        }
    }

    Hash owner() {
        return owner;
    }

    Address address() {
        return address;
    }

    Account account() {
        return account;
    }

    /** Of the slot that {@link #nextSlot} has found. */
    Hash slotKey() {
        Hash key = slotKey;
        if (key == null) {
            throw new IllegalStateException("not at a slot");
        }
        return key;
    }

    Word slot() {
        return slot;
    }

    Word value() {
        return value;
    }

    /** Index of the first chunk that was not read. */
    int chunksRead() {
        return chunks.chunksRead();
    }
}
