package io.kaizen.exec.evm;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What every instruction needs before it runs, packed by revision and opcode:
 *
 * <pre>
 *   bit 0          32              48              64
 *       | gas      | minimum stack | maximum stack |     stack heights in limbs (words times four)
 * </pre>
 *
 * An opcode that the revision lacks has the impossible minimum {@link #UNDEFINED}.
 */
final class OpcodeTable {
    static final int UNDEFINED = 0xffff;
    private static final int STACK_WORDS = 1024;

    /** By opcode, what it adds to the stack's height in words; the same in every revision. */
    private static final int[] HEIGHT_CHANGE = new int[256];

    private static final Map<Revision, long[]> BY_REVISION = build();

    private OpcodeTable() {}

    /** The revision's 256 entries, to be read only. */
    static long[] of(Revision revision) {
        return Objects.requireNonNull(BY_REVISION.get(revision));
    }

    static long gas(long entry) {
        return entry & 0xffffffffL;
    }

    static int minimum(long entry) {
        return (int) (entry >>> 32) & 0xffff;
    }

    static int maximum(long entry) {
        return (int) (entry >>> 48);
    }

    /** Words that the instruction adds to the stack, negative where it takes more. */
    static int heightChange(int opcode) {
        return HEIGHT_CHANGE[opcode];
    }

    static boolean isDefined(long entry) {
        return minimum(entry) != UNDEFINED;
    }

    private static Map<Revision, long[]> build() {
        Map<Revision, long[]> tables = new EnumMap<>(Revision.class);
        long[] previous = frontier();
        for (Revision revision : Revision.values()) {
            long[] table = previous.clone();
            change(table, revision);
            tables.put(revision, table);
            previous = table;
        }
        return tables;
    }

    private static void put(long[] table, int opcode, int gas, int in, int out) {
        long maximum = 4L * Math.min(STACK_WORDS, STACK_WORDS + in - out);
        table[opcode] = gas | ((4L * in) << 32) | (maximum << 48);
        HEIGHT_CHANGE[opcode] = out - in;
    }

    private static void price(long[] table, int gas, int... opcodes) {
        for (int opcode : opcodes) {
            table[opcode] = (table[opcode] & ~0xffffffffL) | gas;
        }
    }

    private static void all(long[] table, int gas, int in, int out, int... opcodes) {
        for (int opcode : opcodes) {
            put(table, opcode, gas, in, out);
        }
    }

    private static long[] frontier() {
        long[] t = new long[256];
        Arrays.fill(t, (long) UNDEFINED << 32);
        put(t, Opcode.STOP, 0, 0, 0);
        all(t, 3, 2, 1, Opcode.ADD, Opcode.SUB, Opcode.LT, Opcode.GT, Opcode.SLT, Opcode.SGT);
        all(t, 3, 2, 1, Opcode.EQ, Opcode.AND, Opcode.OR, Opcode.XOR, Opcode.BYTE);
        all(t, 5, 2, 1, Opcode.MUL, Opcode.DIV, Opcode.SDIV, Opcode.MOD, Opcode.SMOD);
        all(t, 8, 3, 1, Opcode.ADDMOD, Opcode.MULMOD);
        put(t, Opcode.EXP, 10, 2, 1);
        put(t, Opcode.SIGNEXTEND, 5, 2, 1);
        all(t, 3, 1, 1, Opcode.ISZERO, Opcode.NOT, Opcode.CALLDATALOAD, Opcode.MLOAD);
        put(t, Opcode.KECCAK256, 30, 2, 1);
        all(t, 2, 0, 1, Opcode.ADDRESS, Opcode.ORIGIN, Opcode.CALLER, Opcode.CALLVALUE);
        all(t, 2, 0, 1, Opcode.CALLDATASIZE, Opcode.CODESIZE, Opcode.GASPRICE, Opcode.COINBASE);
        all(t, 2, 0, 1, Opcode.TIMESTAMP, Opcode.NUMBER, Opcode.PREVRANDAO, Opcode.GASLIMIT);
        all(t, 2, 0, 1, Opcode.PC, Opcode.MSIZE, Opcode.GAS);
        all(t, 20, 1, 1, Opcode.BALANCE, Opcode.EXTCODESIZE, Opcode.BLOCKHASH);
        all(t, 3, 3, 0, Opcode.CALLDATACOPY, Opcode.CODECOPY);
        put(t, Opcode.EXTCODECOPY, 20, 4, 0);
        put(t, Opcode.POP, 2, 1, 0);
        all(t, 3, 2, 0, Opcode.MSTORE, Opcode.MSTORE8);
        put(t, Opcode.SLOAD, 50, 1, 1);
        put(t, Opcode.SSTORE, 0, 2, 0);
        put(t, Opcode.JUMP, 8, 1, 0);
        put(t, Opcode.JUMPI, 10, 2, 0);
        put(t, Opcode.JUMPDEST, 1, 0, 0);
        for (int i = 0; i < 32; i++) {
            put(t, Opcode.PUSH1 + i, 3, 0, 1);
        }
        for (int i = 0; i < 16; i++) {
            put(t, Opcode.DUP1 + i, 3, i + 1, i + 2);
            put(t, Opcode.SWAP1 + i, 3, i + 2, i + 2);
        }
        for (int i = 0; i < 5; i++) {
            put(t, Opcode.LOG0 + i, 375 * (i + 1), i + 2, 0);
        }
        put(t, Opcode.CREATE, 32000, 3, 1);
        all(t, 40, 7, 1, Opcode.CALL, Opcode.CALLCODE);
        put(t, Opcode.RETURN, 0, 2, 0);
        put(t, Opcode.SELFDESTRUCT, 0, 1, 0);
        return t;
    }

    private static void change(long[] t, Revision revision) {
        switch (revision) {
            case HOMESTEAD -> put(t, Opcode.DELEGATECALL, 40, 6, 1);
            case TANGERINE_WHISTLE -> eip150(t);
            case BYZANTIUM -> byzantium(t);
            case CONSTANTINOPLE -> constantinople(t);
            case ISTANBUL -> istanbul(t);
            case BERLIN -> eip2929(t);
            case LONDON -> put(t, Opcode.BASEFEE, 2, 0, 1);
            case SHANGHAI -> put(t, Opcode.PUSH0, 2, 0, 1);
            case CANCUN -> cancun(t);
            case OSAKA -> put(t, Opcode.CLZ, 5, 1, 1);
            case FRONTIER, SPURIOUS_DRAGON, PETERSBURG, PARIS, PRAGUE -> {}
        }
    }

    private static void eip150(long[] t) {
        price(t, 700, Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL);
        price(t, 700, Opcode.EXTCODESIZE, Opcode.EXTCODECOPY);
        price(t, 400, Opcode.BALANCE);
        price(t, 200, Opcode.SLOAD);
        price(t, 5000, Opcode.SELFDESTRUCT);
    }

    private static void byzantium(long[] t) {
        put(t, Opcode.RETURNDATASIZE, 2, 0, 1);
        put(t, Opcode.RETURNDATACOPY, 3, 3, 0);
        put(t, Opcode.STATICCALL, 700, 6, 1);
        put(t, Opcode.REVERT, 0, 2, 0);
    }

    private static void constantinople(long[] t) {
        all(t, 3, 2, 1, Opcode.SHL, Opcode.SHR, Opcode.SAR);
        put(t, Opcode.EXTCODEHASH, 400, 1, 1);
        put(t, Opcode.CREATE2, 32000, 4, 1);
    }

    /** EIP-1344, 1884. */
    private static void istanbul(long[] t) {
        put(t, Opcode.CHAINID, 2, 0, 1);
        put(t, Opcode.SELFBALANCE, 5, 0, 1);
        price(t, 800, Opcode.SLOAD);
        price(t, 700, Opcode.BALANCE, Opcode.EXTCODEHASH);
    }

    /** The warm price is the fixed part; what a cold access adds is charged where it happens. */
    private static void eip2929(long[] t) {
        price(t, 100, Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL);
        price(t, 100, Opcode.EXTCODESIZE, Opcode.EXTCODECOPY, Opcode.EXTCODEHASH);
        price(t, 100, Opcode.BALANCE, Opcode.SLOAD);
    }

    private static void cancun(long[] t) {
        put(t, Opcode.TLOAD, 100, 1, 1);
        put(t, Opcode.TSTORE, 100, 2, 0);
        put(t, Opcode.MCOPY, 3, 3, 0);
        put(t, Opcode.BLOBHASH, 3, 1, 1);
        put(t, Opcode.BLOBBASEFEE, 2, 0, 1);
    }
}
