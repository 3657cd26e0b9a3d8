package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes bytecode: opcodes, constants, labels that are resolved at the end, and data behind the
 * code. Follows the stack's height along straight code. Labels must lie below 64 KiB.
 */
final class CodeWriter {
    private static final int UNPLACED = -1;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private final List<Fixup> fixups = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();
    private int dataSize;
    private int height;

    /** A jump destination, placed or not yet. */
    static final class Label {
        private int position = UNPLACED;
    }

    /** Two bytes at {@code at} to be filled with a position: a label's, or one within the data. */
    private record Fixup(int at, @org.jspecify.annotations.Nullable Label label, int offset) {}

    int size() {
        return code.size();
    }

    /** Words on the stack, as far as straight code tells. */
    int height() {
        return height;
    }

    void setHeight(int words) {
        height = words;
    }

    CodeWriter op(int... opcodes) {
        for (int opcode : opcodes) {
            code.write(opcode);
            Instruction instruction = Instruction.of(opcode);
            if (instruction != null) {
                height = Math.max(0, height - instruction.in()) + instruction.out();
            }
        }
        return this;
    }

    /** By the shortest PUSH1 to PUSH32. */
    CodeWriter push(Word value) {
        byte[] bytes = value.toMinimalArray();
        return pushBytes(bytes.length == 0 ? new byte[1] : bytes);
    }

    CodeWriter push(long value) {
        return push(Word.of(value));
    }

    /** From 1 to 32 bytes, leading zeros too. */
    CodeWriter pushBytes(byte[] bytes) {
        op(Opcode.PUSH1 + bytes.length - 1);
        code.writeBytes(bytes);
        return this;
    }

    /** Bytes as they are: the height is not followed. */
    CodeWriter raw(byte[] bytes) {
        code.writeBytes(bytes);
        return this;
    }

    CodeWriter push(Label label) {
        return push(label, 0);
    }

    /** The label's position and some bytes on. */
    CodeWriter push(Label label, int offset) {
        op(Opcode.PUSH1 + 1);
        fixups.add(new Fixup(code.size(), label, offset));
        code.write(0);
        code.write(0);
        return this;
    }

    /** A JUMPDEST. */
    CodeWriter place(Label label) {
        label.position = code.size();
        return op(Opcode.JUMPDEST);
    }

    /** Puts bytes behind the code, and their position on the stack. */
    CodeWriter pushData(byte[] bytes) {
        op(Opcode.PUSH1 + 1);
        fixups.add(new Fixup(code.size(), null, dataSize));
        code.write(0);
        code.write(0);
        data.add(bytes);
        dataSize += bytes.length;
        return this;
    }

    Bytes finish() {
        byte[] result = Arrays.copyOf(code.toByteArray(), code.size() + dataSize);
        int at = code.size();
        for (byte[] bytes : data) {
            System.arraycopy(bytes, 0, result, at, bytes.length);
            at += bytes.length;
        }
        for (Fixup fixup : fixups) {
            int base = fixup.label() == null ? code.size() : fixup.label().position;
            int value = base + fixup.offset();
            result[fixup.at()] = (byte) (value >>> 8);
            result[fixup.at() + 1] = (byte) value;
        }
        return Bytes.wrap(result);
    }
}
