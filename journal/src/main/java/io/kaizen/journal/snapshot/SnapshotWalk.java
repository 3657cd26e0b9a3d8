package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Reads all of a snapshot in order and checks everything but the root. Holds a hash for each
 * distinct code. One thread, one use.
 */
final class SnapshotWalk {
    /** Takes codes, ascending by hash. */
    interface CodeSink {
        void code(Hash hash, Bytes code) throws IOException;
    }

    private final Manifest manifest;
    private final StateCursor state;
    private final CodeCursor code;
    private final Set<Hash> needed = new HashSet<>();
    private long bytes;
    private long accounts;
    private long slots;
    private long codes;

    /**
     * @param bytesDone told how many bytes of the chunks were read
     */
    SnapshotWalk(Manifest manifest, ChunkFiles files, LongConsumer bytesDone) {
        this.manifest = manifest;
        LongConsumer read =
                length -> {
                    bytes += length;
                    bytesDone.accept(bytes);
                };
        this.state = new StateCursor(manifest.state(), files, read);
        this.code = new CodeCursor(manifest.code(), files, read);
    }

    /**
     * @throws SnapshotException at the first thing that is wrong
     */
    void state(StateSink sink) throws IOException {
        while (state.nextAccount()) {
            accounts++;
            if (state.account().hasCode()) {
                needed.add(state.account().codeHash());
            }
            sink.account(state.owner(), state.address(), state.account());
            while (state.nextSlot()) {
                slots++;
                sink.slot(state.slotKey(), state.slot(), state.value());
            }
        }
    }

    /**
     * After {@link #state}.
     *
     * @throws SnapshotException at the first thing that is wrong
     */
    void code(CodeSink sink) throws IOException {
        while (code.next()) {
            if (!needed.remove(code.hash())) {
                throw new SnapshotException("code " + code.hash() + " is no account's");
            }
            codes++;
            sink.code(code.hash(), code.code());
        }
        if (!needed.isEmpty()) {
            throw new SnapshotException(
                    "%d codes are missing, %s among them"
                            .formatted(needed.size(), needed.iterator().next()));
        }
        Manifest.Counts found = new Manifest.Counts(accounts, slots, codes, bytes);
        if (!found.equals(manifest.counts())) {
            throw new SnapshotException(
                    "it has %s, its manifest says %s".formatted(found, manifest.counts()));
        }
    }

    int stateChunksRead() {
        return state.chunksRead();
    }

    int codeChunksRead() {
        return code.chunksRead();
    }
}
