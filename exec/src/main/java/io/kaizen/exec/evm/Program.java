package io.kaizen.exec.evm;

/**
 * Code in register form, made by {@link Translator} for one revision's gas table; immutable. {@code
 * exec/docs/translation.md} explains it. Block headers and instructions lie in one array; the first
 * long is unused, so that index 0 stands for no block.
 *
 * <pre>
 *   header  | height limit : 16 | height needed : 16 | gas : 32 |      heights in limbs
 *   shape   | height change : 32 | pc : 32 |
 *   instructions
 * </pre>
 */
final class Program {
    /** The index of the block at the code's beginning. */
    static final int START = 1;

    static final int NO_BLOCK = 0;

    /** A height that no frame has: the block is left to the reference interpreter. */
    static final int NEVER = 0xffff;

    /** Code that is too large to be translated. */
    static final Program NONE =
            new Program(Revision.FRONTIER, new long[0], new long[0], new long[0], new char[0]);

    final long[] instructions;
    final long[] small;
    final long[] wide;
    private final Revision revision;
    private final char[] blocks;

    /**
     * @param revision whose gas table it was made with
     * @param small constants of 63 bits
     * @param wide constants of four limbs
     * @param blocks the index of the header by the pc of its JUMPDEST
     */
    Program(Revision revision, long[] instructions, long[] small, long[] wide, char[] blocks) {
        this.revision = revision;
        this.instructions = instructions;
        this.small = small;
        this.wide = wide;
        this.blocks = blocks;
    }

    boolean isFor(Revision wanted) {
        return revision == wanted;
    }

    /** The index of the block that begins with the JUMPDEST at {@code pc}, or {@link #NO_BLOCK}. */
    int block(int pc) {
        return blocks[pc];
    }

    /** As {@link #block(int)} for the word at {@code s[at..at+4)}, which may be any number. */
    int block(long[] s, int at) {
        boolean inCode =
                (s[at] | s[at + 1] | s[at + 2]) == 0 && s[at + 3] >= 0 && s[at + 3] < blocks.length;
        return inCode ? blocks[(int) s[at + 3]] : NO_BLOCK;
    }

    static long header(long gas, int needed, int limit) {
        return gas | (long) needed << 32 | (long) limit << 48;
    }

    static long shape(int heightChange, int pc) {
        return (long) heightChange << 32 | pc;
    }

    /** Roughly what it holds. */
    long bytes() {
        return 8L * (instructions.length + small.length + wide.length) + 2L * blocks.length;
    }
}
