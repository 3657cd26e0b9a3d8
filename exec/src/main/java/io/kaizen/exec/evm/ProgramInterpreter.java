package io.kaizen.exec.evm;

import io.kaizen.exec.process.Halt;

/**
 * The loop over a {@link Program}: what {@link Interpreter} does, block by block. One method, kept
 * below the 8,000 bytecodes that the JIT compiles.
 */
final class ProgramInterpreter {
    private ProgramInterpreter() {}

    /**
     * Runs a frame, whose {@code pc} is the index of a block, until it ends or a callee's frame was
     * pushed. It is never traced.
     *
     * @return as {@link Interpreter#run}
     */
    @SuppressWarnings({"MethodLength", "StatementSwitchToExpressionSwitch"}) // the loop itself
    static int run(Evm vm, Frame f, Program program) {
        final long[] code = program.instructions;
        final long[] small = program.small;
        final long[] s = vm.stack;
        final int base = f.base;
        int ip = f.pc;
        int sp = f.sp;
        long gas = f.gas;
        while (true) {
            long header = code[ip];
            long shape = code[ip + 1];
            int height = sp - base;
            long left = gas - (header & 0xffffffffL);
            if (left < 0
                    || height < ((int) (header >>> 32) & 0xffff)
                    || height > (int) (header >>> 48)) {
                return refer(vm, f, (int) shape, sp, gas);
            }
            gas = left;
            int b = sp;
            sp += (int) (shape >> 32);
            ip += 2;
            block:
            while (true) {
                long i = code[ip++];
                int d = b + (short) (i >> 16);
                int x = b + (short) (i >> 32);
                switch ((int) i & 0xffff) {
                    case MicroOp.NEXT:
                        break block;
                    case MicroOp.MOVE:
                        Uint256.copy(s, d, x);
                        break;
                    case MicroOp.SMALL:
                        Uint256.set(s, d, small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.WIDE:
                        wide(s, d, program.wide, 4 * (int) (i >>> 48));
                        break;
                    case MicroOp.ADD:
                        Uint256.add(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.ADD_K:
                        Uint256.addSmall(s, d, x, small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.SUB:
                        Uint256.sub(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.SUB_K:
                        Uint256.subSmall(s, d, x, small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.K_SUB:
                        Uint256.subFromSmall(s, d, small[(int) (i >>> 48)], x);
                        break;
                    case MicroOp.MUL:
                        Uint256.mul(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.MUL_K:
                        Uint256.mulSmall(s, d, x, small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.AND:
                        Uint256.and(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.AND_K:
                        Uint256.set(s, d, s[x + 3] & small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.AND_W:
                        mask(s, d, x, program.wide, 4 * (int) (i >>> 48));
                        break;
                    case MicroOp.OR:
                        Uint256.or(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.OR_K:
                        Uint256.orSmall(s, d, x, small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.XOR:
                        Uint256.xor(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.NOT:
                        Uint256.not(s, d, x);
                        break;
                    case MicroOp.IS_ZERO:
                        Uint256.set(s, d, Uint256.isZero(s, x) ? 1 : 0);
                        break;
                    case MicroOp.LT:
                        Uint256.set(s, d, Uint256.lessThan(s, x, b + (int) (i >> 48)) ? 1 : 0);
                        break;
                    case MicroOp.LT_K:
                        Uint256.set(
                                s, d, Uint256.lessThanSmall(s, x, small[(int) (i >>> 48)]) ? 1 : 0);
                        break;
                    case MicroOp.GT_K:
                        Uint256.set(
                                s, d, Uint256.aboveSmall(s, x, small[(int) (i >>> 48)]) ? 1 : 0);
                        break;
                    case MicroOp.SLT:
                        Uint256.set(
                                s, d, Uint256.signedLessThan(s, x, b + (int) (i >> 48)) ? 1 : 0);
                        break;
                    case MicroOp.EQ:
                        Uint256.set(s, d, Uint256.equal(s, x, b + (int) (i >> 48)) ? 1 : 0);
                        break;
                    case MicroOp.EQ_K:
                        Uint256.set(
                                s, d, Uint256.equalsSmall(s, x, small[(int) (i >>> 48)]) ? 1 : 0);
                        break;
                    case MicroOp.SHL:
                        Uint256.shl(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.SHL_K:
                        Uint256.shlBy(s, d, x, (int) Math.min(small[(int) (i >>> 48)], 256));
                        break;
                    case MicroOp.SHR:
                        Uint256.shr(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.SHR_K:
                        Uint256.shiftRight(
                                s, d, x, (int) Math.min(small[(int) (i >>> 48)], 256), 0);
                        break;
                    case MicroOp.SAR:
                        Uint256.sar(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.SAR_K:
                        Uint256.shiftRight(
                                s, d, x, (int) Math.min(small[(int) (i >>> 48)], 256), s[x] >> 63);
                        break;
                    case MicroOp.BYTE:
                        Uint256.byteAt(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.DIV:
                        vm.division.div(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.DIV_K:
                        vm.division.divSmall(s, d, x, small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.SDIV:
                        vm.division.sdiv(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.MOD:
                        vm.division.mod(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.MOD_K:
                        vm.division.modSmall(s, d, x, small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.SMOD:
                        vm.division.smod(s, d, x, b + (int) (i >> 48));
                        break;
                    case MicroOp.ADDMOD:
                        vm.division.addMod(s, d, x, b + (int) (i >> 48), b + (int) code[ip++]);
                        break;
                    case MicroOp.MULMOD:
                        vm.division.mulMod(s, d, x, b + (int) (i >> 48), b + (int) code[ip++]);
                        break;
                    case MicroOp.MLOAD:
                        gas = MemoryOps.load(f, s, d, MemoryOps.bounded(s, x), gas);
                        if (gas < 0) {
                            return Interpreter.fault(vm, f, gas);
                        }
                        break;
                    case MicroOp.MLOAD_K:
                        gas = MemoryOps.load(f, s, d, small[(int) (i >>> 48)], gas);
                        if (gas < 0) {
                            return Interpreter.fault(vm, f, gas);
                        }
                        break;
                    case MicroOp.MSTORE:
                        gas =
                                MemoryOps.store(
                                        f, s, MemoryOps.bounded(s, x), b + (int) (i >> 48), gas);
                        if (gas < 0) {
                            return Interpreter.fault(vm, f, gas);
                        }
                        break;
                    case MicroOp.MSTORE_K:
                        gas = MemoryOps.store(f, s, small[(int) (i >>> 48)], x, gas);
                        if (gas < 0) {
                            return Interpreter.fault(vm, f, gas);
                        }
                        break;
                    case MicroOp.SLOAD:
                        gas = StorageOps.load(vm, f, s, d, x, gas);
                        if (gas < 0) {
                            return Interpreter.fault(vm, f, gas);
                        }
                        break;
                    case MicroOp.SSTORE:
                        gas = StorageOps.store(vm, f, s, x, b + (int) (i >> 48), gas);
                        if (gas < 0) {
                            return Interpreter.fault(vm, f, gas);
                        }
                        break block;
                    case MicroOp.CALLDATALOAD:
                        EnvironmentOps.callDataLoad(f, s, d, MemoryOps.bounded(s, x));
                        break;
                    case MicroOp.CALLDATALOAD_K:
                        EnvironmentOps.callDataLoad(f, s, d, small[(int) (i >>> 48)]);
                        break;
                    case MicroOp.KECCAK256:
                        gas = MemoryOps.keccak(vm, f, s, d, x, b + (int) (i >> 48), gas);
                        if (gas < 0) {
                            return Interpreter.fault(vm, f, gas);
                        }
                        break;
                    case MicroOp.ENVIRONMENT:
                        EnvironmentOps.push(vm, f, (int) (i >>> 48), s, d);
                        break;
                    case MicroOp.GAS:
                        Uint256.set(s, d, gas);
                        break block;
                    case MicroOp.STACK_FORM:
                        gas = StackOps.run(vm, f, (int) (i >>> 48), s, x, gas);
                        if (gas < 0) {
                            return Interpreter.fault(vm, f, gas);
                        }
                        break;
                    case MicroOp.JUMP:
                        ip = (int) (i >>> 16) & 0xffff;
                        break block;
                    case MicroOp.JUMP_TO:
                        ip = program.block(s, x);
                        if (ip == Program.NO_BLOCK) {
                            return invalidJump(vm, f, gas);
                        }
                        break block;
                    case MicroOp.JUMPI_TO:
                        if (!Uint256.isZero(s, b + (int) (i >> 48))) {
                            ip = program.block(s, x);
                            if (ip == Program.NO_BLOCK) {
                                return invalidJump(vm, f, gas);
                            }
                        }
                        break block;
                    case MicroOp.IF_NOT_ZERO:
                        ip = Uint256.isZero(s, x) ? ip : (int) (i >>> 16) & 0xffff;
                        break block;
                    case MicroOp.IF_ZERO:
                        ip = Uint256.isZero(s, x) ? (int) (i >>> 16) & 0xffff : ip;
                        break block;
                    case MicroOp.IF_LT:
                        if (Uint256.lessThan(s, x, b + (int) (i >> 48))) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_GE:
                        if (!Uint256.lessThan(s, x, b + (int) (i >> 48))) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_SLT:
                        if (Uint256.signedLessThan(s, x, b + (int) (i >> 48))) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_SGE:
                        if (!Uint256.signedLessThan(s, x, b + (int) (i >> 48))) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_EQ:
                        if (Uint256.equal(s, x, b + (int) (i >> 48))) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_NE:
                        if (!Uint256.equal(s, x, b + (int) (i >> 48))) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_LT_K:
                        if (Uint256.lessThanSmall(s, x, small[(int) (i >>> 48)])) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_GE_K:
                        if (!Uint256.lessThanSmall(s, x, small[(int) (i >>> 48)])) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_GT_K:
                        if (Uint256.aboveSmall(s, x, small[(int) (i >>> 48)])) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_LE_K:
                        if (!Uint256.aboveSmall(s, x, small[(int) (i >>> 48)])) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_EQ_K:
                        if (Uint256.equalsSmall(s, x, small[(int) (i >>> 48)])) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.IF_NE_K:
                        if (!Uint256.equalsSmall(s, x, small[(int) (i >>> 48)])) {
                            ip = (int) (i >>> 16) & 0xffff;
                        }
                        break block;
                    case MicroOp.CALL:
                        {
                            f.save(ip, x, gas);
                            int status = CallOps.call(vm, f, (int) (i >>> 48));
                            if (status != Evm.CONTINUE) {
                                return status;
                            }
                            gas = f.gas;
                            break block;
                        }
                    case MicroOp.CREATE:
                        {
                            f.save(ip, x, gas);
                            int status = CreateOps.create(vm, f, (int) (i >>> 48));
                            if (status != Evm.CONTINUE) {
                                return status;
                            }
                            gas = f.gas;
                            break block;
                        }
                    case MicroOp.RETURN:
                        gas = MemoryOps.result(f, s, x, gas);
                        return gas < 0
                                ? Interpreter.fault(vm, f, gas)
                                : Interpreter.end(f, gas, Evm.SUCCEEDED);
                    case MicroOp.REVERT:
                        gas = MemoryOps.result(f, s, x, gas);
                        return gas < 0
                                ? Interpreter.fault(vm, f, gas)
                                : Interpreter.end(f, gas, Evm.REVERTED);
                    case MicroOp.SELFDESTRUCT:
                        gas = StorageOps.selfDestruct(vm, f, s, x, gas);
                        return gas < 0 ? Interpreter.fault(vm, f, gas) : Interpreter.stop(f, gas);
                    case MicroOp.STOP:
                        return Interpreter.stop(f, gas);
                    default:
                        throw new IllegalStateException("micro-op " + (i & 0xffff));
                }
            }
        }
    }

    /** A block that may not run as a whole: the reference interpreter finds where it halts. */
    private static int refer(Evm vm, Frame f, int pc, int sp, long gas) {
        f.save(pc, sp, gas);
        f.program = null;
        return Interpreter.run(vm, f, null);
    }

    private static int invalidJump(Evm vm, Frame f, long gas) {
        f.gas = gas;
        return vm.fail(Halt.Reason.INVALID_JUMP);
    }

    private static void wide(long[] s, int d, long[] constants, int at) {
        Uint256.set(s, d, constants[at], constants[at + 1], constants[at + 2], constants[at + 3]);
    }

    private static void mask(long[] s, int d, int x, long[] constants, int at) {
        s[d] = s[x] & constants[at];
        s[d + 1] = s[x + 1] & constants[at + 1];
        s[d + 2] = s[x + 2] & constants[at + 2];
        s[d + 3] = s[x + 3] & constants[at + 3];
    }
}
