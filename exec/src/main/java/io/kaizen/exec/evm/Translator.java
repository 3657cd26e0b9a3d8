package io.kaizen.exec.evm;

import io.kaizen.exec.evm.SymbolicStack.Test;
import io.kaizen.exec.evm.SymbolicStack.Value;
import java.util.Arrays;
import java.util.Objects;

/**
 * Translates code to a {@link Program}, block by block, in one pass over the reachable code; {@code
 * exec/docs/translation.md}. Used once.
 */
final class Translator {
    /** Longer blocks are cut. */
    static final int BLOCK_INSTRUCTIONS_MAX = 256;

    private static final int CODE_BYTES_MAX = 48 << 10;

    /**
     * An opcode's micro-op on slots, and those with a small constant as first or second operand.
     */
    private record Forms(int plain, int firstConstant, int secondConstant) {}

    private static final int NONE = -1;
    private static final Forms[] BINARY = binary();

    private final Code source;
    private final byte[] bytes;
    private final Revision revision;
    private final long[] table;
    private final MicroCode code = new MicroCode();
    private final char[] blocks;
    private final Division division = new Division();
    private int[] branches = new int[64];
    private int branchCount;

    private Translator(Code source, Revision revision) {
        this.source = source;
        this.bytes = source.padded();
        this.revision = revision;
        this.table = OpcodeTable.of(revision);
        this.blocks = new char[source.size()];
    }

    /** The code in register form, or {@link Program#NONE} where it is too large for it. */
    static Program translate(Code code, Revision revision) {
        return code.size() > CODE_BYTES_MAX
                ? Program.NONE
                : new Translator(code, revision).translate();
    }

    private Program translate() {
        int pc = 0;
        while (pc >= 0) {
            if (pc < source.size() && source.isJumpDestination(pc)) {
                blocks[pc] = (char) code.size();
            }
            Block block = Block.scan(source, table, pc);
            new BlockTranslation(block).run();
            if (code.isTooLarge()) {
                return Program.NONE;
            }
            pc = block.fallsThrough() ? block.end() : source.nextJumpDestination(block.end());
        }
        for (int i = 0; i < branchCount; i += 2) {
            code.target(branches[i], blocks[branches[i + 1]]);
        }
        return code.program(revision, blocks);
    }

    private static Forms[] binary() {
        Forms[] forms = new Forms[256];
        forms[Opcode.ADD] = new Forms(MicroOp.ADD, MicroOp.ADD_K, MicroOp.ADD_K);
        forms[Opcode.SUB] = new Forms(MicroOp.SUB, MicroOp.K_SUB, MicroOp.SUB_K);
        forms[Opcode.MUL] = new Forms(MicroOp.MUL, MicroOp.MUL_K, MicroOp.MUL_K);
        forms[Opcode.AND] = new Forms(MicroOp.AND, MicroOp.AND_K, MicroOp.AND_K);
        forms[Opcode.OR] = new Forms(MicroOp.OR, MicroOp.OR_K, MicroOp.OR_K);
        forms[Opcode.XOR] = new Forms(MicroOp.XOR, NONE, NONE);
        forms[Opcode.SHL] = new Forms(MicroOp.SHL, MicroOp.SHL_K, NONE);
        forms[Opcode.SHR] = new Forms(MicroOp.SHR, MicroOp.SHR_K, NONE);
        forms[Opcode.SAR] = new Forms(MicroOp.SAR, MicroOp.SAR_K, NONE);
        forms[Opcode.BYTE] = new Forms(MicroOp.BYTE, NONE, NONE);
        forms[Opcode.DIV] = new Forms(MicroOp.DIV, NONE, MicroOp.DIV_K);
        forms[Opcode.SDIV] = new Forms(MicroOp.SDIV, NONE, NONE);
        forms[Opcode.MOD] = new Forms(MicroOp.MOD, NONE, MicroOp.MOD_K);
        forms[Opcode.SMOD] = new Forms(MicroOp.SMOD, NONE, NONE);
        forms[Opcode.KECCAK256] = new Forms(MicroOp.KECCAK256, NONE, NONE);
        return forms;
    }

    /** The instructions of one block. */
    private final class BlockTranslation {
        private final Block block;
        private final SymbolicStack stack;

        BlockTranslation(Block block) {
            this.block = block;
            this.stack = new SymbolicStack(code, block);
        }

        void run() {
            code.raw(block.header());
            code.raw(Program.shape(4 * block.heightChange(), block.start()));
            int pc = block.start();
            while (pc < block.end()) {
                int op = bytes[pc] & 0xff;
                instruction(op, pc);
                pc += 1 + Opcode.immediateBytes(op);
            }
            if (!block.endsItself()) {
                stack.settleAll();
                code.emit(MicroOp.NEXT, 0, 0, 0);
            }
        }

        private void instruction(int op, int pc) {
            if (op >= Opcode.PUSH0 && op <= Opcode.PUSH32) {
                pushImmediate(pc + 1, op - Opcode.PUSH0);
            } else if (op >= Opcode.DUP1 && op < Opcode.SWAP1) {
                stack.duplicate(op - Opcode.DUP1 + 1);
            } else if (op >= Opcode.SWAP1 && op < Opcode.LOG0) {
                stack.swap(op - Opcode.SWAP1 + 1);
            } else if (BINARY[op] != null) {
                binary(op, BINARY[op]);
            } else {
                other(op, pc);
            }
        }

        private void other(int op, int pc) {
            switch (op) {
                case Opcode.JUMPDEST -> {}
                case Opcode.POP -> stack.release(stack.pop());
                case Opcode.PC -> stack.push(SymbolicStack.constant(pc));
                case Opcode.CODESIZE -> stack.push(SymbolicStack.constant(source.size()));
                case Opcode.LT, Opcode.GT -> compare(Test.LESS, op == Opcode.GT);
                case Opcode.SLT, Opcode.SGT -> compare(Test.SIGNED_LESS, op == Opcode.SGT);
                case Opcode.EQ -> compare(Test.EQUAL, false);
                case Opcode.ISZERO -> isZero();
                case Opcode.NOT -> not();
                case Opcode.ADDMOD -> ternary(MicroOp.ADDMOD);
                case Opcode.MULMOD -> ternary(MicroOp.MULMOD);
                case Opcode.MLOAD -> load(MicroOp.MLOAD, MicroOp.MLOAD_K);
                case Opcode.CALLDATALOAD -> load(MicroOp.CALLDATALOAD, MicroOp.CALLDATALOAD_K);
                case Opcode.SLOAD -> load(MicroOp.SLOAD, NONE);
                case Opcode.MSTORE -> store();
                case Opcode.SSTORE -> storeSlot();
                case Opcode.JUMP -> jump();
                case Opcode.JUMPI -> jumpIf();
                case Opcode.GAS -> gas();
                case Opcode.STOP -> code.emit(MicroOp.STOP, 0, 0, 0);
                case Opcode.RETURN -> end(MicroOp.RETURN, 2);
                case Opcode.REVERT -> end(MicroOp.REVERT, 2);
                case Opcode.SELFDESTRUCT -> end(MicroOp.SELFDESTRUCT, 1);
                case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL ->
                        leave(MicroOp.CALL, op);
                case Opcode.CREATE, Opcode.CREATE2 -> leave(MicroOp.CREATE, op);
                default -> {
                    if (EnvironmentOps.isPush(op)) {
                        int d = stack.destination();
                        code.emitOp(MicroOp.ENVIRONMENT, d, 0, op);
                        stack.pushSlot(d);
                    } else {
                        stackForm(op);
                    }
                }
            }
        }

        private void pushImmediate(int pc, int size) {
            long[] limbs = new long[4];
            MemoryOps.push(bytes, pc, size, limbs, 0);
            stack.push(SymbolicStack.constant(limbs[0], limbs[1], limbs[2], limbs[3]));
        }

        private void binary(int op, Forms forms) {
            Value a = stack.pop();
            Value b = stack.pop();
            if (a.isConstant() && b.isConstant() && op != Opcode.KECCAK256) {
                Value folded = fold(op, a, b);
                stack.release(a);
                stack.release(b);
                stack.push(folded);
                return;
            }
            if (a.isSmall() && forms.firstConstant() != NONE) {
                constantForm(forms.firstConstant(), b, a);
            } else if (b.isSmall() && forms.secondConstant() != NONE) {
                constantForm(forms.secondConstant(), a, b);
            } else if (op == Opcode.AND && a.isConstant()) {
                mask(b, a);
            } else if (op == Opcode.AND && b.isConstant()) {
                mask(a, b);
            } else {
                int x = stack.slotOf(a);
                int y = stack.slotOf(b);
                release(a, b);
                int d = stack.destination();
                code.emit(forms.plain(), d, x, y);
                stack.pushSlot(d);
            }
        }

        private void constantForm(int op, Value operand, Value constant) {
            int x = stack.slotOf(operand);
            release(operand, constant);
            int d = stack.destination();
            code.emitK(op, d, x, constant.small());
            stack.pushSlot(d);
        }

        private void mask(Value operand, Value constant) {
            int x = stack.slotOf(operand);
            release(operand, constant);
            int d = stack.destination();
            code.emitW(MicroOp.AND_W, d, x, constant.limbs);
            stack.pushSlot(d);
        }

        private void release(Value a, Value b) {
            stack.release(a);
            stack.release(b);
        }

        private Value fold(int op, Value a, Value b) {
            long[] s = new long[8];
            System.arraycopy(a.limbs, 0, s, 4, 4);
            System.arraycopy(b.limbs, 0, s, 0, 4);
            switch (op) {
                case Opcode.ADD -> Uint256.add(s, 0, 4, 0);
                case Opcode.SUB -> Uint256.sub(s, 0, 4, 0);
                case Opcode.MUL -> Uint256.mul(s, 0, 4, 0);
                case Opcode.AND -> Uint256.and(s, 0, 4, 0);
                case Opcode.OR -> Uint256.or(s, 0, 4, 0);
                case Opcode.XOR -> Uint256.xor(s, 0, 4, 0);
                case Opcode.SHL -> Uint256.shl(s, 0, 4, 0);
                case Opcode.SHR -> Uint256.shr(s, 0, 4, 0);
                case Opcode.SAR -> Uint256.sar(s, 0, 4, 0);
                case Opcode.BYTE -> Uint256.byteAt(s, 0, 4, 0);
                case Opcode.DIV -> division.div(s, 0, 4, 0);
                case Opcode.SDIV -> division.sdiv(s, 0, 4, 0);
                case Opcode.MOD -> division.mod(s, 0, 4, 0);
                case Opcode.SMOD -> division.smod(s, 0, 4, 0);
                default -> throw new IllegalArgumentException("not folded: " + Opcode.name(op));
            }
            return SymbolicStack.constant(s[0], s[1], s[2], s[3]);
        }

        private void compare(Test test, boolean swapped) {
            Value a = stack.pop();
            Value b = stack.pop();
            Value x = swapped ? b : a;
            Value y = swapped ? a : b;
            stack.push(
                    x.isConstant() && y.isConstant()
                            ? SymbolicStack.constant(holds(test, x, y) ? 1 : 0)
                            : SymbolicStack.condition(test, false, x, y));
            release(a, b);
        }

        private static boolean holds(Test test, Value x, Value y) {
            long[] s = new long[8];
            System.arraycopy(x.limbs, 0, s, 0, 4);
            System.arraycopy(y.limbs, 0, s, 4, 4);
            return switch (test) {
                case LESS -> Uint256.lessThan(s, 0, 4);
                case SIGNED_LESS -> Uint256.signedLessThan(s, 0, 4);
                case EQUAL -> Uint256.equal(s, 0, 4);
                case ZERO -> Uint256.isZero(s, 0);
            };
        }

        private void isZero() {
            Value a = stack.pop();
            Value result;
            if (a.isConstant()) {
                result = SymbolicStack.constant(Uint256.isZero(a.limbs, 0) ? 1 : 0);
            } else if (a.kind == SymbolicStack.Kind.CONDITION) {
                Value x = Objects.requireNonNull(a.x);
                result = SymbolicStack.condition(a.test, !a.negated, x, a.y);
            } else {
                result = SymbolicStack.condition(Test.ZERO, false, a, null);
            }
            stack.push(result);
            stack.release(a);
        }

        private void not() {
            Value a = stack.pop();
            if (a.isConstant()) {
                stack.push(
                        SymbolicStack.constant(~a.limbs[0], ~a.limbs[1], ~a.limbs[2], ~a.limbs[3]));
                stack.release(a);
                return;
            }
            int x = stack.slotOf(a);
            stack.release(a);
            int d = stack.destination();
            code.emit(MicroOp.NOT, d, x, 0);
            stack.pushSlot(d);
        }

        private void ternary(int op) {
            Value a = stack.pop();
            Value b = stack.pop();
            Value c = stack.pop();
            int x = stack.slotOf(a);
            int y = stack.slotOf(b);
            int z = stack.slotOf(c);
            release(a, b);
            stack.release(c);
            int d = stack.destination();
            code.emit(op, d, x, y);
            code.raw(4L * z);
            stack.pushSlot(d);
        }

        private void load(int plain, int constant) {
            Value offset = stack.pop();
            if (offset.isSmall() && constant != NONE) {
                stack.release(offset);
                int d = stack.destination();
                code.emitK(constant, d, 0, Math.min(offset.small(), MemoryOps.HUGE));
                stack.pushSlot(d);
                return;
            }
            int x = stack.slotOf(offset);
            stack.release(offset);
            int d = stack.destination();
            code.emit(plain, d, x, 0);
            stack.pushSlot(d);
        }

        private void store() {
            Value offset = stack.pop();
            Value value = stack.pop();
            int y = stack.slotOf(value);
            if (offset.isSmall()) {
                code.emitK(MicroOp.MSTORE_K, 0, y, Math.min(offset.small(), MemoryOps.HUGE));
            } else {
                code.emit(MicroOp.MSTORE, 0, stack.slotOf(offset), y);
            }
            release(offset, value);
        }

        private void storeSlot() {
            Value key = stack.pop();
            Value value = stack.pop();
            stack.settleAll();
            int x = stack.slotOf(key);
            code.emit(MicroOp.SSTORE, 0, x, stack.slotOf(value));
            release(key, value);
        }

        private void gas() {
            stack.settleAll();
            int d = stack.height();
            code.emit(MicroOp.GAS, d, 0, 0);
            stack.pushSlot(d);
        }

        private void jump() {
            Value destination = stack.pop();
            stack.settleAll();
            if (isBlock(destination)) {
                branchTo(destination);
                code.branch(MicroOp.JUMP, 0, 0);
            } else {
                code.emit(MicroOp.JUMP_TO, 0, stack.slotOf(destination), 0);
            }
            stack.release(destination);
        }

        private void jumpIf() {
            Value destination = stack.pop();
            Value condition = stack.pop();
            stack.settleAll();
            if (isBlock(destination)) {
                branch(condition, destination);
            } else {
                int x = stack.slotOf(destination);
                code.emit(MicroOp.JUMPI_TO, 0, x, stack.slotOf(condition));
            }
            release(destination, condition);
        }

        private void branch(Value condition, Value destination) {
            Value x = condition.x;
            Value y = condition.y;
            boolean not = condition.negated;
            if (condition.kind != SymbolicStack.Kind.CONDITION || x == null) {
                int slot = stack.slotOf(condition);
                branchTo(destination);
                code.branch(MicroOp.IF_NOT_ZERO, slot, 0);
                return;
            }
            if (y == null) {
                int slot = stack.slotOf(x);
                branchTo(destination);
                code.branch(not ? MicroOp.IF_NOT_ZERO : MicroOp.IF_ZERO, slot, 0);
                return;
            }
            if (condition.test == Test.LESS && y.isSmall()) {
                branchConstant(not ? MicroOp.IF_GE_K : MicroOp.IF_LT_K, x, y, destination);
            } else if (condition.test == Test.LESS && x.isSmall()) {
                branchConstant(not ? MicroOp.IF_LE_K : MicroOp.IF_GT_K, y, x, destination);
            } else if (condition.test == Test.EQUAL && y.isSmall()) {
                branchConstant(not ? MicroOp.IF_NE_K : MicroOp.IF_EQ_K, x, y, destination);
            } else if (condition.test == Test.EQUAL && x.isSmall()) {
                branchConstant(not ? MicroOp.IF_NE_K : MicroOp.IF_EQ_K, y, x, destination);
            } else {
                int first = stack.slotOf(x);
                int second = stack.slotOf(y);
                branchTo(destination);
                code.branch(plainBranch(condition.test, not), first, second);
            }
        }

        private static int plainBranch(Test test, boolean not) {
            return switch (test) {
                case LESS -> not ? MicroOp.IF_GE : MicroOp.IF_LT;
                case SIGNED_LESS -> not ? MicroOp.IF_SGE : MicroOp.IF_SLT;
                case EQUAL -> not ? MicroOp.IF_NE : MicroOp.IF_EQ;
                case ZERO -> throw new IllegalArgumentException("a test of one operand");
            };
        }

        private void branchConstant(int op, Value operand, Value constant, Value destination) {
            int slot = stack.slotOf(operand);
            branchTo(destination);
            code.branchK(op, slot, constant.small());
        }

        /** Notes that the instruction emitted next jumps there. */
        private void branchTo(Value destination) {
            if (branchCount == branches.length) {
                branches = Arrays.copyOf(branches, 2 * branchCount);
            }
            branches[branchCount++] = code.size();
            branches[branchCount++] = (int) destination.small();
        }

        private boolean isBlock(Value destination) {
            return destination.isSmall()
                    && destination.small() < source.size()
                    && source.isJumpDestination((int) destination.small());
        }

        private void end(int op, int operands) {
            stack.settleTop(operands);
            code.emit(op, 0, stack.height(), 0);
        }

        private void leave(int op, int opcode) {
            stack.settleAll();
            code.emitOp(op, 0, stack.height(), opcode);
        }

        private void stackForm(int op) {
            int operands = OpcodeTable.minimum(table[op]) / 4;
            stack.settleTop(operands);
            code.emitOp(MicroOp.STACK_FORM, 0, stack.height(), op);
            for (int i = 0; i < operands; i++) {
                stack.release(stack.pop());
            }
            if (operands + OpcodeTable.heightChange(op) > 0) {
                stack.pushSlot(stack.height());
            }
        }
    }
}
