package io.kaizen.exec.trace;

import io.kaizen.exec.evm.Code;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The accounts and slots that a transaction looked at, as they were before it, and in diff mode the
 * changes, as geth's prestateTracer gives them. Serves one transaction, on its thread; bounded by
 * the gas that accesses cost.
 *
 * <p>What an instruction names is noted when it is paid for; one that runs out of gas looked at
 * nothing.
 */
public final class PrestateTracer implements Tracer {
    /** geth's options by the same names. */
    public enum Option {
        DIFF_MODE,
        DISABLE_CODE,
        DISABLE_STORAGE,
        INCLUDE_EMPTY
    }

    /**
     * One account; a null field is not shown.
     *
     * @param code empty where a delegation was cleared
     * @param codeHash null for an account without code; in the changes, the zero hash for one that
     *     does not exist
     * @param nonce zero is not shown
     */
    public record AccountState(
            @Nullable Word balance,
            @Nullable Bytes code,
            @Nullable Hash codeHash,
            long nonce,
            SortedMap<Word, Word> storage) {}

    /**
     * @param before by address
     * @param after null without diff mode; else only what changed, without slots that became zero
     */
    public record Result(
            SortedMap<Address, AccountState> before,
            @Nullable SortedMap<Address, AccountState> after) {}

    /** An account at first sight. */
    private record Seen(
            Word balance, long nonce, Bytes code, Hash codeHash, TreeMap<Word, Word> storage) {
        boolean isEmpty() {
            return nonce == 0 && code.isEmpty() && balance.isZero();
        }
    }

    /** What the open instruction looks at, to be noted once it is paid for. */
    private static final class Pending {
        final Map<Address, Seen> accounts = new TreeMap<>();
        @Nullable Word slot;
        Word slotValue = Word.ZERO;
        @Nullable Address created;
        boolean destroys;

        void clear() {
            accounts.clear();
            slot = null;
            created = null;
            destroys = false;
        }
    }

    private final Set<Option> options;
    private final TreeMap<Address, Seen> seen = new TreeMap<>();
    private final Set<Address> created = new HashSet<>();
    private final Set<Address> destroyed = new HashSet<>();
    private final Pending pending = new Pending();
    private Address running = Address.ZERO;
    private @Nullable TransactionStart start;
    private @Nullable Result result;

    /**
     * @throws IllegalArgumentException if the options exclude each other
     */
    public PrestateTracer(Set<Option> options) {
        check(options);
        this.options = Set.copyOf(options);
    }

    /**
     * @throws IllegalArgumentException for diff mode with empty accounts, which geth refuses
     */
    public static void check(Set<Option> options) {
        if (options.contains(Option.DIFF_MODE) && options.contains(Option.INCLUDE_EMPTY)) {
            throw new IllegalArgumentException("cannot use diffMode with includeEmpty");
        }
    }

    /**
     * @throws IllegalStateException before the transaction's end
     */
    public Result result() {
        Result found = result;
        if (found == null) {
            throw new IllegalStateException("no transaction was traced");
        }
        return found;
    }

    @Override
    public boolean wantsSteps() {
        return true;
    }

    @Override
    public void onTransactionStart(TransactionStart begun) {
        start = begun;
        Address to = begun.transaction().to();
        if (to == null) {
            to = Address.ofCreate(begun.sender(), begun.state().nonce(begun.sender()));
            created.add(to);
        } else {
            seeDelegate(begun, to);
        }
        see(begun, begun.sender());
        see(begun, to);
        see(begun, begun.block().feeRecipient());
        for (Authorization authorization : begun.transaction().extras().authorizations()) {
            Address authority = TransactionCodec.authority(authorization);
            if (authority != null) {
                see(begun, authority);
            }
        }
        note();
    }

    @Override
    public void onStep(Step step) {
        TransactionStart s = started();
        running = step.address();
        pending.clear();
        int operands = step.stackSize();
        switch (step.opcode()) {
            case Opcode.SLOAD, Opcode.SSTORE -> {
                if (operands >= 1) {
                    seeSlot(s, step);
                }
            }
            case Opcode.BALANCE,
                    Opcode.EXTCODESIZE,
                    Opcode.EXTCODECOPY,
                    Opcode.EXTCODEHASH,
                    Opcode.SELFDESTRUCT -> {
                if (operands >= 1) {
                    see(s, Address.fromWord(step.stack(0)));
                    pending.destroys = step.opcode() == Opcode.SELFDESTRUCT;
                }
            }
            case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL -> {
                if (operands >= 2) {
                    Address target = Address.fromWord(step.stack(1));
                    see(s, target);
                    seeDelegate(s, target);
                }
            }
            case Opcode.CREATE ->
                    seeCreation(s, Address.ofCreate(running, s.state().nonce(running)));
            case Opcode.CREATE2 -> {
                if (operands >= 4) {
                    seeSaltedCreation(s, step);
                }
            }
            default -> {}
        }
    }

    @Override
    public void onStepEnd(long gasCost, @Nullable Halt fault) {
        if (fault == null) {
            note();
        }
        pending.clear();
    }

    @Override
    public void onTransactionEnd(long gasUsed) {
        TreeMap<Address, AccountState> before = new TreeMap<>();
        TreeMap<Address, AccountState> after = new TreeMap<>();
        boolean diff = options.contains(Option.DIFF_MODE);
        seen.forEach((address, old) -> {
            boolean stays = !diff || destroyed.contains(address) || change(address, old, after);
            boolean shown = options.contains(Option.INCLUDE_EMPTY) || !old.isEmpty();
            if (stays && shown) {
                before.put(address, shown(old));
            }
        });
        result = new Result(before, diff ? after : null);
    }

    private TransactionStart started() {
        TransactionStart s = start;
        if (s == null) {
            throw new IllegalStateException("step before the transaction's start");
        }
        return s;
    }

    private void see(TransactionStart s, Address address) {
        if (seen.containsKey(address)) {
            return;
        }
        TracedState state = s.state();
        pending.accounts.put(
                address,
                new Seen(
                        state.balance(address),
                        state.nonce(address),
                        state.code(address),
                        state.codeHash(address),
                        new TreeMap<>()));
    }

    /** Since EIP-7702 a call also reads the account that the callee delegates to. */
    private void seeDelegate(TransactionStart s, Address address) {
        if (s.revision().atLeast(Revision.PRAGUE)) {
            Address delegate = Code.delegate(s.state().code(address));
            if (delegate != null) {
                see(s, delegate);
            }
        }
    }

    private void seeSlot(TransactionStart s, Step step) {
        if (!options.contains(Option.DISABLE_STORAGE)) {
            see(s, running);
            pending.slot = step.stack(0);
            pending.slotValue = step.storage(step.stack(0));
        }
    }

    private void seeCreation(TransactionStart s, Address address) {
        see(s, address);
        pending.created = address;
    }

    private void seeSaltedCreation(TransactionStart s, Step step) {
        Bytes initCode = step.memory(step.stack(1), step.stack(2));
        if (initCode != null) {
            seeCreation(s, Address.ofCreate2(running, step.stack(3), Hash.keccak(initCode)));
        }
    }

    private void note() {
        pending.accounts.forEach(seen::putIfAbsent);
        Seen own = seen.get(running);
        if (pending.slot != null && own != null) {
            own.storage().putIfAbsent(pending.slot, pending.slotValue);
        }
        if (pending.created != null) {
            created.add(pending.created);
        }
        if (pending.destroys && deletes(running)) {
            destroyed.add(running);
        }
        pending.clear();
    }

    /** EIP-6780. */
    private boolean deletes(Address self) {
        return !started().revision().atLeast(Revision.CANCUN) || created.contains(self);
    }

    private AccountState shown(Seen old) {
        boolean withCode = !old.code().isEmpty() && !options.contains(Option.DISABLE_CODE);
        return new AccountState(
                old.balance(),
                withCode ? old.code() : null,
                old.code().isEmpty() ? null : old.codeHash(),
                old.nonce(),
                old.storage());
    }

    /** Puts what changed to the account; false if nothing did. Unchanged slots are forgotten. */
    private boolean change(Address address, Seen old, Map<Address, AccountState> after) {
        TracedState state = started().state();
        Word balance = state.balance(address);
        long nonce = state.nonce(address);
        Hash codeHash = state.codeHash(address);
        Bytes code = state.code(address);
        Hash oldHash = old.code().isEmpty() ? Hash.EMPTY_CODE : old.codeHash();
        TreeMap<Word, Word> written = new TreeMap<>();
        boolean slots = changeSlots(address, old, written);
        boolean codeChanged = !options.contains(Option.DISABLE_CODE) && !code.equals(old.code());
        AccountState changes =
                new AccountState(
                        balance.equals(old.balance()) ? null : balance,
                        codeChanged ? code : null,
                        codeHash.equals(oldHash) ? null : codeHash,
                        nonce == old.nonce() ? 0 : nonce,
                        written);
        boolean changed =
                changes.balance() != null
                        || changes.codeHash() != null
                        || changes.code() != null
                        || nonce != old.nonce()
                        || slots;
        if (changed) {
            after.put(address, changes);
        }
        return changed;
    }

    private boolean changeSlots(Address address, Seen old, Map<Word, Word> written) {
        boolean changed = false;
        for (var slots = old.storage().entrySet().iterator(); slots.hasNext(); ) {
            Map.Entry<Word, Word> slot = slots.next();
            Word before = slot.getValue();
            Word now = started().state().storage(address, slot.getKey());
            boolean same = before.equals(now);
            changed |= !same;
            if (!same && !now.isZero()) {
                written.put(slot.getKey(), now);
            }
            if (same || before.isZero()) {
                slots.remove();
            }
        }
        return changed;
    }
}
