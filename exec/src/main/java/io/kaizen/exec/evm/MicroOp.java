package io.kaizen.exec.evm;

/**
 * The instructions of a {@link Program}, numbered densely for one table switch. Operands: {@code d}
 * where the result goes, {@code x} and {@code y} where operands lie, {@code k} a constant of 63
 * bits, {@code w} one of 256, {@code t} the index of a block, {@code sp} the stack pointer of an
 * instruction in stack form, {@code op} its opcode.
 *
 * <pre>
 *   | y : 16 | x : 16 | d : 16 | micro-op : 16 |
 * </pre>
 */
final class MicroOp {
    // The next block follows.
    static final int NEXT = 0;

    static final int MOVE = 1; // d x
    static final int SMALL = 2; // d, y = k
    static final int WIDE = 3; // d, y = w

    // Arithmetic: d x y, or with a constant in y.
    static final int ADD = 4;
    static final int ADD_K = 5;
    static final int SUB = 6;
    static final int SUB_K = 7; // x - k
    static final int K_SUB = 8; // k - x
    static final int MUL = 9;
    static final int MUL_K = 10;
    static final int AND = 11;
    static final int AND_K = 12;
    static final int AND_W = 13;
    static final int OR = 14;
    static final int OR_K = 15;
    static final int XOR = 16;
    static final int NOT = 17;
    static final int IS_ZERO = 18;
    static final int LT = 19;
    static final int LT_K = 20;
    static final int GT_K = 21;
    static final int SLT = 22;
    static final int EQ = 23;
    static final int EQ_K = 24;
    static final int SHL = 25;
    static final int SHL_K = 26; // d, x = value, y = k
    static final int SHR = 27;
    static final int SHR_K = 28;
    static final int SAR = 29;
    static final int SAR_K = 30;
    static final int BYTE = 31;
    static final int DIV = 32;
    static final int DIV_K = 33; // x / k
    static final int SDIV = 34;
    static final int MOD = 35;
    static final int MOD_K = 36; // x % k
    static final int SMOD = 37;
    static final int ADDMOD = 38; // d x y, z in the next long
    static final int MULMOD = 39;

    // Memory, storage, input.
    static final int MLOAD = 40; // d x
    static final int MLOAD_K = 41; // d, y = k
    static final int MSTORE = 42; // x = offset, y = value
    static final int MSTORE_K = 43; // x = value, y = k
    static final int SLOAD = 44; // d x
    static final int SSTORE = 45; // x = key, y = value; ends the block
    static final int CALLDATALOAD = 46; // d x
    static final int CALLDATALOAD_K = 47; // d, y = k
    static final int KECCAK256 = 48; // d, x = offset, y = size
    static final int ENVIRONMENT = 49; // d, y = op
    static final int GAS = 50; // d; ends the block
    static final int STACK_FORM = 51; // x = sp, y = op

    // Control; all end the block.
    static final int JUMP = 52; // d = t
    static final int JUMP_TO = 53; // x = destination
    static final int JUMPI_TO = 54; // x = destination, y = condition
    static final int IF_NOT_ZERO = 55; // x, d = t
    static final int IF_ZERO = 56;
    static final int IF_LT = 57; // x y, d = t
    static final int IF_GE = 58;
    static final int IF_SLT = 59;
    static final int IF_SGE = 60;
    static final int IF_EQ = 61;
    static final int IF_NE = 62;
    static final int IF_LT_K = 63; // x, y = k, d = t
    static final int IF_GE_K = 64;
    static final int IF_GT_K = 65;
    static final int IF_LE_K = 66;
    static final int IF_EQ_K = 67;
    static final int IF_NE_K = 68;
    static final int CALL = 69; // x = sp, y = op
    static final int CREATE = 70; // x = sp, y = op
    static final int RETURN = 71; // x = sp
    static final int REVERT = 72;
    static final int SELFDESTRUCT = 73;
    static final int STOP = 74;

    private MicroOp() {}

    static long encode(int op, int d, int x, int y) {
        return (op & 0xffffL) | (d & 0xffffL) << 16 | (x & 0xffffL) << 32 | (long) y << 48;
    }
}
