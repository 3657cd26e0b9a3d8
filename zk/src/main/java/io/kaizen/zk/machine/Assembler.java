package io.kaizen.zk.machine;

import io.kaizen.zk.machine.Vector.Map;
import io.kaizen.zk.machine.Vector.Prefix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes x86-64 machine code: AVX-512 instructions on the registers 0 to 31 with masks 1 to 7, and
 * just enough general ones for loops and subroutines. Encodings: Intel SDM, volume 2, §2.7 (EVEX),
 * §2.3 (VEX). For one thread.
 */
public final class Assembler {
    /** No mask: every lane is written. */
    public static final int ALL_LANES = 0;

    private static final int MODE_REGISTER = 3;
    private static final int MODE_DISPLACEMENT32 = 2;

    private byte[] code = new byte[4096];
    private int size;

    /** A place in the code to jump back to or call. */
    public record Label(int offset) {}

    /** A jump ahead whose end is not known yet. */
    public record Jump(int patch) {}

    public byte[] code() {
        return Arrays.copyOf(code, size);
    }

    /** The place of the next instruction. */
    public Label here() {
        return new Label(size);
    }

    // Vector instructions.

    public void op(Vector op, int destination, int first, int second) {
        evex(op.map, op.prefix, op.opcode, destination, first, second, null, ALL_LANES);
    }

    public void op(Vector op, int destination, int first, Memory second) {
        evex(op.map, op.prefix, op.opcode, destination, first, 0, second, ALL_LANES);
    }

    /** Lanes out of the mask keep the destination's value. */
    public void masked(Vector op, int mask, int destination, int first, int second) {
        evex(op.map, op.prefix, op.opcode, destination, first, second, null, mask);
    }

    /** Lanes out of the mask keep the destination's value. */
    public void masked(Vector op, int mask, int destination, int first, Memory second) {
        evex(op.map, op.prefix, op.opcode, destination, first, 0, second, mask);
    }

    public void op(Vector.Immediate op, int destination, int first, int second, int immediate) {
        evex(Map.M0F3A, Prefix.P66, op.opcode, destination, first, second, null, ALL_LANES);
        octet(immediate);
    }

    public void shift(Vector.Shift op, int destination, int source, int bits) {
        evex(Map.M0F, Prefix.P66, op.opcode, op.extension, destination, source, null, ALL_LANES);
        octet(bits);
    }

    public void shift(Vector.Shift op, int destination, Memory source, int bits) {
        evex(Map.M0F, Prefix.P66, op.opcode, op.extension, destination, 0, source, ALL_LANES);
        octet(bits);
    }

    public void load(int destination, Memory source) {
        evex(Map.M0F, Prefix.PF3, 0x6f, destination, 0, 0, source, ALL_LANES);
    }

    public void move(int destination, int source) {
        evex(Map.M0F, Prefix.PF3, 0x6f, destination, 0, source, null, ALL_LANES);
    }

    /** Lanes out of the mask keep the destination's value. */
    public void move(int mask, int destination, int source) {
        evex(Map.M0F, Prefix.PF3, 0x6f, destination, 0, source, null, mask);
    }

    public void store(Memory destination, int source) {
        store(ALL_LANES, destination, source);
    }

    /** Lanes out of the mask keep the memory's value. */
    public void store(int mask, Memory destination, int source) {
        evex(Map.M0F, Prefix.PF3, 0x7f, source, 0, 0, destination, mask);
    }

    /** Sets the mask's bits where {@code first & second} is not 0. */
    public void testAny(int mask, int first, int second) {
        evex(Map.M0F38, Prefix.P66, 0x27, mask, first, second, null, ALL_LANES);
    }

    /** Sets the mask's bits where {@code first & second} is 0. */
    public void testNone(int mask, int first, int second) {
        evex(Map.M0F38, Prefix.PF3, 0x27, mask, first, second, null, ALL_LANES);
    }

    /** Loads a mask of eight lanes. */
    public void loadMask(int mask, Memory source) {
        vexMask(0x90, mask, source);
    }

    /** Stores a mask of eight lanes. */
    public void storeMask(Memory destination, int mask) {
        vexMask(0x91, mask, destination);
    }

    /** Gives the upper halves of the vector registers back: before returning to other code. */
    public void zeroUpper() {
        octets(0xc5, 0xf8, 0x77);
    }

    // General instructions.

    public void load(Register destination, Memory source) {
        rexW(destination.number(), source.base().number());
        octet(0x8b);
        memory(destination.number(), source);
    }

    public void address(Register destination, Memory source) {
        rexW(destination.number(), source.base().number());
        octet(0x8d);
        memory(destination.number(), source);
    }

    public void set(Register destination, int value) {
        rexW(0, destination.number());
        octet(0xc7);
        modRm(MODE_REGISTER, 0, destination.number());
        int32(value);
    }

    public void add(Register destination, int value) {
        rexW(0, destination.number());
        octet(0x81);
        modRm(MODE_REGISTER, 0, destination.number());
        int32(value);
    }

    /** Counts the register down by one and jumps back unless it reached 0. */
    public void loop(Register counter, Label start) {
        rexW(0, counter.number());
        octet(0x81);
        modRm(MODE_REGISTER, 5, counter.number());
        int32(1);
        octets(0x0f, 0x85);
        relative(start);
    }

    public void call(Label subroutine) {
        octet(0xe8);
        relative(subroutine);
    }

    /** Jumps ahead to where {@link #land} is told. */
    public Jump jumpAhead() {
        octet(0xe9);
        int32(0);
        return new Jump(size - 4);
    }

    public void land(Jump jump) {
        int distance = size - (jump.patch() + 4);
        for (int i = 0; i < 4; i++) {
            code[jump.patch() + i] = (byte) (distance >> (8 * i));
        }
    }

    public void ret() {
        octet(0xc3);
    }

    /** Bytes as they are: for what the tables above do not have. */
    void octets(int... values) {
        for (int value : values) {
            octet(value);
        }
    }

    // Encodings.

    private void evex(
            Map map,
            Prefix prefix,
            int opcode,
            int register,
            int first,
            int second,
            @Nullable Memory memory,
            int mask) {
        int rm = memory == null ? second : memory.base().number();
        int extension = memory == null ? inverted(second, 4) : 1;
        octet(0x62);
        octet(
                (inverted(register, 3) << 7)
                        | (extension << 6)
                        | (inverted(rm, 3) << 5)
                        | (inverted(register, 4) << 4)
                        | map.code);
        octet(0x80 | ((~first & 15) << 3) | 4 | prefix.code);
        octet((2 << 5) | (inverted(first, 4) << 3) | mask);
        octet(opcode);
        if (memory == null) {
            modRm(MODE_REGISTER, register, rm);
        } else {
            memory(register, memory);
        }
    }

    private void vexMask(int opcode, int mask, Memory memory) {
        octet(0xc4);
        octet(0xc0 | (inverted(memory.base().number(), 3) << 5) | Map.M0F.code);
        octet(0x78 | Prefix.P66.code);
        octet(opcode);
        memory(mask, memory);
    }

    private void rexW(int register, int rm) {
        octet(0x48 | ((register >> 3) << 2) | (rm >> 3));
    }

    private void memory(int register, Memory memory) {
        modRm(MODE_DISPLACEMENT32, register, memory.base().number());
        int32(memory.displacement());
    }

    private void modRm(int mode, int register, int rm) {
        octet((mode << 6) | ((register & 7) << 3) | (rm & 7));
    }

    private void relative(Label target) {
        int32(target.offset() - (size + 4));
    }

    private static int inverted(int value, int bit) {
        return (~value >> bit) & 1;
    }

    private void int32(int value) {
        octets(value, value >> 8, value >> 16, value >> 24);
    }

    private void octet(int value) {
        if (size == code.length) {
            code = Arrays.copyOf(code, 2 * size);
        }
        code[size++] = (byte) value;
    }
}
