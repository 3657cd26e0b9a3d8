package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Single changes out of a record's effects: what is not asked for is stepped over. See {@link
 * BlockRecordCodec} for the form.
 */
final class RecordedChanges {
    private RecordedChanges() {}

    /** The account's change, without its slots; null where there is none. */
    static @Nullable AccountEffect account(RlpReader accounts, Address address) {
        RlpReader found = find(accounts, address);
        if (found == null) {
            return null;
        }
        Account before = BlockRecordCodec.readAccount(found.list());
        Account after = BlockRecordCodec.readAccount(found.list());
        return new AccountEffect(address, before, after, found.uint64() == 1, List.of());
    }

    static @Nullable SlotEffect slot(RlpReader accounts, Address address, Word slot) {
        RlpReader found = find(accounts, address);
        if (found == null) {
            return null;
        }
        for (int item = 0; item < 3; item++) {
            found.skip();
        }
        RlpReader slots = found.list();
        byte[] wanted = slot.toMinimalArray();
        while (slots.hasNext()) {
            RlpReader change = slots.list();
            if (change.takeIf(wanted)) {
                return new SlotEffect(slot, change.word(), change.word());
            }
        }
        return null;
    }

    static @Nullable Bytes code(RlpReader codes, Hash codeHash) {
        while (codes.hasNext()) {
            Bytes code = codes.bytes();
            if (Hash.keccak(code).equals(codeHash)) {
                return code;
            }
        }
        return null;
    }

    /** The items behind the address of its change. */
    private static @Nullable RlpReader find(RlpReader accounts, Address address) {
        byte[] wanted = address.toArray();
        while (accounts.hasNext()) {
            RlpReader change = accounts.list();
            if (change.takeIf(wanted)) {
                return change;
            }
        }
        return null;
    }
}
