package io.kaizen.journal.segment;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the archive of one segment, which nobody appends to any more, and reads it back: what is
 * not byte for byte what the segment has never gets the archive's name. One thread.
 */
final class ArchiveWriter {
    /**
     * @param frameBytes a frame ends behind the document that reaches so far: what a reader of a
     *     single document decompresses
     * @param dictionaryBytes what all frames may refer to; 0 for none
     * @param level of zstd
     */
    record Shape(int frameBytes, int dictionaryBytes, int level) {
        static final Shape DEFAULT = new Shape(16 << 10, 64 << 10, 3);
    }

    private final Segment segment;
    private final long number;
    private final Shape shape;
    private final Disk disk;

    ArchiveWriter(Segment segment, long number, Shape shape, Disk disk) {
        this.segment = segment;
        this.number = number;
        this.shape = shape;
        this.disk = disk;
    }

    /**
     * Writes the archive to the file, forced; the name is not yet on the disk.
     *
     * @param unfinished replaced, if there is one
     * @throws IOException where the segment does not end behind a whole document
     */
    void write(Path unfinished) throws IOException {
        List<Long> starts = frameStarts();
        byte[] dictionary = dictionary(starts);
        try (FileChannel file =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            write(file, ByteBuffer.allocate(ArchiveHeader.BYTES));
            write(file, ByteBuffer.wrap(dictionary));
            byte[] index = writeFrames(file, starts, dictionary);
            int frames = starts.size() - 1;
            ArchiveHeader header =
                    new ArchiveHeader(
                            number,
                            starts.getLast(),
                            frames,
                            dictionary.length,
                            file.position(),
                            ArchiveHeader.crc(index, 0, index.length),
                            ArchiveHeader.crc(dictionary, 0, dictionary.length));
            write(file, ByteBuffer.wrap(index));
            file.position(0);
            write(file, header.bytes());
            disk.force(file, unfinished);
        }
        compare(ArchivedSegment.open(unfinished, number, new FrameCache(0)), starts);
    }

    /** Where frames begin, and at last where the segment ends. */
    private List<Long> frameStarts() throws IOException {
        List<Long> starts = new ArrayList<>(List.of(0L));
        long at = 0;
        int header = segment.header(at);
        while (DocumentHeader.isComplete(header)) {
            long next = DocumentHeader.after(at, DocumentHeader.length(header));
            if (!segment.holds(at, next - at)) {
                throw new IOException(
                        "segment %d ends inside the document at byte %d".formatted(number, at));
            }
            at = next;
            header = segment.header(at);
            if (at - starts.getLast() >= shape.frameBytes()) {
                starts.add(at);
            }
        }
        if (header != 0) {
            throw new IOException(
                    "segment %d has a document at byte %d that is not whole".formatted(number, at));
        }
        if (starts.getLast() != at) {
            starts.add(at);
        }
        return starts;
    }

    private byte[] dictionary(List<Long> starts) throws IOException {
        DictionarySamples samples = new DictionarySamples(shape.dictionaryBytes());
        for (int frame : samples.choose(starts.size() - 1)) {
            samples.add(bytes(starts, frame));
        }
        return samples.train();
    }

    private byte[] writeFrames(FileChannel file, List<Long> starts, byte[] dictionary)
            throws IOException {
        ByteBuffer index =
                ByteBuffer.allocate(starts.size() * ArchiveHeader.ENTRY_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        try (ZstdDictCompress trained = new ZstdDictCompress(dictionary, shape.level());
                ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(shape.level());
            context.setChecksum(true);
            if (dictionary.length > 0) {
                context.loadDict(trained);
            }
            for (int frame = 0; frame + 1 < starts.size(); frame++) {
                index.putLong(starts.get(frame)).putLong(file.position());
                byte[] bytes = bytes(starts, frame);
                byte[] compressed = new byte[(int) Zstd.compressBound(bytes.length)];
                int length =
                        context.compressByteArray(
                                compressed, 0, compressed.length, bytes, 0, bytes.length);
                write(file, ByteBuffer.wrap(compressed, 0, length));
            }
        }
        return index.putLong(starts.getLast()).putLong(file.position()).array();
    }

    private void compare(ArchivedSegment archive, List<Long> starts) throws IOException {
        for (int frame = 0; frame + 1 < starts.size(); frame++) {
            byte[] want = bytes(starts, frame);
            byte[] have = new byte[want.length];
            archive.copy(starts.get(frame), have, 0, have.length);
            if (!Arrays.equals(want, have)) {
                throw new ArchiveDamageException(
                        "segment %d: frame %d was not archived as it is"
                                .formatted(number, frame + 1));
            }
        }
    }

    private byte[] bytes(List<Long> starts, int frame) throws IOException {
        byte[] bytes = new byte[(int) (starts.get(frame + 1) - starts.get(frame))];
        segment.copy(starts.get(frame), bytes, 0, bytes.length);
        return bytes;
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }
}
