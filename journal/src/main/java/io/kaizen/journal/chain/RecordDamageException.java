package io.kaizen.journal.chain;

/** A block's record that cannot be read as one. */
public final class RecordDamageException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final long block;
    private final String why;

    public RecordDamageException(long block, String why) {
        super("chain record of block " + block + ": " + why);
        this.block = block;
        this.why = why;
    }

    /** The block's number. */
    public long block() {
        return block;
    }

    public String why() {
        return why;
    }
}
