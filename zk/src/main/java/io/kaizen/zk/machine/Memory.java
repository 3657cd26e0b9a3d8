package io.kaizen.zk.machine;

/**
 * A memory operand: a base register and a signed displacement in bytes.
 *
 * @param base a general register; not RSP or R12, whose encoding asks for one byte more
 */
public record Memory(Register base, int displacement) {
    public Memory {
        if ((base.number() & 7) == 4) {
            throw new IllegalArgumentException("no base register: " + base);
        }
    }

    /** The operand {@code bytes} further on. */
    public Memory plus(int bytes) {
        return new Memory(base, Math.addExact(displacement, bytes));
    }
}
