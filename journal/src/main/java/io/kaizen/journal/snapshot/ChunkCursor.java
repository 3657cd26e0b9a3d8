package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Bytes;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/** Walks through the records of chunks, without knowing what they mean. One thread. */
final class ChunkCursor {
    private final String part;
    private final List<ChunkRef> refs;
    private final ChunkFiles files;
    private final LongConsumer bytesRead;
    private byte[] chunk = new byte[0];
    private int index = -1;
    private int at;
    private int record;

    /**
     * @param part state or code, for messages
     * @param bytesRead told the size of each chunk as it is read
     */
    ChunkCursor(String part, List<ChunkRef> refs, ChunkFiles files, LongConsumer bytesRead) {
        this.part = part;
        this.refs = refs;
        this.files = files;
        this.bytesRead = bytesRead;
    }

    /** Whether the next record is in the chunk of the last one. */
    boolean isInside() {
        return at < chunk.length;
    }

    /** Whether there is a record; it has not been taken then. */
    boolean next() throws IOException {
        if (isInside()) {
            return true;
        }
        if (index >= 0 && index < refs.size() && record != refs.get(index).records()) {
            throw fault(
                    "it has %d records, the manifest says %d"
                            .formatted(record, refs.get(index).records()));
        }
        if (index + 1 >= refs.size()) {
            return false;
        }
        index++;
        at = 0;
        record = 0;
        try {
            chunk = files.read(refs.get(index));
        } catch (SnapshotException damaged) {
            chunk = new byte[0];
            throw new SnapshotException(
                    name(part, index, refs) + ": " + damaged.getMessage(), damaged);
        }
        bytesRead.accept(chunk.length);
        return true;
    }

    byte kind() {
        return chunk[at];
    }

    byte[] bytes() {
        return chunk;
    }

    /** The offset of the record, which is so long; the next one is behind it. */
    int take(int length) throws SnapshotException {
        int from = at;
        if (chunk.length - from < length) {
            throw fault("it ends after %d of %d bytes".formatted(chunk.length - from, length));
        }
        at += length;
        record++;
        return from;
    }

    /** Goes on behind more bytes of the record taken last, which are there. */
    void skip(int length) {
        at += length;
    }

    /** The bytes that are left in the chunk. */
    int left() {
        return chunk.length - at;
    }

    /**
     * @param key of the record taken last
     */
    void checkFirstKey(Bytes key) throws SnapshotException {
        boolean isFirst = record == (key.size() == 64 ? 2 : 1);
        if (isFirst && !key.equals(refs.get(index).firstKey())) {
            throw fault(
                    "its first key is %s, the manifest says %s"
                            .formatted(key, refs.get(index).firstKey()));
        }
    }

    /** About the record taken last. */
    SnapshotException fault(String what) {
        return new SnapshotException(
                "%s, record %d of %d: %s"
                        .formatted(
                                name(part, index, refs), record, refs.get(index).records(), what));
    }

    static String name(String part, int index, List<ChunkRef> refs) {
        return "%s chunk %d of %d (%s)"
                .formatted(
                        part,
                        index + 1,
                        refs.size(),
                        HexFormat.of().formatHex(refs.get(index).hash().toArray(), 0, 8));
    }

    /** How many chunks were read, or found to be damaged. */
    int chunksRead() {
        return index + 1;
    }
}
