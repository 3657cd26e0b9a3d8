package io.kaizen.exec.evm;

import io.kaizen.exec.evm.GasSchedule.Sstore;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import io.kaizen.exec.trace.Tracer;

/** SLOAD, SSTORE, TSTORE and SELFDESTRUCT. */
final class StorageOps {
    private StorageOps() {}

    static long load(Evm vm, Frame f, long[] s, int d, int key, long gas) {
        TransactionState state = vm.state;
        int slot = state.slot(f.self, s, key);
        long left = gas;
        if (vm.warmth && state.warmSlot(slot)) {
            left -= vm.schedule.coldSlot();
        }
        state.loadSlot(slot, s, d);
        return left;
    }

    static long store(Evm vm, Frame f, long[] s, int key, int value, long gas) {
        if (f.isStatic) {
            return vm.failGas(Halt.Reason.WRITE_PROTECTION);
        }
        Sstore rules = vm.schedule.sstore();
        if (gas <= rules.sentry()) {
            return vm.failGas(Halt.Reason.SENTRY_GAS);
        }
        TransactionState state = vm.state;
        int slot = state.slot(f.self, s, key);
        long left = gas;
        if (vm.warmth && state.warmSlot(slot)) {
            left -= rules.cold();
        }
        boolean noop = state.slotEquals(slot, s, value);
        left -= rules.net() ? netGas(state, slot, noop, rules) : grossGas(state, slot, s, value);
        if (left < 0) {
            return left;
        }
        if (rules.net()) {
            long refund = noop ? 0 : netRefund(state, slot, s, value, rules);
            if (refund != 0) {
                state.addRefund(refund);
            }
        } else if (Uint256.isZero(s, value) && !state.slotIsZero(slot)) {
            state.addRefund(rules.clearRefund());
        }
        if (!noop) {
            state.storeSlot(slot, s, value);
        }
        return left;
    }

    static long storeTransient(Evm vm, Frame f, long[] s, int sp, long gas) {
        if (f.isStatic) {
            return vm.failGas(Halt.Reason.WRITE_PROTECTION);
        }
        vm.state.storeTransient(f.self, s, sp - 4, sp - 8);
        return gas;
    }

    /** Before EIP-1283: by the current and the new value alone. */
    private static long grossGas(TransactionState state, int slot, long[] s, int value) {
        boolean sets = state.slotIsZero(slot) && !Uint256.isZero(s, value);
        return sets ? Sstore.SET : 5000;
    }

    private static long netGas(TransactionState state, int slot, boolean noop, Sstore rules) {
        if (noop || state.slotIsChanged(slot)) {
            return rules.noop();
        }
        return state.slotOriginalIsZero(slot) ? Sstore.SET : rules.reset();
    }

    /** The change of the refund counter, of either sign (EIP-2200's table). */
    private static long netRefund(
            TransactionState state, int slot, long[] s, int value, Sstore rules) {
        boolean clears = Uint256.isZero(s, value);
        if (!state.slotIsChanged(slot)) {
            return clears && !state.slotOriginalIsZero(slot) ? rules.clearRefund() : 0;
        }
        long refund = 0;
        if (!state.slotOriginalIsZero(slot)) {
            if (state.slotIsZero(slot)) {
                refund -= rules.clearRefund();
            } else if (clears) {
                refund += rules.clearRefund();
            }
        }
        if (state.slotOriginalEquals(slot, s, value)) {
            boolean wasZero = state.slotOriginalIsZero(slot);
            refund += (wasZero ? Sstore.SET : rules.reset()) - rules.noop();
        }
        return refund;
    }

    /**
     * Since Cancun it deletes only a contract made in the same transaction (EIP-6780); otherwise it
     * just sends the balance.
     */
    static long selfDestruct(Evm vm, Frame f, long[] s, int sp, long gas) {
        if (f.isStatic) {
            return vm.failGas(Halt.Reason.WRITE_PROTECTION);
        }
        TransactionState state = vm.state;
        LiveAccount self = f.self;
        LiveAccount heir = EnvironmentOps.account(vm, s, sp - 4);
        long left = gas;
        if (vm.warms(heir)) {
            // No warm price here: a cold one costs the whole 2,600.
            left -= vm.schedule.coldAccount() + 100;
        }
        if (makesAccount(vm, self, heir)) {
            left -= vm.schedule.selfdestructNewAccount();
        }
        if (left < 0) {
            return left;
        }
        Word balance = self.balance();
        trace(vm, self.address(), heir.address(), balance);
        boolean deletes = !vm.revision.atLeast(Revision.CANCUN) || self.isCreated();
        if (self != heir) {
            state.debit(self, balance);
            state.credit(heir, balance);
        } else if (deletes) {
            // Sent to itself by a contract that is deleted, it is burnt.
            state.debit(self, balance);
        }
        if (deletes && state.destroy(self) && vm.schedule.selfdestructRefund() > 0) {
            state.addRefund(vm.schedule.selfdestructRefund());
        }
        return left;
    }

    private static boolean makesAccount(Evm vm, LiveAccount self, LiveAccount heir) {
        return vm.revision.atLeast(Revision.SPURIOUS_DRAGON)
                ? heir.isEmpty() && !self.balance().isZero()
                : !heir.exists();
    }

    private static void trace(Evm vm, Address from, Address to, Word balance) {
        Tracer tracer = vm.tracer;
        if (tracer != null) {
            tracer.onEnter(CallKind.SELFDESTRUCT, from, to, balance, Bytes.EMPTY, 0);
            tracer.onExit(Bytes.EMPTY, 0, null);
        }
    }
}
