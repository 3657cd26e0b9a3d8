package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.io.ByteArrayOutputStream;

/** Writes small programs for tests. */
public final class Assembly {
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    public static Assembly code() {
        return new Assembly();
    }

    public Assembly op(int... opcodes) {
        for (int opcode : opcodes) {
            code.write(opcode);
        }
        return this;
    }

    /** By the shortest PUSH1 to PUSH8. */
    public Assembly push(long value) {
        int bytes = Math.max(1, (71 - Long.numberOfLeadingZeros(value)) / 8);
        code.write(Opcode.PUSH1 + bytes - 1);
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            code.write((int) (value >>> shift));
        }
        return this;
    }

    public Assembly push(Word value) {
        code.write(Opcode.PUSH32);
        code.writeBytes(value.toArray());
        return this;
    }

    public Assembly push(Address value) {
        code.write(Opcode.PUSH1 + 19);
        code.writeBytes(value.toArray());
        return this;
    }

    /** A call without input or output; leaves the flag. */
    public Assembly call(Address to, long value, long gas) {
        return push(0).push(0).push(0).push(0).push(value).push(to).push(gas).op(Opcode.CALL);
    }

    /** Returns the top of the stack. */
    public Assembly returnTop() {
        return push(0).op(Opcode.MSTORE).push(32).push(0).op(Opcode.RETURN);
    }

    public Bytes bytes() {
        return Bytes.wrap(code.toByteArray());
    }
}
