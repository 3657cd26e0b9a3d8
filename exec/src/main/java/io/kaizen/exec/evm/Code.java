package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytecode made ready to run: padded with zeros, so that running off the end is STOP and PUSH may
 * read past it, with its jump destinations found on the first jump and its register form made when
 * it is hot. Safe to share: both are pure functions of the bytes and immutable, so that a race
 * makes them twice and nothing else.
 */
public final class Code {
    public static final Code EMPTY = new Code(Bytes.EMPTY);

    /** EIP-7702: {@code 0xef0100} and an address. */
    static final int DELEGATION_BYTES = 23;

    private static final int PADDING = 64;
    private static final int HEAT_MIN = 16;

    private final byte[] padded;
    private final Bytes bytes;
    private final int hot;
    private volatile long @Nullable [] jumpDestinations;
    private @Nullable Program program;

    /** Entries and taken jumps so far; a race loses some. */
    private int heat;

    private boolean grown;

    private Code(Bytes bytes) {
        this.bytes = bytes;
        this.padded = Arrays.copyOf(bytes.array(), bytes.size() + PADDING);
        this.hot = HEAT_MIN + bytes.size() / 2;
    }

    public static Code of(Bytes bytes) {
        return bytes.isEmpty() ? EMPTY : new Code(bytes);
    }

    /** The code itself. */
    public Bytes bytes() {
        return bytes;
    }

    int size() {
        return bytes.size();
    }

    /** The code and at least 64 zeros after it, to be read only. */
    byte[] padded() {
        return padded;
    }

    boolean isJumpDestination(int pc) {
        long[] bitmap = jumpDestinations;
        if (bitmap == null) {
            bitmap = analyse();
            jumpDestinations = bitmap;
        }
        return (bitmap[pc >>> 6] >>> pc & 1) != 0;
    }

    /** The first jump destination from {@code pc} on, or -1. */
    int nextJumpDestination(int pc) {
        for (int at = pc; at < size(); at++) {
            if (isJumpDestination(at)) {
                return at;
            }
        }
        return -1;
    }

    /** Notes an entry; the register form to run, or null for the code as it stands. */
    @Nullable Program entered(Revision revision, Tier tier) {
        return switch (tier) {
            case NEVER -> null;
            case ALWAYS -> program(revision);
            case HOT -> warmsUp() ? program(revision) : null;
        };
    }

    /** Notes a taken jump; whether there is a register form to go on with. */
    boolean jumped(Revision revision, Tier tier) {
        return tier == Tier.HOT && warmsUp() && program(revision) != null;
    }

    private boolean warmsUp() {
        if (heat > hot) {
            return true;
        }
        heat++;
        return false;
    }

    /** The register form for a revision; null where there is none. */
    @Nullable Program program(Revision revision) {
        Program made = program;
        if (made == null || !(made == Program.NONE || made.isFor(revision))) {
            made = Translator.translate(this, revision);
            program = made;
            grown = true;
        }
        return made == Program.NONE ? null : made;
    }

    /** Whether it was translated since it was weighed last. */
    public boolean hasGrown() {
        return grown;
    }

    /** Roughly what it holds in memory by now. */
    long weigh() {
        grown = false;
        Program made = program;
        return 2L * size() + size() / 8 + (made == null ? 0 : made.bytes());
    }

    private long[] analyse() {
        int size = size();
        long[] bitmap = new long[(size >>> 6) + 1];
        int pc = 0;
        while (pc < size) {
            int op = padded[pc];
            if (op == Opcode.JUMPDEST) {
                bitmap[pc >>> 6] |= 1L << pc;
            } else if (op >= Opcode.PUSH1) {
                // Opcodes from 0x80 are negative as bytes: these are PUSH1 to PUSH32.
                pc += op - Opcode.PUSH1 + 1;
            }
            pc++;
        }
        return bitmap;
    }

    /** Whether the code only points to another account's (EIP-7702). */
    public static boolean isDelegation(Bytes code) {
        return code.size() == DELEGATION_BYTES
                && code.get(0) == (byte) 0xef
                && code.get(1) == 0x01
                && code.get(2) == 0x00;
    }

    /** The account a delegation points to; null for other code. */
    public static @Nullable Address delegate(Bytes code) {
        return isDelegation(code) ? Address.read(code.array(), 3) : null;
    }

    /** The code that delegates to an account. */
    public static Bytes delegation(Address target) {
        byte[] code = new byte[DELEGATION_BYTES];
        code[0] = (byte) 0xef;
        code[1] = 0x01;
        target.write(code, 3);
        return Bytes.wrap(code);
    }
}
