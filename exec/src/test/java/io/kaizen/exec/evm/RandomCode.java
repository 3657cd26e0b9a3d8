package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Random;

/**
 * Programs that mostly run far: instructions whose operands are on the stack, with forward jumps,
 * counted loops and dense stack traffic. A seed gives one program. The stack's contents end in
 * memory and are returned, so that a wrong word shows.
 */
final class RandomCode {
    private static final int[] PLAIN = {
        Opcode.ADD,
        Opcode.MUL,
        Opcode.SUB,
        Opcode.DIV,
        Opcode.SDIV,
        Opcode.MOD,
        Opcode.SMOD,
        Opcode.ADDMOD,
        Opcode.MULMOD,
        Opcode.EXP,
        Opcode.SIGNEXTEND,
        Opcode.LT,
        Opcode.GT,
        Opcode.SLT,
        Opcode.SGT,
        Opcode.EQ,
        Opcode.ISZERO,
        Opcode.AND,
        Opcode.OR,
        Opcode.XOR,
        Opcode.NOT,
        Opcode.BYTE,
        Opcode.SHL,
        Opcode.SHR,
        Opcode.SAR,
        Opcode.CLZ,
        Opcode.PC,
        Opcode.GAS,
        Opcode.MSIZE,
        Opcode.ADDRESS,
        Opcode.CALLER,
        Opcode.CALLVALUE,
        Opcode.CALLDATASIZE,
        Opcode.CODESIZE,
        Opcode.GASPRICE,
        Opcode.RETURNDATASIZE,
        Opcode.SELFBALANCE,
        Opcode.CHAINID,
        Opcode.NUMBER,
        Opcode.POP,
        Opcode.JUMPDEST,
        Opcode.CALLDATALOAD,
        Opcode.SLOAD,
        Opcode.SSTORE,
        Opcode.TLOAD,
        Opcode.TSTORE,
        Opcode.BALANCE,
        Opcode.EXTCODEHASH,
        Opcode.EXTCODESIZE,
        Opcode.BLOCKHASH
    };
    private static final int[] COMPARISONS = {
        Opcode.LT, Opcode.GT, Opcode.SLT, Opcode.SGT, Opcode.EQ, Opcode.ISZERO
    };
    private static final long[] EDGES = {0, 1, 2, 31, 32, 33, 63, 64, 127, 128, 255, 256, 257, -1};

    private final Random random;
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private int height;

    private RandomCode(Random random) {
        this.random = random;
    }

    static Bytes of(long seed) {
        return new RandomCode(new Random(seed)).write();
    }

    private Bytes write() {
        int parts = 1 + random.nextInt(12);
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(6)) {
                case 0 -> loop();
                case 1 -> skip();
                default -> straight(2 + random.nextInt(30));
            }
        }
        if (random.nextInt(20) == 0) {
            byte[] junk = new byte[1 + random.nextInt(40)];
            random.nextBytes(junk);
            code.writeBytes(junk);
        }
        returnStack();
        return Bytes.wrap(code.toByteArray());
    }

    private void op(int opcode, int change) {
        code.write(opcode);
        height += change;
    }

    private void push(long value) {
        if (value < 0) {
            code.write(Opcode.PUSH32);
            for (int i = 0; i < 32; i++) {
                code.write(0xff);
            }
        } else {
            code.write(Opcode.PUSH1 + 1);
            code.write((int) (value >>> 8));
            code.write((int) value);
        }
        height++;
    }

    private void pushAny() {
        if (random.nextInt(3) > 0) {
            push(EDGES[random.nextInt(EDGES.length)]);
            return;
        }
        int size = random.nextInt(33);
        byte[] immediate = new byte[size];
        random.nextBytes(immediate);
        code.write(Opcode.PUSH0 + size);
        code.writeBytes(immediate);
        height++;
    }

    private void straight(int count) {
        for (int i = 0; i < count; i++) {
            instruction();
        }
    }

    private void instruction() {
        int kind = random.nextInt(10);
        if (height < 3 || (kind < 3 && height < 900)) {
            pushAny();
        } else if (kind < 5 && height < 900) {
            op(Opcode.DUP1 + random.nextInt(Math.min(16, height)), 1);
        } else if (kind < 7 && height > 1) {
            op(Opcode.SWAP1 + random.nextInt(Math.min(16, height - 1)), 0);
        } else if (kind == 7) {
            memory();
        } else {
            int opcode = PLAIN[random.nextInt(PLAIN.length)];
            op(opcode, OpcodeTable.heightChange(opcode));
        }
    }

    /** Offsets are small, so that memory stays so. */
    private void memory() {
        push(random.nextInt(200));
        switch (random.nextInt(5)) {
            case 0 -> op(Opcode.MLOAD, 0);
            case 1 -> op(Opcode.MSTORE, -2);
            case 2 -> op(Opcode.MSTORE8, -2);
            case 3 -> {
                push(random.nextInt(200));
                op(Opcode.KECCAK256, -1);
            }
            default -> {
                push(random.nextInt(200));
                push(random.nextInt(200));
                op(Opcode.MCOPY, -3);
            }
        }
    }

    /** Runs a body a few times; the counter stays below the body's words. */
    private void loop() {
        push(1 + random.nextInt(20));
        int start = code.size();
        op(Opcode.JUMPDEST, 0);
        int before = height;
        straight(random.nextInt(12));
        level(before);
        push(1);
        op(Opcode.SWAP1, 0);
        op(Opcode.SUB, -1);
        op(Opcode.DUP1, 1);
        push(start);
        op(Opcode.JUMPI, -2);
        op(Opcode.POP, -1);
    }

    /** A branch over some code, on a comparison or on anything. */
    private void skip() {
        while (height < 3) {
            pushAny();
        }
        if (random.nextBoolean()) {
            int comparison = COMPARISONS[random.nextInt(COMPARISONS.length)];
            op(comparison, OpcodeTable.heightChange(comparison));
            for (int i = random.nextInt(3); i > 0; i--) {
                op(Opcode.ISZERO, 0);
            }
        }
        int immediate = code.size() + 1;
        push(0);
        op(Opcode.JUMPI, -2);
        int before = height;
        straight(random.nextInt(8));
        level(before);
        int target = code.size();
        op(Opcode.JUMPDEST, 0);
        byte[] written = code.toByteArray();
        written[immediate] = (byte) (target >>> 8);
        written[immediate + 1] = (byte) target;
        code.reset();
        code.writeBytes(written);
    }

    private void level(int wanted) {
        while (height > wanted) {
            op(Opcode.POP, -1);
        }
        while (height < wanted) {
            pushAny();
        }
    }

    private void returnStack() {
        int words = Math.min(height, 40);
        for (int i = 0; i < words; i++) {
            push(32L * i);
            op(Opcode.MSTORE, -2);
        }
        push(32L * Math.max(words, 8));
        push(0);
        op(random.nextInt(8) == 0 ? Opcode.REVERT : Opcode.RETURN, -2);
    }
}
