package io.kaizen.journal.history;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import org.jspecify.annotations.Nullable;

/**
 * What one block changed, by location. Each answer is the newest version, with at least the value
 * before the block behind it; null where the block did not change the location. Any thread.
 */
sealed interface LayerChanges permits OpenChanges, PackedChanges {
    @Nullable Version<Account> account(Address address);

    @Nullable Version<Word> slot(SlotKey key);

    @Nullable Bytes code(Hash hash);

    /** How many accounts and slots there are, once the block is closed. */
    int locations();
}
