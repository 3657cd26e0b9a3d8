package io.kaizen.exec.state;

import io.kaizen.exec.evm.Code;
import io.kaizen.exec.evm.CodeCache;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.LocationHash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state as one transaction sees and changes it: a cache over a {@link StateView} with an undo
 * log. Holds balances, nonces, code, storage, transient storage, warm sets, logs, the refund
 * counter, and which accounts were created or destroyed. {@link #snapshot} and {@link #revert} nest
 * like frames do; {@link #effects} gives the differences from the view.
 *
 * <p>One thread; reused for transaction after transaction through {@link #reset}. Slots are
 * addressed by the entry number that {@link #slot} gives, so that an instruction looks its slot up
 * once.
 */
public final class TransactionState {
    /** Touching it survives a revert: consensus since block 2,675,119 of Ethereum (EIP-161). */
    private static final Address RIPEMD160 = Address.ofLong(3);

    private static final int INDEX_MIN = 128;
    private static final int INDEX_KEPT = 1 << 14;
    private static final Comparator<SlotEffect> BY_SLOT = Comparator.comparing(SlotEffect::slot);
    private static final Comparator<AccountEffect> BY_ADDRESS =
            Comparator.comparing(AccountEffect::address);

    private final CodeCache codes;
    private final List<LiveAccount> accounts = new ArrayList<>();
    private final SlotTable slots = new SlotTable();
    private final SlotTable transientSlots = new SlotTable();
    private final ListedAccess listed = new ListedAccess();
    private final UndoLog undo = new UndoLog();
    private final List<Log> logs = new ArrayList<>();
    // Account number plus one, 0 where free; never more than half full.
    private int[] index = new int[INDEX_MIN];
    private StateView view = EmptyView.INSTANCE;
    private long refund;

    // A value needs one undo record since the newest snapshot, which the fence marks: "logged" is
    // where the last record begins, plus one, so that it lies above the fence if it suffices.
    private int fence;
    private int refundLogged;

    public TransactionState(CodeCache codes) {
        this.codes = codes;
    }

    /** Forgets everything and begins anew over a view. */
    public void reset(StateView base) {
        view = base;
        for (LiveAccount account : accounts) {
            Code code = account.code;
            if (code != null && code.hasGrown()) {
                codes.weigh(account.codeHash);
            }
        }
        accounts.clear();
        slots.clear();
        transientSlots.clear();
        listed.clear();
        undo.clear();
        logs.clear();
        refund = 0;
        refundLogged = 0;
        fence = 0;
        if (index.length > INDEX_KEPT) {
            index = new int[INDEX_MIN];
        } else {
            Arrays.fill(index, 0);
        }
    }

    // Accounts

    public LiveAccount account(Address address) {
        return account(address.high(), address.middle(), address.low());
    }

    /** The account at the address; one that does not exist reads as empty. */
    public LiveAccount account(long high, long middle, int low) {
        int mask = index.length - 1;
        int at = LocationHash.of(high, middle, low) & mask;
        while (index[at] != 0) {
            LiveAccount found = accounts.get(index[at] - 1);
            Address address = found.address;
            if (address.high() == high && address.middle() == middle && address.low() == low) {
                return found;
            }
            at = (at + 1) & mask;
        }
        return load(new Address(high, middle, low), at);
    }

    private LiveAccount load(Address address, int at) {
        LiveAccount loaded = new LiveAccount(accounts.size(), address, view.account(address));
        if (listed.has(address)) {
            loaded.flags |= LiveAccount.WARM;
        }
        accounts.add(loaded);
        index[at] = accounts.size();
        if (accounts.size() * 2 > index.length) {
            growIndex();
        }
        return loaded;
    }

    private void growIndex() {
        index = new int[index.length * 2];
        int mask = index.length - 1;
        for (LiveAccount account : accounts) {
            int at = account.address.hashCode() & mask;
            while (index[at] != 0) {
                at = (at + 1) & mask;
            }
            index[at] = account.id + 1;
        }
    }

    /** Makes the account warm; whether it was cold. */
    public boolean warm(LiveAccount account) {
        return raise(account, LiveAccount.WARM);
    }

    /**
     * Names an entry of the access list: warm from now on, but not read before somebody looks at
     * it. Comes before every other look at its slots.
     */
    public void list(AccessListEntry entry) {
        listed.add(entry.address());
        for (Word slot : entry.slots()) {
            listed.add(entry.address(), slot);
        }
        LiveAccount loaded = loaded(entry.address());
        if (loaded != null) {
            warm(loaded);
        }
    }

    private @Nullable LiveAccount loaded(Address address) {
        int mask = index.length - 1;
        int at = address.hashCode() & mask;
        while (index[at] != 0) {
            LiveAccount found = accounts.get(index[at] - 1);
            if (found.address.equals(address)) {
                return found;
            }
            at = (at + 1) & mask;
        }
        return null;
    }

    /** A change of nothing, which still brings an account into being or lets it be cleared. */
    public void touch(LiveAccount account) {
        raise(account, LiveAccount.TOUCHED | LiveAccount.EXISTS);
    }

    public void setBalance(LiveAccount account, Word value) {
        touch(account);
        if (account.balanceLogged <= fence) {
            account.balanceLogged = undo.size() + 1;
            Word old = account.balance;
            undo.push(UndoLog.BALANCE, account.id, old.w3(), old.w2(), old.w1(), old.w0());
        }
        account.balance = value;
    }

    public void credit(LiveAccount account, Word value) {
        if (value.isZero()) {
            touch(account);
        } else {
            setBalance(account, account.balance.plus(value));
        }
    }

    /** The balance must cover the value. */
    public void debit(LiveAccount account, Word value) {
        if (!value.isZero()) {
            assert account.balance.compareTo(value) >= 0 : "debit below zero";
            setBalance(account, account.balance.minus(value));
        }
    }

    public void setNonce(LiveAccount account, long value) {
        touch(account);
        undo.push(UndoLog.NONCE, account.id, account.nonce);
        account.nonce = value;
    }

    public void setCode(LiveAccount account, Bytes code) {
        touch(account);
        undo.pushCode(account.id, new UndoLog.OldCode(account.codeHash, account.code));
        account.codeHash = code.isEmpty() ? Hash.EMPTY_CODE : Hash.keccak(code);
        account.code = code.isEmpty() ? Code.EMPTY : Code.of(code);
    }

    public Code code(LiveAccount account) {
        account.looks |= LiveAccount.CODE;
        Code code = account.code;
        if (code == null) {
            code = codes.get(account.codeHash, view);
            account.code = code;
        }
        return code;
    }

    /** Whether a contract cannot be made here (EIP-684, EIP-7610). */
    public boolean collides(LiveAccount account) {
        return account.nonce() != 0 || account.hasCode() || view.hasStorage(account.address);
    }

    /** Marks a contract as made by this transaction. */
    public void create(LiveAccount account) {
        raise(account, LiveAccount.CREATED | LiveAccount.TOUCHED | LiveAccount.EXISTS);
    }

    /** Marks an account for deletion at the transaction's end; whether it was not before. */
    public boolean destroy(LiveAccount account) {
        return raise(account, LiveAccount.DESTROYED | LiveAccount.TOUCHED);
    }

    private boolean raise(LiveAccount account, int flags) {
        if ((account.flags & flags) == flags) {
            return false;
        }
        undo.push(UndoLog.FLAGS, account.id, account.flags);
        account.flags |= flags;
        return true;
    }

    // Storage

    /** The entry of the slot whose key stands at {@code key[at..at+4)}, most significant first. */
    public int slot(LiveAccount account, long[] key, int at) {
        long k3 = key[at];
        long k2 = key[at + 1];
        long k1 = key[at + 2];
        long k0 = key[at + 3];
        int entry = slots.find(account.id, k3, k2, k1, k0);
        return entry >= 0 ? entry : loadSlot(account, new Word(k3, k2, k1, k0));
    }

    public int slot(LiveAccount account, Word key) {
        int entry = slots.find(account.id, key.w3(), key.w2(), key.w1(), key.w0());
        return entry >= 0 ? entry : loadSlot(account, key);
    }

    private int loadSlot(LiveAccount account, Word key) {
        // A contract made in this transaction has no older storage: else it would have collided.
        boolean absent = !account.existed() || account.isCreated();
        Word value = absent ? Word.ZERO : view.storage(account.address, key);
        int entry = slots.add(account.id, key.w3(), key.w2(), key.w1(), key.w0(), value);
        if (listed.has(account.address, key)) {
            slots.setWarm(entry, true);
        }
        return entry;
    }

    /** Makes the slot warm; whether it was cold. */
    public boolean warmSlot(int entry) {
        if (slots.isWarm(entry)) {
            return false;
        }
        undo.push(UndoLog.WARM_SLOT, entry);
        slots.setWarm(entry, true);
        return true;
    }

    public void loadSlot(int entry, long[] target, int at) {
        slots.copyCurrent(entry, target, at);
    }

    public Word slotValue(int entry) {
        return slots.current(entry);
    }

    public void storeSlot(int entry, long[] source, int at) {
        if (slots.logged(entry) <= fence) {
            slots.log(entry, undo, UndoLog.STORAGE);
        }
        slots.setCurrent(entry, source, at);
    }

    public boolean slotEquals(int entry, long[] other, int at) {
        return slots.currentEquals(entry, other, at);
    }

    public boolean slotOriginalEquals(int entry, long[] other, int at) {
        return slots.originalEquals(entry, other, at);
    }

    public boolean slotIsZero(int entry) {
        return slots.currentIsZero(entry);
    }

    public boolean slotOriginalIsZero(int entry) {
        return slots.originalIsZero(entry);
    }

    public boolean slotIsChanged(int entry) {
        return slots.isChanged(entry);
    }

    /** Overwrites the key at {@code s[at..at+4)} with the transient value (EIP-1153). */
    public void loadTransient(LiveAccount account, long[] s, int at) {
        int entry = transientSlots.find(account.id, s[at], s[at + 1], s[at + 2], s[at + 3]);
        if (entry < 0) {
            Arrays.fill(s, at, at + 4, 0);
        } else {
            transientSlots.copyCurrent(entry, s, at);
        }
    }

    public void storeTransient(LiveAccount account, long[] s, int key, int value) {
        int id = account.id;
        int entry = transientSlots.find(id, s[key], s[key + 1], s[key + 2], s[key + 3]);
        if (entry < 0) {
            entry = transientSlots.add(id, s[key], s[key + 1], s[key + 2], s[key + 3], Word.ZERO);
        }
        if (transientSlots.logged(entry) <= fence) {
            transientSlots.log(entry, undo, UndoLog.TRANSIENT);
        }
        transientSlots.setCurrent(entry, s, value);
    }

    // Logs and refunds

    public void addLog(Log log) {
        undo.push(UndoLog.LOG, 0);
        logs.add(log);
    }

    public List<Log> logs() {
        return List.copyOf(logs);
    }

    public void addRefund(long amount) {
        if (refundLogged <= fence) {
            refundLogged = undo.size() + 1;
            undo.push(UndoLog.REFUND, 0, refund);
        }
        refund += amount;
    }

    public long refund() {
        return refund;
    }

    // Snapshots

    public int snapshot() {
        fence = undo.size();
        return fence;
    }

    /** Undoes every change since the snapshot. */
    public void revert(int snapshot) {
        while (undo.size() > snapshot) {
            long header = undo.popHeader();
            int number = (int) (header >>> 8);
            int kind = (int) header & 0xff;
            switch (kind) {
                case UndoLog.BALANCE -> {
                    long[] old = undo.records();
                    int at = undo.popWord();
                    LiveAccount account = accounts.get(number);
                    account.balance = new Word(old[at], old[at + 1], old[at + 2], old[at + 3]);
                    account.balanceLogged = 0;
                }
                case UndoLog.NONCE -> accounts.get(number).nonce = undo.popLong();
                case UndoLog.CODE -> {
                    UndoLog.OldCode old = undo.popCode();
                    accounts.get(number).codeHash = old.hash();
                    accounts.get(number).code = old.code();
                }
                case UndoLog.FLAGS -> revertFlags(accounts.get(number), (int) undo.popLong());
                case UndoLog.STORAGE -> undoSlot(slots, number);
                case UndoLog.TRANSIENT -> undoSlot(transientSlots, number);
                case UndoLog.WARM_SLOT -> slots.setWarm(number, false);
                case UndoLog.REFUND -> {
                    refund = undo.popLong();
                    refundLogged = 0;
                }
                case UndoLog.LOG -> logs.removeLast();
                default -> throw new IllegalStateException("undo record of kind " + kind);
            }
        }
        fence = snapshot;
    }

    private void undoSlot(SlotTable table, int entry) {
        table.setCurrent(entry, undo.records(), undo.popWord());
        table.setLogged(entry, 0);
    }

    private static void revertFlags(LiveAccount account, int old) {
        boolean keep = account.address.equals(RIPEMD160);
        account.flags = keep ? old | (account.flags & LiveAccount.TOUCHED) : old;
    }

    // Effects

    /** Every account and slot that was looked at, in the order of first use. */
    public void forEachTouched(AccessVisitor visitor) {
        for (LiveAccount account : accounts) {
            visitor.account(account.address);
        }
        for (int entry = 0; entry < slots.count(); entry++) {
            visitor.slot(accounts.get(slots.account(entry)).address, slots.key(entry));
        }
    }

    /** Accounts that were loaded from the view, each once, in this order. */
    public int accountCount() {
        return accounts.size();
    }

    /**
     * What of the account, as it was before the transaction, the outcome depends on: {@link
     * LiveAccount#NONCE} and the others. A balance that was only added to is not in it.
     *
     * @param number in the order of loading
     */
    public int looks(int number) {
        LiveAccount account = accounts.get(number);
        boolean remade = (account.flags & (LiveAccount.CREATED | LiveAccount.DESTROYED)) != 0;
        if (remade) {
            return LiveAccount.ALL;
        }
        // Nothing gained: whether it goes (EIP-161) depends on what it was.
        boolean touchedOnly =
                (account.flags & LiveAccount.TOUCHED) != 0
                        && account.balance.equals(account.balanceBefore());
        return touchedOnly
                ? account.looks | LiveAccount.EXISTENCE | LiveAccount.EMPTINESS
                : account.looks;
    }

    /** Receives what a transaction read or wrote. */
    public interface AccessVisitor {
        void account(Address address);

        void slot(Address address, Word slot);
    }

    /**
     * The differences between the view and this state.
     *
     * @param clearEmpty whether empty accounts that were touched are deleted (EIP-161)
     */
    public Effects effects(boolean clearEmpty) {
        Map<Integer, List<SlotEffect>> changed = changedSlots();
        Map<Hash, Bytes> deployed = Map.of();
        List<AccountEffect> effects = new ArrayList<>(accounts.size());
        for (LiveAccount account : accounts) {
            AccountEffect effect =
                    effect(account, clearEmpty, changed.getOrDefault(account.id, List.of()));
            if (effect == null) {
                continue;
            }
            effects.add(effect);
            Account after = effect.after();
            if (after != null && after.hasCode() && isNewCode(account)) {
                deployed = deployed.isEmpty() ? new HashMap<>() : deployed;
                deployed.put(after.codeHash(), code(account).bytes());
            }
        }
        effects.sort(BY_ADDRESS);
        return effects.isEmpty() ? Effects.NONE : new Effects(effects, deployed);
    }

    private static boolean isNewCode(LiveAccount account) {
        return account.original == null || !account.original.codeHash().equals(account.codeHash);
    }

    private Map<Integer, List<SlotEffect>> changedSlots() {
        Map<Integer, List<SlotEffect>> changed = Map.of();
        for (int entry = 0; entry < slots.count(); entry++) {
            if (slots.isChanged(entry)) {
                changed = changed.isEmpty() ? new HashMap<>() : changed;
                changed.computeIfAbsent(slots.account(entry), id -> new ArrayList<>())
                        .add(
                                new SlotEffect(
                                        slots.key(entry),
                                        slots.original(entry),
                                        slots.current(entry)));
            }
        }
        changed.values().forEach(list -> list.sort(BY_SLOT));
        return changed;
    }

    private static @Nullable AccountEffect effect(
            LiveAccount account, boolean clearEmpty, List<SlotEffect> changed) {
        Account before = account.original;
        boolean touched = (account.flags & LiveAccount.TOUCHED) != 0;
        boolean cleared = clearEmpty && touched && account.endsEmpty();
        if (account.isDestroyed() || cleared || !account.endsExisting()) {
            // What was made by this very transaction had no older storage to clear (EIP-7610).
            boolean storageCleared = account.isDestroyed() && !account.isCreated();
            return before == null
                    ? null
                    : new AccountEffect(account.address, before, null, storageCleared, List.of());
        }
        Account after = new Account(account.nonce, account.balance, account.codeHash);
        if (after.equals(before) && changed.isEmpty()) {
            return null;
        }
        return new AccountEffect(account.address, before, after, false, changed);
    }
}
