package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Hash;

/**
 * Checks entries that come from elsewhere than a queue, as a reader of the queue would: length,
 * version, checksum, position and hash chain. One thread.
 */
public final class EntryChain {
    /** The most bytes that an entry has. */
    public static final int ENTRY_BYTES_MAX = EntryLayout.ENTRY_BYTES_MAX;

    private final EntryBuffer buffer = new EntryBuffer();
    private final byte[] previous = new byte[Hash.BYTES];
    private long next;

    /**
     * @param position of the first entry
     * @param previousHash the order hash before it
     */
    public EntryChain(long position, Hash previousHash) {
        this.next = position;
        previousHash.write(previous, 0);
    }

    /** The position that the next entry must have. */
    public long position() {
        return next;
    }

    /** The order hash before the next entry. */
    public Hash hash() {
        return Hash.read(previous, 0);
    }

    /**
     * The next entry.
     *
     * @throws OrderDamageException where the bytes are not it
     */
    public OrderEntry next(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer.reserve(bytes.length), 0, bytes.length);
        String fault = buffer.fault(bytes.length);
        fault = fault == null ? buffer.chainFault(next, previous) : fault;
        if (fault != null) {
            throw new OrderDamageException(next, fault);
        }
        OrderEntry entry = buffer.parse(bytes.length);
        entry.hash().write(previous, 0);
        next++;
        return entry;
    }
}
