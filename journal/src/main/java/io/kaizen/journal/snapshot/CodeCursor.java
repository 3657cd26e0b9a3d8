package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/** Codes out of chunks, ascending by their hash, each checked where it is read. One thread. */
final class CodeCursor {
    private final ChunkCursor chunks;
    private Hash hash = Hash.ZERO;
    private Bytes code = Bytes.EMPTY;

    CodeCursor(List<ChunkRef> refs, ChunkFiles files, LongConsumer bytesRead) {
        this.chunks = new ChunkCursor("code", refs, files, bytesRead);
    }

    /**
     * @return false at the end
     * @throws SnapshotException with the chunk and the record that is wrong
     */
    boolean next() throws IOException {
        if (!chunks.next()) {
            return false;
        }
        byte kind = chunks.kind();
        int at = chunks.take(Records.CODE_HEADER_BYTES);
        int length = BigEndian.getInt(chunks.bytes(), at + 1);
        if (kind != Records.CODE || length < 1 || length > chunks.left()) {
            throw chunks.fault("no code: kind %d, length %d".formatted(kind, length));
        }
        code = Bytes.copyOf(chunks.bytes(), at + Records.CODE_HEADER_BYTES, length);
        chunks.skip(length);
        Hash found = Hash.keccak(code);
        if (found.compareTo(hash) <= 0) {
            throw chunks.fault("code %s is not behind code %s".formatted(found, hash));
        }
        hash = found;
        chunks.checkFirstKey(hash.bytes());
        return true;
    }

    Hash hash() {
        return hash;
    }

    Bytes code() {
        return code;
    }

    int chunksRead() {
        return chunks.chunksRead();
    }
}
