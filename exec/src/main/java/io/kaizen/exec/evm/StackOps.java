package io.kaizen.exec.evm;

/**
 * The instructions that neither loop has a case for: operands and result on the stack, the price by
 * the operands taken from the gas.
 */
final class StackOps {
    private StackOps() {}

    /**
     * @param sp the index after the top word
     * @return the gas left, negative for an exceptional halt
     */
    static long run(Evm vm, Frame f, int op, long[] s, int sp, long gas) {
        return switch (op) {
            case Opcode.EXP -> exp(vm, s, sp, gas);
            case Opcode.MSTORE8 -> MemoryOps.store8(f, s, sp, gas);
            case Opcode.CALLDATACOPY -> MemoryOps.callDataCopy(f, s, sp, gas);
            case Opcode.CODECOPY -> MemoryOps.codeCopy(f, s, sp, gas);
            case Opcode.EXTCODECOPY -> MemoryOps.extCodeCopy(vm, f, s, sp, gas);
            case Opcode.RETURNDATACOPY -> MemoryOps.returnDataCopy(vm, f, s, sp, gas);
            case Opcode.MCOPY -> MemoryOps.copy(f, s, sp, gas);
            case Opcode.BALANCE -> EnvironmentOps.balance(vm, s, sp, gas);
            case Opcode.EXTCODESIZE -> EnvironmentOps.extCodeSize(vm, s, sp, gas);
            case Opcode.EXTCODEHASH -> EnvironmentOps.extCodeHash(vm, s, sp, gas);
            case Opcode.TSTORE -> StorageOps.storeTransient(vm, f, s, sp, gas);
            case 0xa0, 0xa1, 0xa2, 0xa3, 0xa4 -> LogOps.log(vm, f, s, sp, gas, op - Opcode.LOG0);
            default -> {
                fixedPrice(vm, f, op, s, sp);
                yield gas;
            }
        };
    }

    private static void fixedPrice(Evm vm, Frame f, int op, long[] s, int sp) {
        switch (op) {
            case Opcode.SIGNEXTEND -> Uint256.signExtend(s, sp - 8, sp - 4, sp - 8);
            case Opcode.CLZ -> Uint256.set(s, sp - 4, 256 - Uint256.bitLength(s, sp - 4));
            case Opcode.BLOCKHASH -> EnvironmentOps.blockHash(vm, s, sp);
            case Opcode.BLOBHASH -> EnvironmentOps.blobHash(vm, s, sp);
            case Opcode.TLOAD -> vm.state.loadTransient(f.self, s, sp - 4);
            default -> throw new IllegalStateException("no case for " + Opcode.name(op));
        }
    }

    private static long exp(Evm vm, long[] s, int sp, long gas) {
        int bytes = (Uint256.bitLength(s, sp - 8) + 7) >>> 3;
        long left = gas - (long) vm.schedule.expByte() * bytes;
        if (left >= 0) {
            Uint256.exp(s, sp - 8, sp - 4, sp - 8, vm.scratch);
        }
        return left;
    }
}
