package io.kaizen.exec.state;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State changes as absolute old and new values, never deltas, so that applying them twice is
 * applying them once. Of one transaction, or of a whole block.
 *
 * @param accounts ascending by address, each once; only accounts with at least one difference
 * @param code newly deployed code by its hash
 */
public record Effects(List<AccountEffect> accounts, Map<Hash, Bytes> code) {
    public static final Effects NONE = new Effects(List.of(), Map.of());

    public Effects {
        accounts = List.copyOf(accounts);
        code = Map.copyOf(code);
    }

    /**
     * @param before null where the account did not exist
     * @param after null where it does not exist any more
     * @param storageCleared every slot not named in {@code slots} became zero: the account was
     *     destroyed, or created over the storage of a destroyed one; of one transaction, never
     *     since Cancun, where only what it has made itself is destroyed (EIP-6780)
     * @param slots ascending by slot, each once, only those whose value differs
     */
    public record AccountEffect(
            Address address,
            @Nullable Account before,
            @Nullable Account after,
            boolean storageCleared,
            List<SlotEffect> slots) {
        public AccountEffect {
            slots = List.copyOf(slots);
        }
    }

    public record SlotEffect(Word slot, Word before, Word after) {}

    public boolean isEmpty() {
        return accounts.isEmpty() && code.isEmpty();
    }
}
