package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.precompile.Precompile;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import io.kaizen.exec.trace.Tracer;
import org.jspecify.annotations.Nullable;

/** CALL, CALLCODE, DELEGATECALL and STATICCALL, and the beginning of every call. */
final class CallOps {
    private static final int VALUE_GAS = 9000;
    private static final int NEW_ACCOUNT_GAS = 25000;
    private static final int STIPEND = 2300;
    private static final int DELEGATE_WARM_GAS = 100;

    private CallOps() {}

    static int call(Evm vm, Frame f, int op) {
        long[] s = vm.stack;
        boolean hasValue = op == Opcode.CALL || op == Opcode.CALLCODE;
        int memoryOperands = f.sp - (hasValue ? 16 : 12);
        int wanted = f.sp - 4;
        LiveAccount target = EnvironmentOps.account(vm, s, f.sp - 8);
        Word value = hasValue ? EnvironmentOps.word(s, f.sp - 12) : Word.ZERO;
        CallRequest r = vm.request;
        f.gas = takeRanges(f, r, s, memoryOperands);
        f.sp = memoryOperands - 12;
        if (f.gas < 0) {
            return Evm.FAULTED;
        }
        if (op == Opcode.CALL && f.isStatic && !value.isZero()) {
            return vm.fail(Halt.Reason.WRITE_PROTECTION);
        }
        f.gas = vm.chargeAccount(target, f.gas) - valueGas(vm, op, target, value);
        if (f.gas < 0) {
            return Evm.FAULTED;
        }
        r.code = chargeDelegation(vm, f, target);
        if (f.gas < 0) {
            return Evm.FAULTED;
        }
        long given = gasForCallee(vm, f.gas, s, wanted);
        f.gas -= given;
        if (f.gas < 0) {
            return Evm.FAULTED;
        }
        vm.settleStep(f);
        fill(r, f, op, target, value);
        r.gas = value.isZero() ? given : given + STIPEND;
        if (begin(vm, r) == Evm.SUSPENDED) {
            return Evm.SUSPENDED;
        }
        f.gas += vm.resultGas;
        pushResult(vm, f, r.outOffset, r.outSize);
        return Evm.CONTINUE;
    }

    /** Pays for the memory of input and output and notes both ranges; the gas left. */
    private static long takeRanges(Frame f, CallRequest r, long[] s, int operands) {
        long inOffset = MemoryOps.bounded(s, operands);
        long inSize = MemoryOps.bounded(s, operands - 4);
        long outOffset = MemoryOps.bounded(s, operands - 8);
        long outSize = MemoryOps.bounded(s, operands - 12);
        long end = Math.max(MemoryOps.end(inOffset, inSize), MemoryOps.end(outOffset, outSize));
        long left = f.expand(f.gas, end);
        if (left >= 0) {
            r.takeInput(f.memory, inSize == 0 ? 0 : (int) inOffset, (int) inSize);
            r.outOffset = outSize == 0 ? 0 : (int) outOffset;
            r.outSize = (int) outSize;
        }
        return left;
    }

    private static long valueGas(Evm vm, int op, LiveAccount target, Word value) {
        long gas = value.isZero() ? 0 : VALUE_GAS;
        if (op == Opcode.CALL) {
            boolean makes =
                    vm.revision.atLeast(Revision.SPURIOUS_DRAGON)
                            ? !value.isZero() && target.isEmpty()
                            : !target.exists();
            gas += makes ? NEW_ACCOUNT_GAS : 0;
        }
        return gas;
    }

    /** Finds the code to run, and pays for the account it is delegated to (EIP-7702). */
    private static Code chargeDelegation(Evm vm, Frame f, LiveAccount target) {
        Code code = vm.state.code(target);
        Address delegate = vm.delegation ? Code.delegate(code.bytes()) : null;
        if (delegate == null) {
            return code;
        }
        LiveAccount holder = vm.state.account(delegate);
        f.gas = vm.chargeAccount(holder, f.gas) - DELEGATE_WARM_GAS;
        // One step only: a delegate that delegates in turn runs its pointer, which is 0xef.
        return vm.state.code(holder);
    }

    /** What a call to the account runs: its code, or that of the account it delegates to. */
    static Code codeToRun(Evm vm, LiveAccount account) {
        Code code = vm.state.code(account);
        Address delegate = vm.delegation ? Code.delegate(code.bytes()) : null;
        return delegate == null ? code : vm.state.code(vm.state.account(delegate));
    }

    /** All but a 64th at most since EIP-150; before it what was asked for, or out of gas. */
    private static long gasForCallee(Evm vm, long gas, long[] s, int wanted) {
        boolean fits = (s[wanted] | s[wanted + 1] | s[wanted + 2]) == 0 && s[wanted + 3] >= 0;
        long asked = fits ? s[wanted + 3] : Long.MAX_VALUE;
        return vm.revision.atLeast(Revision.TANGERINE_WHISTLE)
                ? Math.min(asked, gas - (gas >>> 6))
                : asked;
    }

    private static void fill(CallRequest r, Frame f, int op, LiveAccount target, Word value) {
        r.from = f.self;
        r.caller = f.self.address();
        r.codeAccount = target;
        r.self = target;
        r.value = value;
        r.transfersValue = op == Opcode.CALL;
        r.isStatic = f.isStatic;
        switch (op) {
            case Opcode.CALL -> r.kind = CallKind.CALL;
            case Opcode.CALLCODE -> {
                r.kind = CallKind.CALLCODE;
                r.self = f.self;
            }
            case Opcode.DELEGATECALL -> {
                r.kind = CallKind.DELEGATECALL;
                r.self = f.self;
                r.caller = f.caller;
                r.value = f.value;
            }
            case Opcode.STATICCALL -> {
                r.kind = CallKind.STATICCALL;
                r.isStatic = true;
                // A call of no value: it touches the account like one.
                r.transfersValue = true;
            }
            default -> throw new IllegalArgumentException("no call: " + Opcode.name(op));
        }
    }

    /**
     * Begins the requested call.
     *
     * @return {@link Evm#SUSPENDED} with its frame pushed, or {@link Evm#CONTINUE} where it is over
     *     already: too deep, not covered, a precompile, or no code
     */
    static int begin(Evm vm, CallRequest r) {
        vm.returnSize = 0;
        Tracer tracer = vm.tracer;
        if (tracer != null) {
            Bytes input =
                    tracer.wantsData()
                            ? Bytes.copyOf(r.input, r.inputOffset, r.inputSize)
                            : Bytes.EMPTY;
            Address from = vm.depth < 0 ? r.caller : r.from.address();
            tracer.onEnter(r.kind, from, r.codeAccount.address(), r.value, input, r.gas);
        }
        Halt.Reason refusal = refusal(vm, r);
        if (refusal != null) {
            vm.fault = refusal;
            return over(vm, Evm.FAULTED, r.gas, r.gas);
        }
        TransactionState state = vm.state;
        int snapshot = state.snapshot();
        if (r.transfersValue) {
            state.debit(r.from, r.value);
            state.credit(r.self, r.value);
        }
        Precompile precompile = vm.precompile(r.codeAccount.address());
        if (precompile != null) {
            return runPrecompile(vm, r, precompile, snapshot);
        }
        if (r.code.size() == 0) {
            return over(vm, Evm.SUCCEEDED, r.gas, r.gas);
        }
        Frame callee = vm.push(r.kind, r.self, r.code, r.gas, snapshot);
        callee.caller = r.caller;
        callee.codeAccount = r.codeAccount;
        callee.value = r.value;
        callee.isStatic = r.isStatic;
        callee.input = r.input;
        callee.inputOffset = r.inputOffset;
        callee.inputSize = r.inputSize;
        callee.outOffset = r.outOffset;
        callee.outSize = r.outSize;
        return Evm.SUSPENDED;
    }

    /** A refused call costs nothing of the gas it was given. */
    static Halt.@Nullable Reason refusal(Evm vm, CallRequest r) {
        if (vm.depth >= Evm.DEPTH_MAX) {
            return Halt.Reason.CALL_DEPTH;
        }
        boolean moves = r.kind != CallKind.DELEGATECALL && !r.value.isZero();
        return moves && r.from.balance().compareTo(r.value) < 0
                ? Halt.Reason.INSUFFICIENT_BALANCE
                : null;
    }

    private static int runPrecompile(Evm vm, CallRequest r, Precompile precompile, int snapshot) {
        long gasLeft = r.gas - precompile.gas(r.input, r.inputOffset, r.inputSize);
        if (gasLeft < 0) {
            vm.fault = Halt.Reason.OUT_OF_GAS;
        } else {
            byte[] output = precompile.run(r.input, r.inputOffset, r.inputSize);
            if (output != null) {
                vm.setReturnData(output, 0, output.length);
                return over(vm, Evm.SUCCEEDED, r.gas, gasLeft);
            }
            vm.fault =
                    vm.faults.ofPrecompile(
                            vm.tracer == null
                                    ? null
                                    : precompile.refusal(r.input, r.inputOffset, r.inputSize));
        }
        vm.state.revert(snapshot);
        return over(vm, Evm.FAULTED, r.gas, 0);
    }

    static int over(Evm vm, int status, long given, long left) {
        vm.end(status, given, left);
        if (vm.depth >= 0) {
            // The caller goes on: only the bottom frame's fault is the message's.
            vm.fault = null;
        }
        return Evm.CONTINUE;
    }

    /** Success flag on the caller's stack, output in its memory. */
    static void pushResult(Evm vm, Frame f, int outOffset, int outSize) {
        int size = Math.min(outSize, vm.returnSize);
        System.arraycopy(vm.returnData, 0, f.memory, outOffset, size);
        Uint256.set(vm.stack, f.sp, vm.resultStatus == Evm.SUCCEEDED ? 1 : 0);
        f.sp += 4;
    }
}
