package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.state.LiveAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In-order validation and commit of speculative runs on the hot state. Owner only.
 *
 * <p>Validation compares each read of a run with the committed value, field by field for accounts.
 * Where only balances moved that the run did no more than add to, its effects are repaired.
 */
final class Commit {
    private final HotState state;
    private boolean moved;
    private Conflict conflict = Conflict.TABLE;

    Commit(HotState state) {
        this.state = state;
    }

    /** The result of the run as it holds now; null where a read is stale. */
    @Nullable TransactionResult validated(Task task) {
        moved = false;
        conflict = Conflict.TABLE;
        if (task.generations != state.generations() || !accountsHold(task) || !slotsHold(task)) {
            return null;
        }
        for (Address address : task.storageless) {
            if (state.hasStorage(address)) {
                conflict = Conflict.EXISTENCE;
                return null;
            }
        }
        TransactionResult result = task.result;
        return moved && result instanceof Executed executed ? repaired(task, executed) : result;
    }

    /** Why the last validation failed. */
    Conflict conflict() {
        return conflict;
    }

    /** Whether the run that was validated last needed a repair. */
    boolean repaired() {
        return moved;
    }

    @SuppressWarnings("ReferenceEquality") // one object is one value; others are compared by field
    private boolean accountsHold(Task task) {
        for (int i = 0; i < task.accountCount; i++) {
            Object now = task.accounts[i].committed();
            Object seen = task.accountsSeen[i];
            if (now == seen) {
                continue;
            }
            if (now == null) {
                return false;
            }
            int differing = differing((Account) now, (Account) seen) & task.fields[i];
            if (differing != 0) {
                conflict = Conflict.ofFields(differing);
                return false;
            }
            moved = true;
        }
        return true;
    }

    /** What is not as it was seen, as bits of {@link LiveAccount}. */
    private static int differing(Account now, Account seen) {
        return (now.nonce() == seen.nonce() ? 0 : LiveAccount.NONCE)
                | (now.balance().equals(seen.balance()) ? 0 : LiveAccount.BALANCE)
                | (now.codeHash().equals(seen.codeHash()) ? 0 : LiveAccount.CODE)
                | (AccountCell.isNone(now) == AccountCell.isNone(seen) ? 0 : LiveAccount.EXISTENCE)
                | (now.isEmpty() == seen.isEmpty() ? 0 : LiveAccount.EMPTINESS);
    }

    private boolean slotsHold(Task task) {
        for (int i = 0; i < task.slotCount; i++) {
            Object now = task.slots[i].committed();
            Word seen = task.slotsSeen[i];
            if (!seen.equals(now)) {
                conflict = Conflict.STORAGE;
                return false;
            }
        }
        return true;
    }

    private Executed repaired(Task task, Executed result) {
        List<AccountEffect> accounts = new ArrayList<>(result.effects().accounts().size());
        for (AccountEffect effect : result.effects().accounts()) {
            AccountCell cell = cell(task, effect.address());
            Account now = AccountCell.account(state.committed(cell));
            accounts.add(repaired(effect, now));
        }
        return new Executed(
                result.halt(),
                result.gasUsed(),
                result.gasRefunded(),
                result.effectiveGasPrice(),
                result.output(),
                result.contractAddress(),
                result.logs(),
                new Effects(List.copyOf(accounts), result.effects().code()));
    }

    /** The effect as it is on what the account is now. */
    private static AccountEffect repaired(AccountEffect effect, @Nullable Account now) {
        Account before = effect.before();
        Account after = effect.after();
        if (Objects.equals(before, now)) {
            return effect;
        }
        if (after == null) {
            return with(effect, now, null);
        }
        Account seen = before == null ? AccountCell.NONE : before;
        Account base = now == null ? AccountCell.NONE : now;
        Word balance = base.balance().plus(after.balance().minus(seen.balance()));
        long nonce = after.nonce() == seen.nonce() ? base.nonce() : after.nonce();
        boolean codeStays = after.codeHash().equals(seen.codeHash());
        return with(
                effect,
                now,
                new Account(nonce, balance, codeStays ? base.codeHash() : after.codeHash()));
    }

    private static AccountEffect with(
            AccountEffect effect, @Nullable Account before, @Nullable Account after) {
        return new AccountEffect(
                effect.address(), before, after, effect.storageCleared(), effect.slots());
    }

    /** Commits the effects of the transaction that comes next. */
    void apply(Effects effects, @Nullable Task task) {
        state.deploy(effects.code());
        for (AccountEffect effect : effects.accounts()) {
            AccountCell cell =
                    task == null
                            ? state.accountCell(effect.address())
                            : cell(task, effect.address());
            if (effect.storageCleared()) {
                state.clearStorage(cell);
            }
            cell.commit(AccountCell.value(effect.after()));
            for (SlotEffect slot : effect.slots()) {
                state.slotCell(effect.address(), slot.slot()).commit(slot.after());
                cell.stored |= !slot.after().isZero();
            }
        }
    }

    private AccountCell cell(Task task, Address address) {
        int read = task.indexOf(address);
        return read >= 0 ? task.accounts[read] : state.accountCell(address);
    }
}
