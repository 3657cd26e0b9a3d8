package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the generator knows of an opcode: words taken, words given, and the revision that brought
 * it. Written from the yellow paper's appendix H and the EIPs, apart from the engine's own table.
 */
record Instruction(int opcode, int in, int out, Revision since) {
    private static final @Nullable Instruction[] TABLE = table();

    static @Nullable Instruction of(int opcode) {
        return TABLE[opcode];
    }

    /** Those between two opcodes, both included, that the revision has. */
    static List<Integer> range(Revision revision, int first, int last) {
        List<Integer> found = new ArrayList<>();
        for (int opcode = first; opcode <= last; opcode++) {
            Instruction instruction = TABLE[opcode];
            if (instruction != null && revision.atLeast(instruction.since)) {
                found.add(opcode);
            }
        }
        return found;
    }

    private static @Nullable Instruction[] table() {
        @Nullable Instruction[] t = new Instruction[256];
        put(t, Revision.FRONTIER, 0, 0, Opcode.STOP, Opcode.JUMPDEST, Opcode.INVALID);
        range(t, Opcode.ADD, Opcode.SIGNEXTEND, 2, 1);
        put(t, Revision.FRONTIER, 3, 1, Opcode.ADDMOD, Opcode.MULMOD);
        range(t, Opcode.LT, Opcode.BYTE, 2, 1);
        put(t, Revision.FRONTIER, 1, 1, Opcode.ISZERO, Opcode.NOT);
        put(t, Revision.CONSTANTINOPLE, 2, 1, Opcode.SHL, Opcode.SHR, Opcode.SAR);
        put(t, Revision.OSAKA, 1, 1, Opcode.CLZ);
        put(t, Revision.FRONTIER, 2, 1, Opcode.KECCAK256);
        range(t, Opcode.ADDRESS, Opcode.GASPRICE, 0, 1);
        put(t, Revision.FRONTIER, 1, 1, Opcode.BALANCE, Opcode.CALLDATALOAD, Opcode.EXTCODESIZE);
        put(t, Revision.FRONTIER, 3, 0, Opcode.CALLDATACOPY, Opcode.CODECOPY);
        put(t, Revision.FRONTIER, 4, 0, Opcode.EXTCODECOPY);
        put(t, Revision.BYZANTIUM, 0, 1, Opcode.RETURNDATASIZE);
        put(t, Revision.BYZANTIUM, 3, 0, Opcode.RETURNDATACOPY);
        put(t, Revision.CONSTANTINOPLE, 1, 1, Opcode.EXTCODEHASH);
        put(t, Revision.FRONTIER, 1, 1, Opcode.BLOCKHASH);
        range(t, Opcode.COINBASE, Opcode.GASLIMIT, 0, 1);
        put(t, Revision.ISTANBUL, 0, 1, Opcode.CHAINID, Opcode.SELFBALANCE);
        put(t, Revision.LONDON, 0, 1, Opcode.BASEFEE);
        put(t, Revision.CANCUN, 1, 1, Opcode.BLOBHASH, Opcode.TLOAD);
        put(t, Revision.CANCUN, 0, 1, Opcode.BLOBBASEFEE);
        put(t, Revision.FRONTIER, 1, 0, Opcode.POP, Opcode.JUMP, Opcode.SELFDESTRUCT);
        put(t, Revision.FRONTIER, 1, 1, Opcode.MLOAD, Opcode.SLOAD);
        put(t, Revision.FRONTIER, 2, 0, Opcode.MSTORE, Opcode.MSTORE8, Opcode.SSTORE);
        put(t, Revision.FRONTIER, 2, 0, Opcode.JUMPI, Opcode.RETURN);
        put(t, Revision.FRONTIER, 0, 1, Opcode.PC, Opcode.MSIZE, Opcode.GAS);
        put(t, Revision.CANCUN, 2, 0, Opcode.TSTORE);
        put(t, Revision.CANCUN, 3, 0, Opcode.MCOPY);
        put(t, Revision.SHANGHAI, 0, 1, Opcode.PUSH0);
        range(t, Opcode.PUSH1, Opcode.PUSH32, 0, 1);
        for (int i = 0; i < 16; i++) {
            put(t, Revision.FRONTIER, i + 1, i + 2, Opcode.DUP1 + i);
            put(t, Revision.FRONTIER, i + 2, i + 2, Opcode.SWAP1 + i);
        }
        for (int i = 0; i < 5; i++) {
            put(t, Revision.FRONTIER, i + 2, 0, Opcode.LOG0 + i);
        }
        put(t, Revision.FRONTIER, 3, 1, Opcode.CREATE);
        put(t, Revision.CONSTANTINOPLE, 4, 1, Opcode.CREATE2);
        put(t, Revision.FRONTIER, 7, 1, Opcode.CALL, Opcode.CALLCODE);
        put(t, Revision.HOMESTEAD, 6, 1, Opcode.DELEGATECALL);
        put(t, Revision.BYZANTIUM, 6, 1, Opcode.STATICCALL);
        put(t, Revision.BYZANTIUM, 2, 0, Opcode.REVERT);
        return t;
    }

    private static void put(
            @Nullable Instruction[] t, Revision since, int in, int out, int... opcodes) {
        for (int opcode : opcodes) {
            t[opcode] = new Instruction(opcode, in, out, since);
        }
    }

    private static void range(@Nullable Instruction[] t, int first, int last, int in, int out) {
        for (int opcode = first; opcode <= last; opcode++) {
            put(t, Revision.FRONTIER, in, out, opcode);
        }
    }
}
