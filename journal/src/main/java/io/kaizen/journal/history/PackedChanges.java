package io.kaizen.journal.history;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a block that is applied: of each location the value before the block and the one
 * after it, as rows of primitive words with a table of row numbers beside them. Immutable: a few
 * arrays that a collector copies once, where versions were a dozen small objects a transaction.
 *
 * <pre>
 *   account   address 3 | nonce, balance 4, code before | nonce, balance 4, code after
 *   slot      address 3 | key 4 | value before 4 | value after 4
 * </pre>
 *
 * <p>Words are most significant first. {@code code} is an index into the list of code hashes, or
 * {@link #NO_ACCOUNT}.
 */
final class PackedChanges implements LayerChanges {
    private static final int ROW = 15;
    private static final int ADDRESS = 3;
    private static final int ACCOUNT = 6;
    private static final int WORD = 4;
    private static final long NO_ACCOUNT = -1;

    /** Rows of one kind, found by hash: open addressing over row numbers from 1. */
    private static final class Rows {
        final long[] words;
        final int[] table;
        int count;

        Rows(int rows) {
            words = new long[rows * ROW];
            table = new int[Integer.highestOneBit(Math.max(1, rows)) * 4];
        }

        /** The offset of a new row, which the table names under the hash. */
        int add(int hash) {
            int slot = hash & (table.length - 1);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = ++count;
            return (count - 1) * ROW;
        }
    }

    private final Rows accounts;
    private final Rows slots;
    private final List<Hash> codeHashes = new ArrayList<>();
    private final Map<Hash, Bytes> code;

    /** Takes over what a closed and amended block has changed. */
    PackedChanges(OpenChanges closed) {
        accounts = new Rows(closed.accounts().size());
        slots = new Rows(closed.slots().size());
        code = Map.copyOf(closed.code());
        Map<Hash, Integer> codeIndexes = new HashMap<>();
        closed.accounts()
                .forEach((address, newest) ->
                        add(address, newest.beforeBlock().value(), newest.value(), codeIndexes));
        closed.slots()
                .forEach((key, newest) -> add(key, newest.beforeBlock().value(), newest.value()));
    }

    private void add(
            Address address,
            @Nullable Account before,
            @Nullable Account after,
            Map<Hash, Integer> codeIndexes) {
        int row = accounts.add(address.hashCode());
        write(accounts.words, row, address);
        write(accounts.words, row + ADDRESS, before, codeIndexes);
        write(accounts.words, row + ADDRESS + ACCOUNT, after, codeIndexes);
    }

    private void add(SlotKey key, @Nullable Word before, @Nullable Word after) {
        int row = slots.add(key.hashCode());
        write(slots.words, row, key.address());
        write(slots.words, row + ADDRESS, key.slot());
        write(slots.words, row + ADDRESS + WORD, before == null ? Word.ZERO : before);
        write(slots.words, row + ADDRESS + 2 * WORD, after == null ? Word.ZERO : after);
    }

    @Override
    public @Nullable Version<Account> account(Address address) {
        long[] words = accounts.words;
        int mask = accounts.table.length - 1;
        for (int at = address.hashCode() & mask; accounts.table[at] != 0; at = (at + 1) & mask) {
            int row = (accounts.table[at] - 1) * ROW;
            if (isAddress(words, row, address)) {
                return version(readAccount(row + ADDRESS), readAccount(row + ADDRESS + ACCOUNT));
            }
        }
        return null;
    }

    @Override
    public @Nullable Version<Word> slot(SlotKey key) {
        long[] words = slots.words;
        int mask = slots.table.length - 1;
        for (int at = key.hashCode() & mask; slots.table[at] != 0; at = (at + 1) & mask) {
            int row = (slots.table[at] - 1) * ROW;
            if (isAddress(words, row, key.address()) && isWord(words, row + ADDRESS, key.slot())) {
                return version(
                        readWord(words, row + ADDRESS + WORD),
                        readWord(words, row + ADDRESS + 2 * WORD));
            }
        }
        return null;
    }

    private static <V> Version<V> version(@Nullable V before, @Nullable V after) {
        return new Version<>(
                BlockLayer.END_OF_BLOCK, after, new Version<>(Version.BEFORE_BLOCK, before, null));
    }

    @Override
    public @Nullable Bytes code(Hash hash) {
        return code.get(hash);
    }

    @Override
    public int locations() {
        return accounts.count + slots.count;
    }

    private static void write(long[] words, int at, Address address) {
        words[at] = address.high();
        words[at + 1] = address.middle();
        words[at + 2] = address.low();
    }

    private static boolean isAddress(long[] words, int at, Address address) {
        return words[at] == address.high()
                && words[at + 1] == address.middle()
                && words[at + 2] == address.low();
    }

    private static void write(long[] words, int at, Word word) {
        words[at] = word.w3();
        words[at + 1] = word.w2();
        words[at + 2] = word.w1();
        words[at + 3] = word.w0();
    }

    private static boolean isWord(long[] words, int at, Word word) {
        return words[at] == word.w3()
                && words[at + 1] == word.w2()
                && words[at + 2] == word.w1()
                && words[at + 3] == word.w0();
    }

    private static Word readWord(long[] words, int at) {
        return new Word(words[at], words[at + 1], words[at + 2], words[at + 3]);
    }

    private void write(
            long[] words, int at, @Nullable Account account, Map<Hash, Integer> codeIndexes) {
        if (account == null) {
            words[at + ACCOUNT - 1] = NO_ACCOUNT;
            return;
        }
        words[at] = account.nonce();
        write(words, at + 1, account.balance());
        words[at + ACCOUNT - 1] =
                codeIndexes.computeIfAbsent(
                        account.codeHash(),
                        hash -> {
                            codeHashes.add(hash);
                            return codeHashes.size() - 1;
                        });
    }

    private @Nullable Account readAccount(int at) {
        long[] words = accounts.words;
        long codeIndex = words[at + ACCOUNT - 1];
        return codeIndex == NO_ACCOUNT
                ? null
                : new Account(words[at], readWord(words, at + 1), codeHashes.get((int) codeIndex));
    }
}
