package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.segment.FinishedSegments;
import io.kaizen.journal.segment.Place;
import io.kaizen.journal.segment.SegmentCursor;
import io.kaizen.journal.segment.SegmentLibrary;
import io.kaizen.journal.segment.SegmentQueue;
import io.kaizen.journal.segment.SegmentSizes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The order queue, open for append: positions, hash chain, durability. Appending and syncing belong
 * to the first thread that appends; {@link #durablePosition} and {@link #reader} serve any thread.
 *
 * <p>The stage that owns it appends what is available, then calls {@link #sync} once (level GROUP)
 * or after each entry (EVERY), or never (NONE, where {@link #durablePosition} follows the appends).
 * An append allocates nothing.
 */
public final class OrderJournal implements AutoCloseable {
    private static final VarHandle DURABLE;

    static {
        try {
            DURABLE =
                    MethodHandles.lookup()
                            .findVarHandle(OrderJournal.class, "durablePosition", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * What opening found.
     *
     * @param lastPosition of the last whole entry, 0 of none
     * @param tornDocuments behind it, never durable; they were cut off
     */
    public record Opening(long lastPosition, Hash lastHash, int tornDocuments) {}

    private final Path folder;
    private final Disk disk;
    private final SyncLevel level;
    private final SegmentQueue queue;
    private final DurableMark mark;
    private final Opening opening;
    private final EntryBuffer buffer = new EntryBuffer();
    private final byte[] lastHash = new byte[Hash.BYTES];
    private volatile OrderBase base;
    private long lastPosition;
    private long lastPlace;
    private long syncedPosition;
    private long bytesAppended;
    private @Nullable Thread owner;

    @SuppressWarnings("unused") // through DURABLE
    private long durablePosition;

    private OrderJournal(
            SegmentQueue queue,
            OrderBase base,
            SyncLevel level,
            DurableMark mark,
            Scan scan,
            Disk disk) {
        this.queue = queue;
        this.folder = queue.folder();
        this.base = base;
        this.disk = disk;
        this.level = level;
        this.mark = mark;
        this.opening = scan.opening();
        this.lastPosition = opening.lastPosition();
        this.syncedPosition = scan.durablePosition();
        opening.lastHash().write(lastHash, 0);
        DURABLE.setRelease(this, level == SyncLevel.NONE ? lastPosition : syncedPosition);
    }

    /** What a queue holds: the place behind its last whole entry among it. */
    private record Scan(Opening opening, long end, long durablePosition) {}

    /** How the queue is divided. */
    public static final SegmentSizes SIZES = SegmentSizes.forDocuments(EntryLayout.ENTRY_BYTES_MAX);

    /**
     * Opens or creates the queue in the folder, takes its writer lock, and finds the last whole
     * entry.
     *
     * @param anchor see {@link OrderAnchor}
     * @throws OrderDamageException where an entry at or below the durable position is unreadable
     * @throws IllegalStateException where another writer has the folder open
     */
    public static OrderJournal open(Path folder, Hash anchor, SyncLevel level) {
        return open(folder, anchor, level, SIZES, Disk.SYSTEM);
    }

    /** As {@link #open(Path, Hash, SyncLevel)}, with segments of other sizes. */
    public static OrderJournal open(
            Path folder, Hash anchor, SyncLevel level, SegmentSizes sizes, Disk disk) {
        try {
            SegmentQueue queue = SegmentQueue.open(folder, sizes, disk);
            try {
                DurableMark.Mark last = DurableMark.read(folder);
                OrderBase base = baseOf(folder, anchor);
                Scan scan = scan(queue.library(), base, last);
                queue.begin(scan.end());
                DurableMark mark = DurableMark.open(folder, last, disk);
                return new OrderJournal(queue, base, level, mark, scan, disk);
            } catch (IOException | RuntimeException e) {
                queue.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the order queue in " + folder, e);
        }
    }

    /** As {@link #reader()}, of a queue that this process may or may not have open. */
    public static OrderReader read(Path folder, Hash anchor) {
        OrderBase base = baseOf(folder, anchor);
        return read(folder, base.position() + 1, base.hash());
    }

    /** As {@link #reader(long, Hash)}, of a queue that this process may or may not have open. */
    public static OrderReader read(Path folder, long position, Hash previous) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("no queue in " + folder);
        }
        requireKept(position, baseOf(folder));
        SegmentLibrary library = SegmentLibrary.of(folder, EntryLayout.ENTRY_BYTES_MAX);
        return new OrderReader(library, () -> marked(folder), position, previous);
    }

    private static void requireKept(long position, @Nullable OrderBase base) {
        if (base != null && position <= base.position()) {
            throw new IllegalArgumentException(
                    "position %d is not kept any more: the order begins at %d"
                            .formatted(position, base.position() + 1));
        }
    }

    private static @Nullable OrderBase baseOf(Path folder) {
        try {
            return OrderBase.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static OrderBase baseOf(Path folder, Hash anchor) {
        OrderBase base = baseOf(folder);
        if (base != null && !base.anchor().equals(anchor)) {
            throw new IllegalStateException(
                    "the order in %s is of another chain: it is anchored at %s, wanted %s"
                            .formatted(folder, base.anchor(), anchor));
        }
        return base == null ? OrderBase.none(anchor) : base;
    }

    public Opening opening() {
        return opening;
    }

    public long appendOpen(BlockOpening block, long intakeTimeNs) {
        buffer.putOpening(block);
        return append(EntryLayout.OPEN_END, EntryKind.OPEN, intakeTimeNs);
    }

    public long appendClose(long number, long intakeTimeNs) {
        byte[] target = buffer.reserve(EntryLayout.CLOSE_END);
        EntryLayout.putI64(target, EntryLayout.CLOSE_NUMBER, number);
        return append(EntryLayout.CLOSE_END, EntryKind.CLOSE, intakeTimeNs);
    }

    /** Appends a transaction and returns its position. */
    public long appendTransaction(Address sender, Hash hash, byte[] raw, long intakeTimeNs) {
        int length = EntryLayout.TRANSACTION_RAW + raw.length;
        byte[] target = buffer.reserve(length);
        sender.write(target, EntryLayout.TRANSACTION_SENDER);
        hash.write(target, EntryLayout.TRANSACTION_HASH);
        System.arraycopy(raw, 0, target, EntryLayout.TRANSACTION_RAW, raw.length);
        return append(length, EntryKind.TRANSACTION, intakeTimeNs);
    }

    /** Appends an entry of a reserved kind. */
    public long appendReserved(EntryKind kind, byte[] payload, long intakeTimeNs) {
        if (kind != EntryKind.L1_INPUT && kind != EntryKind.KEY_RELEASE) {
            throw new IllegalArgumentException(kind + " has a layout of its own");
        }
        byte[] target = buffer.reserve(EntryLayout.PAYLOAD + payload.length);
        System.arraycopy(payload, 0, target, EntryLayout.PAYLOAD, payload.length);
        return append(EntryLayout.PAYLOAD + payload.length, kind, intakeTimeNs);
    }

    /** Makes everything appended durable, records it, and publishes the position. */
    public void sync() {
        assert owned();
        if (lastPosition == syncedPosition) {
            return;
        }
        try {
            queue.force();
            mark.write(lastPosition, lastPlace, lastHash);
        } catch (IOException e) {
            throw new UncheckedIOException("sync of " + folder + " failed", e);
        }
        syncedPosition = lastPosition;
        // Publishes that every entry up to here survives a loss of power.
        DURABLE.setRelease(this, lastPosition);
    }

    /** Bytes of the entries appended since it was opened. Owning thread. */
    public long bytesAppended() {
        return bytesAppended;
    }

    /** The last position appended. Owning thread. */
    public long lastPosition() {
        return lastPosition;
    }

    /** The order hash at {@link #lastPosition}; the anchor of an empty queue. Owning thread. */
    public Hash lastHash() {
        return Hash.read(lastHash, 0);
    }

    /** The last position that is durable as the level says. Any thread. */
    public long durablePosition() {
        return (long) DURABLE.getAcquire(this);
    }

    /** A reader from the first position that is kept. */
    public OrderReader reader() {
        OrderBase begin = base;
        return reader(begin.position() + 1, begin.hash());
    }

    /**
     * A reader from a position whose predecessor's hash is known (a sealed block cites it); what
     * lies before is passed over unverified.
     *
     * @param previous the order hash before the position; the anchor for position 1
     * @throws IllegalArgumentException where the position is not kept any more
     */
    public OrderReader reader(long position, Hash previous) {
        requireKept(position, base);
        return new OrderReader(queue.library(), () -> marked(folder), position, previous);
    }

    /** Where it begins. Any thread. */
    public OrderBase base() {
        return base;
    }

    /** What it takes of the disk, and how it takes less. One thread at a time. */
    public FinishedSegments finished() {
        return queue.finished();
    }

    /**
     * The last entry before a place, which is where a segment ends.
     *
     * @return as a base; null where there is no entry behind it, which would cite it
     */
    public @Nullable OrderBase lastBefore(long place) {
        SegmentCursor cursor = queue.library().cursor(place);
        int length = cursor.next();
        if (length == SegmentCursor.NOTHING) {
            return null;
        }
        EntryBuffer first = new EntryBuffer();
        byte[] next = first.reserve(length);
        cursor.copy(next);
        if (first.fault(length) != null) {
            return null;
        }
        return new OrderBase(
                base.anchor(), first.position() - 1, Hash.read(next, EntryLayout.PREVIOUS_HASH));
    }

    /**
     * Begins behind an entry from now on, and for every later opening: what lies before can be
     * dropped from the {@link #finished}. Any thread, one at a time.
     *
     * @param next from {@link #lastBefore}
     */
    public void beginBehind(OrderBase next) throws IOException {
        if (next.position() <= base.position()
                || next.position() > durablePosition()
                || !next.anchor().equals(base.anchor())) {
            throw new IllegalArgumentException(
                    "no entry %d to begin behind: the order has %d to %d"
                            .formatted(next.position(), base.position() + 1, durablePosition()));
        }
        next.write(folder, disk);
        base = next;
    }

    /** Syncs and releases the folder. */
    @Override
    public void close() {
        owner = null;
        try (queue;
                mark) {
            sync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long append(int length, EntryKind kind, long intakeTimeNs) {
        assert owned();
        long position = lastPosition + 1;
        buffer.seal(length, kind, position, intakeTimeNs, lastHash);
        try {
            lastPlace = queue.append(buffer.bytes(), 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("append to " + folder + " failed", e);
        }
        bytesAppended += length;
        buffer.hash(length, lastHash);
        lastPosition = position;
        if (level == SyncLevel.NONE) {
            // Publishes the append itself: at this level nothing more is promised.
            DURABLE.setRelease(this, position);
        } else if (level == SyncLevel.EVERY) {
            sync();
        }
        return position;
    }

    private static Scan scan(
            SegmentLibrary library, OrderBase base, DurableMark.@Nullable Mark last) {
        long durable = last == null ? base.position() : last.position();
        OrderReader reader = scanner(library, base, last, durable);
        while (true) {
            switch (reader.read()) {
                case ReadResult.Entry(OrderEntry entry) -> {
                    if (last != null
                            && entry.position() == durable
                            && !entry.hash().equals(last.hash())) {
                        throw new OrderDamageException(
                                durable, "hash " + entry.hash() + ", marked " + last.hash());
                    }
                }
                case ReadResult.End(int torn) -> {
                    Opening opening =
                            new Opening(
                                    reader.position() - 1,
                                    reader.previousHash(),
                                    torn + (reader.isTorn() ? 1 : 0));
                    return new Scan(opening, reader.end(), durable);
                }
                case ReadResult.Damaged(long position, String why) ->
                        throw new OrderDamageException(position, why);
            }
        }
    }

    /** A reader behind the durable entry where there is one, from the start otherwise. */
    private static OrderReader scanner(
            SegmentLibrary library, OrderBase base, DurableMark.@Nullable Mark last, long durable) {
        if (last == null || last.place() == Place.START) {
            return new OrderReader(library, () -> durable, base.position() + 1, base.hash());
        }
        // The marked entry itself is verified by its hash: its predecessor's is read from it.
        OrderReader reader = new OrderReader(library, () -> durable, durable, Hash.ZERO);
        if (!reader.startAt(last.place())) {
            throw new OrderDamageException(durable, "no entry at the durable mark");
        }
        return reader;
    }

    private static long marked(Path folder) {
        try {
            DurableMark.Mark last = DurableMark.read(folder);
            return last == null ? 0 : last.position();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean owned() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        return Thread.currentThread().equals(owner);
    }
}
