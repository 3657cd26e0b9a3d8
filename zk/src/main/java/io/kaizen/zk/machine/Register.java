package io.kaizen.zk.machine;

/**
 * The general registers that a function may overwrite, in the System V calling convention (AMD64
 * ABI 1.0, §3.2.1). The first four arguments come in RDI, RSI, RDX and RCX.
 */
public enum Register {
    RAX(0),
    RCX(1),
    RDX(2),
    RSI(6),
    RDI(7),
    R8(8),
    R9(9),
    R10(10),
    R11(11);

    private final int number;

    Register(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The operand at this register's address. */
    public Memory at(int displacement) {
        return new Memory(this, displacement);
    }
}
