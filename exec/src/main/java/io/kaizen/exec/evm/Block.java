package io.kaizen.exec.evm;

/**
 * A stretch of code of which all instructions run unless one halts exceptionally.
 *
 * @param start its first instruction
 * @param end the instruction after its last
 * @param instructions how many there are
 * @param gas the sum of the fixed prices
 * @param needed words that must be on the stack
 * @param limit limbs that may be on the stack at most
 * @param highest words of the greatest height above the entry's
 * @param heightChange words
 * @param ending how it ends
 */
record Block(
        int start,
        int end,
        int instructions,
        long gas,
        int needed,
        int limit,
        int highest,
        int heightChange,
        Ending ending) {

    enum Ending {
        /** A jump that is always taken, or an end of the frame. */
        TERMINAL,
        /** An instruction that says itself that the next block follows. */
        SELF,
        /** At another block's beginning. */
        OPEN,
        /** At its beginning stands an instruction that cannot run. */
        UNDEFINED
    }

    static Block scan(Code code, long[] table, int start) {
        byte[] bytes = code.padded();
        int pc = start;
        long gas = 0;
        int needed = 0;
        int limit = Integer.MAX_VALUE;
        int highest = 0;
        int change = 0;
        Ending ending = Ending.OPEN;
        int n = 0;
        while (n < Translator.BLOCK_INSTRUCTIONS_MAX && ending == Ending.OPEN) {
            int op = bytes[pc] & 0xff;
            long entry = table[op];
            boolean next = pc != start && op == Opcode.JUMPDEST;
            if (next || !OpcodeTable.isDefined(entry)) {
                break;
            }
            gas += OpcodeTable.gas(entry);
            needed = Math.max(needed, OpcodeTable.minimum(entry) / 4 - change);
            limit = Math.min(limit, OpcodeTable.maximum(entry) - 4 * change);
            change += OpcodeTable.heightChange(op);
            highest = Math.max(highest, change);
            pc += 1 + Opcode.immediateBytes(op);
            ending = ending(op);
            n++;
        }
        if (pc == start) {
            return new Block(start, start, 0, 0, 0, 0, 0, 0, Ending.UNDEFINED);
        }
        return new Block(start, pc, n, gas, needed, limit, highest, change, ending);
    }

    private static Ending ending(int op) {
        return switch (op) {
            case Opcode.JUMP, Opcode.STOP, Opcode.RETURN, Opcode.REVERT, Opcode.SELFDESTRUCT ->
                    Ending.TERMINAL;
            case Opcode.JUMPI,
                    Opcode.GAS,
                    Opcode.SSTORE,
                    Opcode.CALL,
                    Opcode.CALLCODE,
                    Opcode.DELEGATECALL,
                    Opcode.STATICCALL,
                    Opcode.CREATE,
                    Opcode.CREATE2 ->
                    Ending.SELF;
            default -> Ending.OPEN;
        };
    }

    /** Whether the block after it can be reached from it without a jump. */
    boolean fallsThrough() {
        return ending == Ending.SELF || ending == Ending.OPEN;
    }

    /** Whether its last instruction leaves it. */
    boolean endsItself() {
        return ending != Ending.OPEN;
    }

    /** As {@link Program} has it. One that cannot run has a height that no frame has. */
    long header() {
        return ending == Ending.UNDEFINED
                ? Program.header(0, Program.NEVER, 0)
                : Program.header(gas, 4 * needed, Math.max(limit, 0));
    }
}
