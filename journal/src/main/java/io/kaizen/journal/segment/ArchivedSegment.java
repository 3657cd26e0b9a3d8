package io.kaizen.journal.segment;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A segment in a file of compressed frames. Each frame holds whole documents, and is decompressed
 * when one of them is asked for; the last few stay in a {@link FrameCache}.
 */
final class ArchivedSegment implements Segment {
    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** More than any frame has: a document, and one that is not large before it. */
    private static final int FRAME_BYTES_MAX = 64 << 20;

    private final Path file;
    private final MemorySegment mapped;
    private final ArchiveHeader header;
    private final FrameCache frames;
    private final @Nullable ZstdDictDecompress dictionary;

    /** The frame that was read last: whoever walks asks for it again. */
    private volatile @Nullable ArchiveFrame last;

    private ArchivedSegment(
            Path file, MemorySegment mapped, ArchiveHeader header, FrameCache frames)
            throws IOException {
        this.file = file;
        this.mapped = mapped;
        this.header = header;
        this.frames = frames;
        byte[] trained = bytes(ArchiveHeader.BYTES, header.dictionaryBytes());
        if (ArchiveHeader.crc(trained, 0, trained.length) != header.dictionaryCrc()) {
            throw new ArchiveDamageException(file + ": crc32c mismatch in its dictionary");
        }
        this.dictionary = trained.length == 0 ? null : new ZstdDictDecompress(trained);
    }

    /**
     * Maps the file, and checks all of it but the frames.
     *
     * @throws ArchiveDamageException where it is no whole archive of the segment
     */
    static ArchivedSegment open(Path file, long number, FrameCache frames) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] head = new byte[ArchiveHeader.BYTES];
            ByteBuffer left = ByteBuffer.wrap(head);
            while (left.hasRemaining() && channel.read(left, left.position()) > 0) {
                // Until all of it is read, or the file ends.
            }
            ArchiveHeader header = header(file, head);
            long size = channel.size();
            if (header.segment() != number) {
                throw new ArchiveDamageException(file + ": it holds segment " + header.segment());
            }
            if (size != header.indexOffset() + header.indexBytes()) {
                throw new ArchiveDamageException(
                        "%s: it has %d bytes, its header says %d"
                                .formatted(file, size, header.indexOffset() + header.indexBytes()));
            }
            MemorySegment mapped =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
            ArchivedSegment archive = new ArchivedSegment(file, mapped, header, frames);
            archive.checkIndex();
            return archive;
        }
    }

    private static ArchiveHeader header(Path file, byte[] head) throws ArchiveDamageException {
        try {
            return ArchiveHeader.read(head);
        } catch (ArchiveDamageException damaged) {
            throw new ArchiveDamageException(file + ": " + damaged.getMessage(), damaged);
        }
    }

    private void checkIndex() throws ArchiveDamageException {
        byte[] index = bytes(header.indexOffset(), (int) header.indexBytes());
        if (ArchiveHeader.crc(index, 0, index.length) != header.indexCrc()) {
            throw new ArchiveDamageException(file + ": crc32c mismatch in its index");
        }
    }

    @Override
    public int header(long offset) throws IOException {
        if (!holds(offset, DocumentHeader.BYTES)) {
            return 0;
        }
        ArchiveFrame frame = frame(offset);
        return frame.has(offset, DocumentHeader.BYTES) ? frame.header(offset) : 0;
    }

    @Override
    public boolean holds(long offset, long length) {
        return offset + length <= header.size();
    }

    @Override
    public void copy(long offset, byte[] target, int at, int length) throws IOException {
        if (length == 0) {
            return;
        }
        ArchiveFrame frame = frame(offset);
        if (!frame.has(offset, length)) {
            throw new ArchiveDamageException(
                    "%s: no document of %d bytes at byte %d of the segment"
                            .formatted(file, length, offset));
        }
        frame.copy(offset, target, at, length);
    }

    @Override
    public long size() {
        return header.size();
    }

    int frameCount() {
        return header.frames();
    }

    /** Where the frame begins in the segment; for the count, where the segment ends. */
    long frameStart(int frame) {
        return mapped.get(WORD, header.indexOffset() + (long) frame * ArchiveHeader.ENTRY_BYTES);
    }

    private long fileStart(int frame) {
        return mapped.get(
                WORD, header.indexOffset() + (long) frame * ArchiveHeader.ENTRY_BYTES + Long.BYTES);
    }

    /**
     * The frame that has the byte.
     *
     * @throws ArchiveDamageException where it cannot be decompressed, or to anything else
     */
    private ArchiveFrame frame(long offset) throws IOException {
        ArchiveFrame known = last;
        if (known != null && known.has(offset, 1)) {
            return known;
        }
        int index = indexOf(offset);
        ArchiveFrame found = frames.get(header.segment(), index);
        if (found == null) {
            found = new ArchiveFrame(frameStart(index), decompress(index));
            frames.put(header.segment(), index, found);
        }
        last = found;
        return found;
    }

    /** The last frame that begins at or before the byte. */
    private int indexOf(long offset) {
        int low = 0;
        int high = header.frames() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (frameStart(middle) <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private byte[] decompress(int frame) throws IOException {
        long length = frameStart(frame + 1) - frameStart(frame);
        long from = fileStart(frame);
        long to = fileStart(frame + 1);
        if (length < 0 || length > FRAME_BYTES_MAX || from > to || to > mapped.byteSize()) {
            throw damaged(frame, "its entry in the index");
        }
        byte[] bytes = new byte[(int) length];
        try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            if (dictionary != null) {
                context.loadDict(dictionary);
            }
            int got =
                    context.decompressDirectByteBufferToByteArray(
                            bytes,
                            0,
                            bytes.length,
                            mapped.asSlice(from, to - from).asByteBuffer(),
                            0,
                            (int) (to - from));
            if (got != bytes.length) {
                throw damaged(frame, got + " bytes, want " + bytes.length);
            }
            return bytes;
        } catch (ZstdException broken) {
            throw new ArchiveDamageException(
                    damaged(frame, broken.getMessage()).getMessage(), broken);
        }
    }

    private ArchiveDamageException damaged(int frame, @Nullable String why) {
        return new ArchiveDamageException(
                "%s: frame %d of %d, bytes %d to %d of the segment: %s"
                        .formatted(
                                file,
                                frame + 1,
                                header.frames(),
                                frameStart(frame),
                                frameStart(frame + 1),
                                why));
    }

    private byte[] bytes(long offset, int length) throws ArchiveDamageException {
        if (length < 0 || offset < 0 || offset + length > mapped.byteSize()) {
            throw new ArchiveDamageException(file + ": its header points behind its end");
        }
        byte[] bytes = new byte[length];
        MemorySegment.copy(mapped, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        return bytes;
    }
}
