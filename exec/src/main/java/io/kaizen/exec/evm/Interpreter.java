package io.kaizen.exec.evm;

import io.kaizen.exec.process.Halt;
import io.kaizen.exec.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * The instruction loop. One method, kept below the 8,000 bytecodes that the JIT compiles: whatever
 * is longer than a few lines lives in the classes beside it.
 */
final class Interpreter {
    private Interpreter() {}

    /**
     * Runs a frame from where it stands until it ends, a callee's frame was pushed, or its code
     * turned out to be hot.
     *
     * @return {@link Evm#SUSPENDED}, {@link Evm#SUCCEEDED}, {@link Evm#REVERTED}, {@link
     *     Evm#FAULTED} or {@link Evm#HOT}
     */
    @SuppressWarnings({"MethodLength", "StatementSwitchToExpressionSwitch"}) // the loop itself
    static int run(Evm vm, Frame f, @Nullable Tracer tracer) {
        final Code running = f.code;
        final byte[] code = running.padded();
        final long[] table = vm.table;
        final long[] s = vm.stack;
        final int base = f.base;
        int pc = f.pc;
        int sp = f.sp;
        long gas = f.gas;
        while (true) {
            int op = code[pc] & 0xff;
            long entry = table[op];
            int height = sp - base;
            if (height < OpcodeTable.minimum(entry) || height > OpcodeTable.maximum(entry)) {
                return stackFault(vm, f, op, entry, height, gas, pc, sp, tracer);
            }
            if (tracer != null) {
                f.save(pc, sp, gas);
                vm.traceStep(tracer, f, op);
            }
            gas -= OpcodeTable.gas(entry);
            if (gas < 0) {
                return fault(vm, f, gas);
            }
            pc++;
            switch (op) {
                case Opcode.STOP:
                    return stop(f, gas);
                case Opcode.ADD:
                    Uint256.add(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.MUL:
                    Uint256.mul(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.SUB:
                    Uint256.sub(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.DIV:
                    vm.division.div(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.SDIV:
                    vm.division.sdiv(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.MOD:
                    vm.division.mod(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.SMOD:
                    vm.division.smod(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.ADDMOD:
                    vm.division.addMod(s, sp - 12, sp - 4, sp - 8, sp - 12);
                    sp -= 8;
                    break;
                case Opcode.MULMOD:
                    vm.division.mulMod(s, sp - 12, sp - 4, sp - 8, sp - 12);
                    sp -= 8;
                    break;
                case Opcode.LT:
                    Uint256.set(s, sp - 8, Uint256.lessThan(s, sp - 4, sp - 8) ? 1 : 0);
                    sp -= 4;
                    break;
                case Opcode.GT:
                    Uint256.set(s, sp - 8, Uint256.lessThan(s, sp - 8, sp - 4) ? 1 : 0);
                    sp -= 4;
                    break;
                case Opcode.SLT:
                    Uint256.set(s, sp - 8, Uint256.signedLessThan(s, sp - 4, sp - 8) ? 1 : 0);
                    sp -= 4;
                    break;
                case Opcode.SGT:
                    Uint256.set(s, sp - 8, Uint256.signedLessThan(s, sp - 8, sp - 4) ? 1 : 0);
                    sp -= 4;
                    break;
                case Opcode.EQ:
                    Uint256.set(s, sp - 8, Uint256.equal(s, sp - 4, sp - 8) ? 1 : 0);
                    sp -= 4;
                    break;
                case Opcode.ISZERO:
                    Uint256.set(s, sp - 4, Uint256.isZero(s, sp - 4) ? 1 : 0);
                    break;
                case Opcode.AND:
                    Uint256.and(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.OR:
                    Uint256.or(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.XOR:
                    Uint256.xor(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.NOT:
                    Uint256.not(s, sp - 4, sp - 4);
                    break;
                case Opcode.BYTE:
                    Uint256.byteAt(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.SHL:
                    Uint256.shl(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.SHR:
                    Uint256.shr(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.SAR:
                    Uint256.sar(s, sp - 8, sp - 4, sp - 8);
                    sp -= 4;
                    break;
                case Opcode.KECCAK256:
                    gas = MemoryOps.keccak(vm, f, s, sp - 8, sp - 4, sp - 8, gas);
                    sp -= 4;
                    if (gas < 0) {
                        return fault(vm, f, gas);
                    }
                    break;
                case Opcode.CALLDATALOAD:
                    EnvironmentOps.callDataLoad(f, s, sp - 4, MemoryOps.bounded(s, sp - 4));
                    break;
                case Opcode.CODESIZE:
                    Uint256.set(s, sp, running.size());
                    sp += 4;
                    break;
                case Opcode.POP:
                    sp -= 4;
                    break;
                case Opcode.MLOAD:
                    gas = MemoryOps.load(f, s, sp - 4, MemoryOps.bounded(s, sp - 4), gas);
                    if (gas < 0) {
                        return fault(vm, f, gas);
                    }
                    break;
                case Opcode.MSTORE:
                    gas = MemoryOps.store(f, s, MemoryOps.bounded(s, sp - 4), sp - 8, gas);
                    sp -= 8;
                    if (gas < 0) {
                        return fault(vm, f, gas);
                    }
                    break;
                case Opcode.SLOAD:
                    gas = StorageOps.load(vm, f, s, sp - 4, sp - 4, gas);
                    if (gas < 0) {
                        return fault(vm, f, gas);
                    }
                    break;
                case Opcode.SSTORE:
                    gas = StorageOps.store(vm, f, s, sp - 4, sp - 8, gas);
                    sp -= 8;
                    if (gas < 0) {
                        return fault(vm, f, gas);
                    }
                    break;
                case Opcode.JUMP:
                    sp -= 4;
                    pc = target(running, s, sp);
                    if (pc < 0) {
                        return invalidJump(vm, f, gas);
                    }
                    if (tracer == null && running.jumped(vm.revision, vm.tier)) {
                        f.save(pc, sp, gas);
                        return Evm.HOT;
                    }
                    break;
                case Opcode.JUMPI:
                    sp -= 8;
                    if (!Uint256.isZero(s, sp)) {
                        pc = target(running, s, sp + 4);
                        if (pc < 0) {
                            return invalidJump(vm, f, gas);
                        }
                        if (tracer == null && running.jumped(vm.revision, vm.tier)) {
                            f.save(pc, sp, gas);
                            return Evm.HOT;
                        }
                    }
                    break;
                case Opcode.PC:
                    Uint256.set(s, sp, pc - 1);
                    sp += 4;
                    break;
                case Opcode.GAS:
                    Uint256.set(s, sp, gas);
                    sp += 4;
                    break;
                case Opcode.JUMPDEST:
                    break;
                case Opcode.PUSH0:
                    Uint256.set(s, sp, 0);
                    sp += 4;
                    break;
                case 0x60:
                    Uint256.set(s, sp, code[pc] & 0xff);
                    sp += 4;
                    pc++;
                    break;
                case 0x61:
                    Uint256.set(s, sp, (code[pc] & 0xff) << 8 | (code[pc + 1] & 0xff));
                    sp += 4;
                    pc += 2;
                    break;
                case 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c:
                case 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77:
                case 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f:
                    MemoryOps.push(code, pc, op - Opcode.PUSH1 + 1, s, sp);
                    sp += 4;
                    pc += op - Opcode.PUSH1 + 1;
                    break;
                case 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87:
                case 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f:
                    MemoryOps.duplicate(s, sp, op - Opcode.DUP1 + 1);
                    sp += 4;
                    break;
                case 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97:
                case 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f:
                    MemoryOps.swap(s, sp, op - Opcode.SWAP1 + 1);
                    break;
                case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL:
                    {
                        f.save(pc, sp, gas);
                        int status = CallOps.call(vm, f, op);
                        if (status != Evm.CONTINUE) {
                            return status;
                        }
                        sp = f.sp;
                        gas = f.gas;
                        break;
                    }
                case Opcode.CREATE, Opcode.CREATE2:
                    {
                        f.save(pc, sp, gas);
                        int status = CreateOps.create(vm, f, op);
                        if (status != Evm.CONTINUE) {
                            return status;
                        }
                        sp = f.sp;
                        gas = f.gas;
                        break;
                    }
                case Opcode.RETURN:
                    gas = MemoryOps.result(f, s, sp, gas);
                    return gas < 0 ? fault(vm, f, gas) : end(f, gas, Evm.SUCCEEDED);
                case Opcode.REVERT:
                    gas = MemoryOps.result(f, s, sp, gas);
                    return gas < 0 ? fault(vm, f, gas) : end(f, gas, Evm.REVERTED);
                case Opcode.SELFDESTRUCT:
                    gas = StorageOps.selfDestruct(vm, f, s, sp, gas);
                    return gas < 0 ? fault(vm, f, gas) : stop(f, gas);
                default:
                    if (EnvironmentOps.isPush(op)) {
                        EnvironmentOps.push(vm, f, op, s, sp);
                    } else {
                        gas = StackOps.run(vm, f, op, s, sp, gas);
                        if (gas < 0) {
                            return fault(vm, f, gas);
                        }
                    }
                    sp += 4 * OpcodeTable.heightChange(op);
                    break;
            }
        }
    }

    static int stop(Frame f, long gas) {
        f.resultOffset = 0;
        f.resultSize = 0;
        f.gas = gas;
        return Evm.SUCCEEDED;
    }

    static int end(Frame f, long gas, int status) {
        f.gas = gas;
        return status;
    }

    /** Out of gas unless a fault is set already; the negative gas tells tracers the price. */
    static int fault(Evm vm, Frame f, long gas) {
        assert vm.fault != null || gas < 0 : "fault without a reason";
        f.gas = vm.fault == null ? gas : Math.max(gas, 0);
        return Evm.FAULTED;
    }

    private static int invalidJump(Evm vm, Frame f, long gas) {
        f.gas = gas;
        return vm.fail(Halt.Reason.INVALID_JUMP);
    }

    private static int stackFault(
            Evm vm,
            Frame f,
            int op,
            long entry,
            int height,
            long gas,
            int pc,
            int sp,
            @Nullable Tracer tracer) {
        f.save(pc, sp, gas);
        if (tracer != null) {
            vm.traceStep(tracer, f, op);
        }
        vm.fault = vm.faults.ofStack(op, entry, height);
        return Evm.FAULTED;
    }

    /** The jump's destination, or -1. */
    private static int target(Code code, long[] s, int at) {
        boolean inCode =
                (s[at] | s[at + 1] | s[at + 2]) == 0 && s[at + 3] >= 0 && s[at + 3] < code.size();
        int pc = (int) s[at + 3];
        return inCode && code.isJumpDestination(pc) ? pc : -1;
    }
}
