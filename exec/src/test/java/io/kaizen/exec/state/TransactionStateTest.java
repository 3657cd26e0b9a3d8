package io.kaizen.exec.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.CodeCache;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects.AccountEffect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The undo log against a model that copies everything at each snapshot. */
class TransactionStateTest {
    private static final int ADDRESSES = 40;
    private static final int SLOTS = 60;

    private final TransactionState state =
            new TransactionState(new CodeCache(CodeCache.BYTES_MAX_DEFAULT));

    private record Slot(int account, int key) {}

    /** Plain maps, copied whole. */
    private static final class Model {
        final Map<Integer, Account> accounts = new HashMap<>();
        final Map<Slot, Word> storage = new HashMap<>();
        final Map<Slot, Word> transients = new HashMap<>();
        final Set<Integer> warm = new HashSet<>();
        final Set<Slot> warmSlots = new HashSet<>();
        final Set<Integer> destroyed = new HashSet<>();
        final List<Log> logs = new ArrayList<>();
        long refund;

        Model copy() {
            Model copy = new Model();
            copy.accounts.putAll(accounts);
            copy.storage.putAll(storage);
            copy.transients.putAll(transients);
            copy.warm.addAll(warm);
            copy.warmSlots.addAll(warmSlots);
            copy.destroyed.addAll(destroyed);
            copy.logs.addAll(logs);
            copy.refund = refund;
            return copy;
        }
    }

    private static Address address(int i) {
        return Address.ofLong(0x1000 + i);
    }

    private static long[] limbs(Word word) {
        return new long[] {word.w3(), word.w2(), word.w1(), word.w0()};
    }

    @Test
    void every_revert_restores_what_a_full_copy_would() {
        for (int run = 0; run < 200; run++) {
            long seed = Long.getLong("kaizen.seed", System.nanoTime());
            randomRun(new Random(seed), "seed " + seed);
        }
    }

    private void randomRun(Random random, String seed) {
        MemoryState base = new MemoryState();
        Model model = new Model();
        for (int i = 0; i < ADDRESSES; i += 2) {
            Bytes code = i % 4 == 0 ? Bytes.wrap(new byte[] {(byte) i, 1}) : Bytes.EMPTY;
            base.put(address(i), i, Word.of(100 + i), code);
            model.accounts.put(i, base.account(address(i)));
            Word slot = Word.of(i % SLOTS);
            base.putStorage(address(i), slot, Word.of(7 + i));
            model.storage.put(new Slot(i, i % SLOTS), Word.of(7 + i));
        }
        state.reset(base);
        Deque<Integer> snapshots = new ArrayDeque<>();
        Deque<Model> copies = new ArrayDeque<>();
        for (int step = 0; step < 300; step++) {
            int choice = random.nextInt(12);
            if (choice == 0) {
                snapshots.push(state.snapshot());
                copies.push(model.copy());
            } else if (choice == 1 && !snapshots.isEmpty()) {
                state.revert(snapshots.pop());
                model = copies.pop();
            } else {
                change(random, model);
            }
        }
        compare(model, seed);
    }

    private void change(Random random, Model model) {
        int i = random.nextInt(ADDRESSES);
        Slot slot = new Slot(i, random.nextInt(SLOTS));
        Word value = random.nextInt(3) == 0 ? Word.ZERO : Word.of(random.nextInt(5));
        LiveAccount account = state.account(address(i));
        Account old = model.accounts.getOrDefault(i, Account.EMPTY);
        switch (random.nextInt(10)) {
            case 0 -> {
                state.setBalance(account, value);
                model.accounts.put(i, old.withBalance(value));
            }
            case 1 -> {
                state.setNonce(account, value.w0());
                model.accounts.put(i, old.withNonce(value.w0()));
            }
            case 2 -> {
                Bytes code = value.isZero() ? Bytes.EMPTY : value.bytes();
                state.setCode(account, code);
                Hash hash = code.isEmpty() ? Hash.EMPTY_CODE : Hash.keccak(code);
                model.accounts.put(i, new Account(old.nonce(), old.balance(), hash));
            }
            case 3 -> {
                int entry = state.slot(account, Word.of(slot.key()));
                state.storeSlot(entry, limbs(value), 0);
                model.storage.put(slot, value);
            }
            case 4 -> {
                long[] s = new long[8];
                s[3] = slot.key();
                s[7] = value.w0();
                state.storeTransient(account, s, 0, 4);
                model.transients.put(slot, value);
            }
            case 5 -> assertEquals(model.warm.add(i), state.warm(account));
            case 6 -> {
                int entry = state.slot(account, Word.of(slot.key()));
                assertEquals(model.warmSlots.add(slot), state.warmSlot(entry));
            }
            case 7 -> {
                Log log = new Log(address(i), List.of(), value.bytes());
                state.addLog(log);
                model.logs.add(log);
            }
            case 8 -> {
                state.addRefund(value.w0() - 1);
                model.refund += value.w0() - 1;
            }
            default -> assertEquals(model.destroyed.add(i), state.destroy(account));
        }
    }

    private void compare(Model model, String seed) {
        assertEquals(model.refund, state.refund(), seed);
        assertEquals(model.logs, state.logs(), seed);
        for (int i = 0; i < ADDRESSES; i++) {
            LiveAccount account = state.account(address(i));
            Account want = model.accounts.getOrDefault(i, Account.EMPTY);
            Account have = new Account(account.nonce(), account.balance(), account.codeHash());
            assertEquals(want, have, seed);
            assertEquals(model.accounts.containsKey(i), account.exists(), seed);
            assertEquals(model.warm.contains(i), account.isWarm(), seed);
            assertEquals(model.destroyed.contains(i), account.isDestroyed(), seed);
            for (int key = 0; key < SLOTS; key++) {
                Slot slot = new Slot(i, key);
                Word stored = state.slotValue(state.slot(account, Word.of(key)));
                assertEquals(model.storage.getOrDefault(slot, Word.ZERO), stored, seed);
                long[] s = {0, 0, 0, key};
                state.loadTransient(account, s, 0);
                Word kept = model.transients.getOrDefault(slot, Word.ZERO);
                assertEquals(kept.w0(), s[3], seed);
            }
        }
    }

    @Test
    void effects_hold_only_what_differs_in_order() {
        MemoryState base = new MemoryState();
        base.put(address(1), 1, Word.of(10), Bytes.EMPTY);
        base.put(address(2), 0, Word.of(5), Bytes.EMPTY);
        base.putStorage(address(1), Word.of(3), Word.of(9));
        state.reset(base);
        LiveAccount two = state.account(address(2));
        LiveAccount one = state.account(address(1));
        state.setBalance(two, Word.of(6));
        state.setBalance(two, Word.of(5));
        state.storeSlot(state.slot(one, Word.of(4)), limbs(Word.of(1)), 0);
        state.storeSlot(state.slot(one, Word.of(3)), limbs(Word.ZERO), 0);
        Effects effects = state.effects(true);
        assertEquals(1, effects.accounts().size());
        AccountEffect effect = effects.accounts().getFirst();
        assertEquals(address(1), effect.address());
        assertEquals(
                List.of(
                        new Effects.SlotEffect(Word.of(3), Word.of(9), Word.ZERO),
                        new Effects.SlotEffect(Word.of(4), Word.ZERO, Word.ONE)),
                effect.slots());
    }

    @Test
    void touched_empty_accounts_are_cleared_since_spurious_dragon() {
        MemoryState base = new MemoryState();
        base.put(address(1), 0, Word.ZERO, Bytes.EMPTY);
        state.reset(base);
        state.touch(state.account(address(1)));
        state.touch(state.account(address(2)));
        Effects cleared = state.effects(true);
        assertEquals(1, cleared.accounts().size());
        assertNull(cleared.accounts().getFirst().after());
        Effects kept = state.effects(false);
        assertEquals(address(2), kept.accounts().getFirst().address());
        assertEquals(Account.EMPTY, kept.accounts().getFirst().after());
    }

    @Test
    void nothing_leaks_into_the_next_transaction() {
        state.reset(EmptyView.INSTANCE);
        LiveAccount account = state.account(address(1));
        state.warm(account);
        state.warmSlot(state.slot(account, Word.ONE));
        state.storeSlot(state.slot(account, Word.ONE), limbs(Word.MAX), 0);
        state.storeTransient(account, new long[8], 0, 4);
        state.addRefund(5);
        state.addLog(new Log(address(1), List.of(), Bytes.EMPTY));
        state.reset(EmptyView.INSTANCE);
        LiveAccount again = state.account(address(1));
        assertFalse(again.isWarm());
        assertTrue(state.warmSlot(state.slot(again, Word.ONE)));
        assertTrue(state.slotIsZero(state.slot(again, Word.ONE)));
        assertEquals(0, state.refund());
        assertTrue(state.logs().isEmpty());
        assertTrue(state.effects(true).isEmpty());
    }

    /** Remembers what it was asked for. */
    private static final class WatchedView implements StateView {
        final List<Object> reads = new ArrayList<>();

        @Override
        public Account account(Address address) {
            reads.add(address);
            return new Account(1, Word.ONE, Hash.EMPTY_CODE);
        }

        @Override
        public Word storage(Address address, Word slot) {
            reads.add(slot);
            return Word.of(5);
        }

        @Override
        public Bytes code(Hash codeHash) {
            return Bytes.EMPTY;
        }

        @Override
        public boolean hasStorage(Address address) {
            return true;
        }
    }

    @Test
    void whatTheAccessListNamesIsWarmAndNotReadBeforeItIsLookedAt() {
        WatchedView view = new WatchedView();
        state.reset(view);
        Address early = Address.ofLong(1);
        Address late = Address.ofLong(2);
        LiveAccount earlyAccount = state.account(early);
        view.reads.clear();
        state.list(new AccessListEntry(early, List.of(Word.ONE)));
        state.list(new AccessListEntry(late, List.of(Word.ONE)));
        assertEquals(List.of(), view.reads);
        assertTrue(earlyAccount.isWarm());
        assertFalse(state.warmSlot(state.slot(earlyAccount, Word.ONE)));
        LiveAccount lateAccount = state.account(late);
        assertTrue(lateAccount.isWarm());
        assertFalse(state.warmSlot(state.slot(lateAccount, Word.ONE)));
        assertTrue(state.warmSlot(state.slot(lateAccount, Word.ZERO)));
        assertEquals(List.of(Word.ONE, late, Word.ONE, Word.ZERO), view.reads);
        state.reset(view);
        assertFalse(state.account(late).isWarm());
        assertTrue(state.warmSlot(state.slot(state.account(late), Word.ONE)));
    }

    @Test
    void aRevertDoesNotCoolWhatTheAccessListNames() {
        state.reset(new WatchedView());
        Address address = Address.ofLong(1);
        state.list(new AccessListEntry(address, List.of(Word.ONE)));
        int snapshot = state.snapshot();
        LiveAccount account = state.account(address);
        int slot = state.slot(account, Word.ONE);
        state.revert(snapshot);
        assertTrue(account.isWarm());
        assertFalse(state.warmSlot(slot));
    }
}
