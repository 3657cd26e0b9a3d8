package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import io.kaizen.exec.trace.Tracer;
import org.jspecify.annotations.Nullable;

/** CREATE and CREATE2, and the beginning and end of every creation. */
final class CreateOps {
    private static final int CODE_BYTE_GAS = 200;
    private static final int HASH_WORD_GAS = 6;

    private CreateOps() {}

    static int create(Evm vm, Frame f, int op) {
        if (f.isStatic) {
            return vm.fail(Halt.Reason.WRITE_PROTECTION);
        }
        long[] s = vm.stack;
        boolean salted = op == Opcode.CREATE2;
        long offset = MemoryOps.bounded(s, f.sp - 8);
        long size = MemoryOps.bounded(s, f.sp - 12);
        if (size > vm.schedule.initCodeSizeMax()) {
            return vm.fail(Halt.Reason.INIT_CODE_TOO_LARGE);
        }
        int wordGas = vm.schedule.initCodeWord() + (salted ? HASH_WORD_GAS : 0);
        f.gas = f.expand(f.gas - wordGas * MemoryOps.words(size), MemoryOps.end(offset, size));
        if (f.gas < 0) {
            return Evm.FAULTED;
        }
        int from = size == 0 ? 0 : (int) offset;
        Bytes initCode = Bytes.copyOf(f.memory, from, (int) size);
        CallRequest r = vm.request;
        r.value = EnvironmentOps.word(s, f.sp - 4);
        Word salt = salted ? EnvironmentOps.word(s, f.sp - 16) : Word.ZERO;
        f.sp -= salted ? 16 : 12;
        boolean keeps64th = vm.revision.atLeast(Revision.TANGERINE_WHISTLE);
        r.gas = keeps64th ? f.gas - (f.gas >>> 6) : f.gas;
        f.gas -= r.gas;
        vm.settleStep(f);
        r.kind = salted ? CallKind.CREATE2 : CallKind.CREATE;
        r.from = f.self;
        r.caller = f.self.address();
        r.code = Code.of(initCode);
        Address address =
                salted
                        ? Address.ofCreate2(r.caller, salt, Hash.keccak(initCode))
                        : Address.ofCreate(r.caller, f.self.nonce());
        return nested(vm, f, r, address);
    }

    private static int nested(Evm vm, Frame f, CallRequest r, Address address) {
        r.self = vm.state.account(address);
        r.codeAccount = r.self;
        if (begin(vm, r) == Evm.SUSPENDED) {
            return Evm.SUSPENDED;
        }
        f.gas += vm.resultGas;
        pushResult(vm, f, r.self);
        return Evm.CONTINUE;
    }

    /**
     * Begins a creation; for one by transaction the sender's nonce was raised already.
     *
     * @return as {@link CallOps#begin}
     */
    static int begin(Evm vm, CallRequest r) {
        vm.returnSize = 0;
        Tracer tracer = vm.tracer;
        if (tracer != null) {
            tracer.onEnter(r.kind, r.caller, r.self.address(), r.value, r.code.bytes(), r.gas);
        }
        boolean nested = vm.depth >= 0;
        Halt.Reason refusal = refusal(vm, r, nested);
        if (refusal != null) {
            vm.fault = refusal;
            return CallOps.over(vm, Evm.FAULTED, r.gas, r.gas);
        }
        TransactionState state = vm.state;
        if (nested) {
            state.setNonce(r.from, r.from.nonce() + 1);
        }
        if (vm.warmth) {
            state.warm(r.self);
        }
        if (state.collides(r.self)) {
            vm.fault = Halt.Reason.CONTRACT_COLLISION;
            return CallOps.over(vm, Evm.FAULTED, r.gas, 0);
        }
        int snapshot = state.snapshot();
        state.create(r.self);
        if (vm.revision.atLeast(Revision.SPURIOUS_DRAGON)) {
            state.setNonce(r.self, 1);
        }
        state.debit(r.from, r.value);
        state.credit(r.self, r.value);
        Frame creation = vm.push(r.kind, r.self, r.code, r.gas, snapshot);
        creation.caller = r.caller;
        creation.codeAccount = r.self;
        creation.value = r.value;
        creation.isStatic = false;
        creation.input = Bytes.EMPTY.array();
        creation.inputOffset = 0;
        creation.inputSize = 0;
        creation.outSize = 0;
        creation.outOffset = 0;
        return Evm.SUSPENDED;
    }

    private static Halt.@Nullable Reason refusal(Evm vm, CallRequest r, boolean nested) {
        Halt.Reason refusal = CallOps.refusal(vm, r);
        if (refusal == null && nested && r.from.nonce() == -1) {
            return Halt.Reason.NONCE_OVERFLOW;
        }
        return refusal;
    }

    /** Makes the output of a creation that succeeded the new contract's code, if it may be. */
    static int deploy(Evm vm, Frame frame) {
        int size = frame.resultSize;
        vm.returnSize = 0;
        if (size > vm.schedule.codeSizeMax()) {
            return vm.fail(Halt.Reason.CODE_TOO_LARGE);
        }
        int from = frame.resultOffset;
        if (vm.revision.atLeast(Revision.LONDON) && size > 0 && frame.memory[from] == (byte) 0xef) {
            return vm.fail(Halt.Reason.INVALID_CODE_PREFIX);
        }
        long price = (long) CODE_BYTE_GAS * size;
        if (frame.gas < price) {
            if (vm.revision.atLeast(Revision.HOMESTEAD)) {
                return vm.fail(Halt.Reason.CODE_STORE_OUT_OF_GAS);
            }
            // On Frontier the contract stays, without code; tracers still see what it returned.
            vm.setReturnData(frame.memory, from, size);
            return Evm.SUCCEEDED;
        }
        frame.gas -= price;
        if (size > 0) {
            vm.state.setCode(frame.self, Bytes.copyOf(frame.memory, from, size));
            vm.setReturnData(frame.memory, from, size);
        }
        return Evm.SUCCEEDED;
    }

    /** The new contract's address on the creator's stack, zero where there is none. */
    static void pushResult(Evm vm, Frame f, LiveAccount created) {
        if (vm.resultStatus == Evm.SUCCEEDED) {
            EnvironmentOps.pushAddress(vm.stack, f.sp, created.address());
        } else {
            Uint256.set(vm.stack, f.sp, 0);
        }
        f.sp += 4;
    }
}
