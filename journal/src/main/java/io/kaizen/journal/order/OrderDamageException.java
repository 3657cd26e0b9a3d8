package io.kaizen.journal.order;

/** An entry that was durable cannot be read any more: the node must not go on from here. */
public final class OrderDamageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long position;

    public OrderDamageException(long position, String why) {
        super("order entry " + position + " is damaged: " + why);
        this.position = position;
    }

    public long position() {
        return position;
    }
}
