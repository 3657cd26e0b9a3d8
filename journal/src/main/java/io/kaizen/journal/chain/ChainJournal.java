package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.QueueFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * The chain queue: one record for each sealed block, see {@link RecordFrame} and {@link
 * BlockRecordCodec}. Appended by the sealer; read by any thread through a bounded pool of tailers
 * and caches of the last blocks ({@link RecentBlocks}) and of older ones that were asked for.
 *
 * <p>All of it follows from the order queue. A record that is torn, or does not continue the chain
 * of parent hashes, is passed over at opening and counted; the blocks it held are sealed again.
 */
public final class ChainJournal implements BlockLog {
    private static final int TAILERS_MAX = 8;

    private final QueueFiles files;
    private final ChronicleQueue queue;

    private final ExcerptAppender appender;
    private final BlockIndex index = new BlockIndex();
    private final RecentBlocks recent = new RecentBlocks();

    /** Older blocks that were asked for. */
    private final BlockCache asked = new BlockCache();

    private final BlockingQueue<ExcerptTailer> tailers = new ArrayBlockingQueue<>(TAILERS_MAX);
    private final RlpWriter record = new RlpWriter(1 << 16);
    private int passedDocuments;

    /** Chronicle's index of each block's record; grown by copying, published by {@link #height}. */
    private volatile long[] places = new long[1024];

    private volatile long height = EMPTY;

    private ChainJournal(QueueFiles files) {
        this.files = files;
        this.queue = files.queue();
        this.appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    /**
     * Opens or creates the queue and rebuilds its indexes by reading it through.
     *
     * @throws IllegalStateException where another writer has the folder open
     */
    public static ChainJournal open(Path folder) {
        QueueFiles files = QueueFiles.openForAppend(folder);
        try {
            ChainJournal journal = new ChainJournal(files);
            journal.scan();
            return journal;
        } catch (RuntimeException e) {
            files.close();
            throw e;
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
        SealedBlock block = recent.get(number);
        if (block == null) {
            block = asked.get(number);
        }
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
            files.force(places[(int) height]);
        } catch (IOException e) {
            throw new UncheckedIOException("sync of " + files.folder() + " failed", e);
        }
    }

    @Override
    public void close() {
        sync();
        for (ExcerptTailer tailer : tailers) {
            tailer.close();
        }
        appender.close();
        files.close();
    }

    private void scan() {
        try (ExcerptTailer tailer = queue.createTailer()) {
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
        int number = Math.toIntExact(block.number());
        long[] current = places;
        if (number >= current.length) {
            current = Arrays.copyOf(current, current.length * 2);
        }
        current[number] = place;
        places = current;
        index.add(block);
        recent.add(block);
        // Publishes the place, the index entries and the cached block.
        height = block.number();
    }

    private byte[] record(long number) {
        ExcerptTailer tailer = tailers.poll();
        if (tailer == null) {
            tailer = queue.createTailer();
            tailer.singleThreadedCheckDisabled(true);
        }
        byte[] frame = new byte[0];
        if (tailer.moveToIndex(places[(int) number])) {
            try (DocumentContext document = tailer.readingDocument()) {
                frame = copy(document);
            }
        }
        if (!tailers.offer(tailer)) {
            tailer.close();
        }
        String fault = RecordFrame.fault(frame);
        if (fault != null || RecordFrame.number(frame) != number) {
            throw new IllegalStateException("chain record of block " + number + ": " + fault);
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
