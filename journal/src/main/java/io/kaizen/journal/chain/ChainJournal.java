package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.index.BlockRange;
import io.kaizen.journal.index.RecordPlaces;
import io.kaizen.journal.index.RunIndex;
import io.kaizen.journal.segment.FinishedSegments;
import io.kaizen.journal.segment.Place;
import io.kaizen.journal.segment.SegmentCursor;
import io.kaizen.journal.segment.SegmentLibrary;
import io.kaizen.journal.segment.SegmentQueue;
import io.kaizen.journal.segment.SegmentSizes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain queue: one record for each sealed block, see {@link RecordFrame} and {@link
 * BlockRecordCodec}. Appended by the sealer; read by any thread, through a cache of those that were
 * asked for.
 *
 * <p>Its indexes lie beside it on disk and are forced before they are relied on; what they do not
 * cover yet is read at opening.
 *
 * <p>All of it follows from the order queue. Behind what the indexes cover, a record that is torn,
 * or does not continue the chain of parent hashes, is counted at opening and cut off where it is
 * the last; the blocks it held are sealed again. Damage below is found by whoever reads the record,
 * and named.
 */
public final class ChainJournal implements BlockLog {
    private static final Logger LOG = LoggerFactory.getLogger(ChainJournal.class);

    /** How the queue and its indexes are divided. */
    public record Sizes(SegmentSizes segments, RunIndex.Sizes runs) {
        public static final Sizes DEFAULT =
                new Sizes(
                        SegmentSizes.forDocuments(RecordFrame.RECORD_BYTES_MAX),
                        RunIndex.Sizes.DEFAULT);

        /** The same in segments of another size. */
        public Sizes withSegments(long bytes) {
            return new Sizes(segments.withSegments(bytes), runs);
        }
    }

    /** The indexes, in the queue's own folder: without the queue they are worth nothing. */
    private static final String INDEX = "index";

    private static final String PLACES = "places";

    private final SegmentQueue queue;
    private final SegmentLibrary library;
    private final RecordPlaces places;
    private final RunIndex hashes;
    private final BlockIndex index;

    /**
     * Blocks that were asked for. What was just appended is not put here: nearly every block is
     * never asked for, and at thousands of transactions a second a collector that has to copy each
     * does little else.
     */
    private final BlockCache asked = new BlockCache();

    private final RlpWriter record = new RlpWriter(1 << 16);
    private int passedDocuments;

    private final Disk disk;
    private volatile @Nullable ChainBase base;
    private volatile long height;

    private ChainJournal(
            SegmentQueue queue,
            RecordPlaces places,
            RunIndex hashes,
            @Nullable ChainBase base,
            Disk disk) {
        this.queue = queue;
        this.disk = disk;
        this.base = base;
        this.height = first() - 1;
        this.library = queue.library();
        this.places = places;
        this.hashes = hashes;
        this.index = new BlockIndex(hashes);
    }

    /**
     * Opens or creates the queue, and reads what is not in the indexes on disk yet.
     *
     * @throws IllegalStateException where another writer has the folder open
     */
    public static ChainJournal open(Path folder) {
        return open(folder, Sizes.DEFAULT, Disk.SYSTEM);
    }

    /** As {@link #open(Path)}, with segments and runs of other sizes. */
    public static ChainJournal open(Path folder, Sizes sizes, Disk disk) {
        ArrayDeque<Runnable> opened = new ArrayDeque<>();
        try {
            SegmentQueue queue = SegmentQueue.open(folder, sizes.segments(), disk);
            opened.push(() -> release(queue));
            Path beside = Files.createDirectories(folder.resolve(INDEX));
            RecordPlaces places = RecordPlaces.open(beside.resolve(PLACES), disk);
            opened.push(places::close);
            ChainBase base = ChainBase.read(folder);
            long first = base == null ? 0 : base.number() + 1;
            RunIndex hashes =
                    RunIndex.open(beside, sizes.runs(), disk, first, () -> force(queue, places));
            opened.push(hashes::close);
            ChainJournal journal = new ChainJournal(queue, places, hashes, base, disk);
            journal.resume();
            queue.begin(journal.scan());
            return journal;
        } catch (IOException e) {
            opened.forEach(Runnable::run);
            throw new UncheckedIOException("cannot open the chain queue in " + folder, e);
        } catch (RuntimeException e) {
            opened.forEach(Runnable::run);
            throw e;
        }
    }

    /** What a run of the index points at, before the run. */
    private static void force(SegmentQueue queue, RecordPlaces places) throws IOException {
        queue.force();
        places.force();
    }

    private static void release(SegmentQueue queue) {
        try {
            queue.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + queue.folder(), e);
        }
    }

    /** Documents found at opening that belong to no block of the chain. */
    public int passedDocuments() {
        return passedDocuments;
    }

    @Override
    public long height() {
        return height;
    }

    @Override
    public void append(SealedBlock block, Effects effects) {
        if (!index.follows(block)) {
            throw new IllegalArgumentException(
                    "block " + block.number() + " does not follow block " + height);
        }
        record.reset(RecordFrame.RECORD_BYTES_MAX);
        BlockRecordCodec.write(block, effects, record);
        RecordFrame.wrap(block.number(), record);
        long place;
        try {
            place = queue.append(record.array(), record.start(), record.mark());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "append of block " + block.number() + " to " + queue.folder() + " failed", e);
        }
        add(block, place);
    }

    @Override
    public @Nullable ChainBase base() {
        return base;
    }

    @Override
    public @Nullable SealedBlock block(long number) {
        if (number < first() || number > height) {
            return null;
        }
        SealedBlock block = asked.get(number);
        if (block == null) {
            byte[] frame = record(number);
            if (frame == null) {
                return null;
            }
            block =
                    BlockRecordCodec.decodeBlock(
                            frame, RecordFrame.PAYLOAD, frame.length - RecordFrame.PAYLOAD);
            asked.add(block);
        }
        return block;
    }

    @Override
    public @Nullable Effects effects(long number) {
        if (number < first() || number > height) {
            return null;
        }
        byte[] frame = record(number);
        return frame == null
                ? null
                : BlockRecordCodec.decodeEffects(
                        frame, RecordFrame.PAYLOAD, frame.length - RecordFrame.PAYLOAD);
    }

    @Override
    public RecordedBlock recorded(long number) {
        if (number < first() || number > height) {
            throw new IllegalArgumentException(
                    "block %d of a chain that has blocks %d to %d"
                            .formatted(number, first(), height));
        }
        return RecordedBlock.ofFrame(number, recordAt(places.get(number)));
    }

    @Override
    public @Nullable Long number(Hash blockHash) {
        return index.number(blockHash);
    }

    @Override
    public @Nullable TransactionLocation transaction(Hash hash) {
        return index.transaction(hash);
    }

    /** What it takes of the disk, and how it takes less. One thread at a time. */
    public FinishedSegments finished() {
        return queue.finished();
    }

    /** The block of the first whole record at or behind a place; null where there is none. */
    public @Nullable SealedBlock firstAt(long place) {
        SegmentCursor cursor = library.cursor(place);
        for (int length = cursor.next(); length != SegmentCursor.NOTHING; length = cursor.next()) {
            byte[] frame = new byte[length];
            cursor.copy(frame);
            SealedBlock block = blockOrNull(frame);
            if (block != null
                    && block.number() <= height
                    && places.get(block.number()) == cursor.place()) {
                return block;
            }
        }
        return null;
    }

    /**
     * Begins behind a block from now on, and for every later opening: what lies before can be
     * dropped from the {@link #finished}. Any thread, one at a time.
     *
     * @throws IllegalArgumentException unless the chain has the block
     */
    public void beginBehind(long number) throws IOException {
        SealedBlock block = block(number);
        ChainIdentity identity = identity();
        if (block == null || identity == null) {
            throw new IllegalArgumentException(
                    "block %d of a chain that has blocks %d to %d"
                            .formatted(number, first(), height));
        }
        ChainBase next = ChainBase.at(identity, block);
        next.write(queue.folder(), disk);
        base = next;
        hashes.dropBelow(first());
        places.dropBelow(first());
    }

    @Override
    public void sync() {
        if (height < first()) {
            return;
        }
        try {
            queue.force();
        } catch (IOException e) {
            throw new UncheckedIOException("sync of " + queue.folder() + " failed", e);
        }
    }

    @Override
    public void close() {
        hashes.close();
        try (places) {
            release(queue);
        }
    }

    /** Begins behind the blocks that the index on disk covers, if they are this queue's. */
    private void resume() throws IOException {
        ChainBase begin = base;
        if (begin != null) {
            index.resume(begin.number(), begin.blockHash());
        }
        BlockRange covered = hashes.covered();
        if (covered == null) {
            return;
        }
        SealedBlock last = blockOrNull(recordAt(places.get(covered.last())));
        if (last == null
                || last.number() != covered.last()
                || !last.hash().equals(covered.lastHash())) {
            LOG.warn("index of {}: made again, it belongs to another chain", queue.folder());
            hashes.discard(first());
            return;
        }
        index.resume(last.number(), last.hash());
        height = last.number();
    }

    /** Adds what is behind the indexes; the place behind the last block. */
    private long scan() {
        long end = Place.START;
        boolean isCovered = height >= first();
        SegmentCursor cursor = library.cursor(isCovered ? places.get(height) : end);
        if (isCovered && cursor.next() != SegmentCursor.NOTHING) {
            // The last block that the indexes on disk cover.
            end = cursor.end();
        }
        for (int length = cursor.next(); length != SegmentCursor.NOTHING; length = cursor.next()) {
            byte[] frame = new byte[length];
            cursor.copy(frame);
            SealedBlock block = blockOrNull(frame);
            if (block != null && index.follows(block)) {
                add(block, cursor.place());
                end = cursor.end();
            } else if (block == null || block.number() >= first()) {
                passedDocuments++;
            }
        }
        passedDocuments += cursor.isTorn() ? 1 : 0;
        return end;
    }

    private static @Nullable SealedBlock blockOrNull(byte[] frame) {
        RecordFrame.refuseOtherVersions(frame);
        if (RecordFrame.fault(frame) != null) {
            return null;
        }
        try {
            return BlockRecordCodec.decodeBlock(
                    frame, RecordFrame.PAYLOAD, frame.length - RecordFrame.PAYLOAD);
        } catch (RlpException e) {
            // Counted by the caller, as every record that belongs to no block.
            return null;
        }
    }

    private void add(SealedBlock block, long place) {
        places.put(block.number(), place);
        index.add(block);
        // Publishes the place and the index entries.
        height = block.number();
        hashes.endBlock(block.number(), block.hash());
    }

    /** Null where the block was dropped meanwhile. */
    private byte @Nullable [] record(long number) {
        byte[] frame = recordAt(places.get(number));
        String fault = RecordFrame.fault(frame);
        if (fault == null && RecordFrame.number(frame) != number) {
            fault = "block " + RecordFrame.number(frame) + " is in its place";
        }
        if (fault != null) {
            if (number < first()) {
                return null;
            }
            throw new IllegalStateException(
                    ("chain record of block %d: %s. A start without %s reads the chain anew and"
                                    + " seals again what is behind it")
                            .formatted(number, fault, queue.folder().resolve(INDEX)));
        }
        return frame;
    }

    /** The document at the place; empty where there is none. */
    private byte[] recordAt(long place) {
        try {
            return place == RecordPlaces.ABSENT ? new byte[0] : library.read(place);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + Place.describe(place), e);
        }
    }
}
