package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.QueueFiles;
import io.kaizen.journal.index.BlockRange;
import io.kaizen.journal.index.RecordPlaces;
import io.kaizen.journal.index.RunIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain queue: one record for each sealed block, see {@link RecordFrame} and {@link
 * BlockRecordCodec}. Appended by the sealer; read by any thread through a bounded pool of tailers
 * and a cache of those that were asked for.
 *
 * <p>Its indexes lie beside it on disk and are forced before they are relied on; what they do not
 * cover yet is read at opening.
 *
 * <p>All of it follows from the order queue. Behind what the indexes cover, a record that is torn,
 * or does not continue the chain of parent hashes, is passed over at opening and counted; the
 * blocks it held are sealed again. Damage below is found by whoever reads the record, and named.
 */
public final class ChainJournal implements BlockLog {
    private static final Logger LOG = LoggerFactory.getLogger(ChainJournal.class);
    private static final int TAILERS_MAX = 8;

    /** The indexes, in the queue's own folder: without the queue they are worth nothing. */
    private static final String INDEX = "index";

    private static final String PLACES = "places";

    private final QueueFiles files;
    private final ChronicleQueue queue;

    private final ExcerptAppender appender;
    private final RecordPlaces places;
    private final RunIndex hashes;
    private final BlockIndex index;

    /**
     * Blocks that were asked for. What was just appended is not put here: nearly every block is
     * never asked for, and at thousands of transactions a second a collector that has to copy each
     * does little else.
     */
    private final BlockCache asked = new BlockCache();

    private final BlockingQueue<ExcerptTailer> tailers = new ArrayBlockingQueue<>(TAILERS_MAX);
    private final RlpWriter record = new RlpWriter(1 << 16);
    private int passedDocuments;

    private volatile long height = EMPTY;

    private ChainJournal(QueueFiles files, RecordPlaces places, RunIndex hashes) {
        this.files = files;
        this.places = places;
        this.hashes = hashes;
        this.index = new BlockIndex(hashes);
        this.queue = files.queue();
        this.appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    /**
     * Opens or creates the queue, and reads what is not in the indexes on disk yet.
     *
     * @throws IllegalStateException where another writer has the folder open
     */
    public static ChainJournal open(Path folder) {
        return open(folder, RunIndex.Sizes.DEFAULT);
    }

    static ChainJournal open(Path folder, RunIndex.Sizes sizes) {
        ArrayDeque<Runnable> opened = new ArrayDeque<>();
        try {
            QueueFiles files = QueueFiles.openForAppend(folder);
            opened.push(files::close);
            Path beside = Files.createDirectories(folder.resolve(INDEX));
            RecordPlaces places = RecordPlaces.open(beside.resolve(PLACES));
            opened.push(places::close);
            RunIndex hashes = RunIndex.open(beside, sizes, () -> force(files, places));
            opened.push(hashes::close);
            ChainJournal journal = new ChainJournal(files, places, hashes);
            journal.resume();
            journal.scan();
            return journal;
        } catch (IOException e) {
            opened.forEach(Runnable::run);
            throw new UncheckedIOException("cannot open the index of " + folder, e);
        } catch (RuntimeException e) {
            opened.forEach(Runnable::run);
            throw e;
        }
    }

    /** What a run of the index points at, before the run. */
    private static void force(QueueFiles files, RecordPlaces places) throws IOException {
        files.forceAll();
        places.force();
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
        try (DocumentContext document = appender.writingDocument()) {
            boolean whole = false;
            try {
                files.bytes(document).write(record.array(), record.start(), record.mark());
                whole = true;
            } finally {
                if (!whole) {
                    document.rollbackOnClose();
                }
            }
        }
        add(block, appender.lastIndexAppended());
    }

    @Override
    public @Nullable SealedBlock block(long number) {
        if (number < 0 || number > height) {
            return null;
        }
        SealedBlock block = asked.get(number);
        if (block == null) {
            byte[] frame = record(number);
            block =
                    BlockRecordCodec.decodeBlock(
                            frame, RecordFrame.PAYLOAD, frame.length - RecordFrame.PAYLOAD);
            asked.add(block);
        }
        return block;
    }

    @Override
    public @Nullable Effects effects(long number) {
        if (number < 0 || number > height) {
            return null;
        }
        byte[] frame = record(number);
        return BlockRecordCodec.decodeEffects(
                frame, RecordFrame.PAYLOAD, frame.length - RecordFrame.PAYLOAD);
    }

    @Override
    public @Nullable Long number(Hash blockHash) {
        return index.number(blockHash);
    }

    @Override
    public @Nullable TransactionLocation transaction(Hash hash) {
        return index.transaction(hash);
    }

    @Override
    public void sync() {
        if (height == EMPTY) {
            return;
        }
        try {
            files.force(places.get(height));
        } catch (IOException e) {
            throw new UncheckedIOException("sync of " + files.folder() + " failed", e);
        }
    }

    @Override
    public void close() {
        hashes.close();
        try (files;
                appender;
                places) {
            sync();
            for (ExcerptTailer tailer : tailers) {
                tailer.close();
            }
        }
    }

    /** Begins behind the blocks that the index on disk covers, if they are this queue's. */
    private void resume() throws IOException {
        BlockRange covered = hashes.covered();
        if (covered == null) {
            return;
        }
        SealedBlock last = blockOrNull(recordAt(places.get(covered.last())));
        if (last == null
                || last.number() != covered.last()
                || !last.hash().equals(covered.lastHash())) {
            LOG.warn("index of {}: made again, it belongs to another chain", files.folder());
            hashes.discard();
            return;
        }
        index.resume(last.number(), last.hash());
        height = last.number();
    }

    private void scan() {
        try (ExcerptTailer tailer = queue.createTailer()) {
            if (height != EMPTY && tailer.moveToIndex(places.get(height))) {
                // What is behind the last block that the indexes on disk cover.
                tailer.readingDocument().close();
            }
            while (true) {
                long place;
                byte[] frame;
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        return;
                    }
                    place = document.index();
                    frame = copy(document);
                }
                SealedBlock block = blockOrNull(frame);
                if (block != null && index.follows(block)) {
                    add(block, place);
                } else {
                    passedDocuments++;
                }
            }
        }
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

    private byte[] record(long number) {
        byte[] frame = recordAt(places.get(number));
        String fault = RecordFrame.fault(frame);
        if (fault != null || RecordFrame.number(frame) != number) {
            throw new IllegalStateException(
                    ("chain record of block %d: %s. A start without %s reads the chain anew and"
                                    + " seals again what is behind it")
                            .formatted(number, fault, files.folder().resolve(INDEX)));
        }
        return frame;
    }

    /** The document at Chronicle's index; empty where there is none. */
    private byte[] recordAt(long place) {
        ExcerptTailer tailer = tailers.poll();
        if (tailer == null) {
            tailer = queue.createTailer();
            tailer.singleThreadedCheckDisabled(true);
        }
        byte[] frame = new byte[0];
        if (place != RecordPlaces.ABSENT && tailer.moveToIndex(place)) {
            try (DocumentContext document = tailer.readingDocument()) {
                frame = copy(document);
            }
        }
        if (!tailers.offer(tailer)) {
            tailer.close();
        }
        return frame;
    }

    private static byte[] copy(DocumentContext document) {
        if (!document.isPresent() || document.wire() == null) {
            return new byte[0];
        }
        Bytes<?> source = document.wire().bytes();
        long length = source.readRemaining();
        if (length > RecordFrame.RECORD_BYTES_MAX) {
            return new byte[0];
        }
        byte[] frame = new byte[(int) length];
        source.read(frame);
        return frame;
    }
}
