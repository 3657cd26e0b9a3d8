package io.kaizen.journal.snapshot;

import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.snapshot.SnapshotProgress.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Checks a snapshot by itself: nothing is needed of a chain. Any thread, one at a time. */
public final class SnapshotVerifier {
    /** Beyond it the snapshot is bad enough. */
    private static final int FAULTS_MAX = 100;

    private SnapshotVerifier() {}

    /**
     * Reads every chunk: its hash, the order of its records, the counts, every code's hash, and the
     * state root, which has to be the header's, as the header's hash has to be the block's.
     *
     * @return what is wrong, with file and record; empty where nothing is
     * @throws IOException where a file that is there cannot be read
     */
    public static List<String> faults(Snapshot snapshot, SnapshotProgress progress)
            throws IOException {
        Manifest manifest = snapshot.manifest();
        ChunkFiles files = new ChunkFiles(snapshot.chunkFolder(), Disk.SYSTEM);
        SnapshotWalk walk =
                new SnapshotWalk(
                        manifest,
                        files,
                        bytes -> progress.at(Phase.VERIFY, bytes, manifest.counts().bytes()));
        List<String> faults = new ArrayList<>();
        try {
            RootSink root = new RootSink();
            walk.state(root);
            root.check(manifest.blockNumber(), manifest.stateRoot());
            walk.code((hash, code) -> {});
        } catch (SnapshotException damaged) {
            faults.add(damaged.getMessage());
            // What follows cannot be read in order any more, but chunk by chunk.
            rest("state", manifest.state(), walk.stateChunksRead(), files, faults);
            rest("code", manifest.code(), walk.codeChunksRead(), files, faults);
        }
        return faults;
    }

    private static void rest(
            String part, List<ChunkRef> refs, int from, ChunkFiles files, List<String> faults)
            throws IOException {
        for (int i = from; i < refs.size() && faults.size() < FAULTS_MAX; i++) {
            try {
                byte[] chunk = files.read(refs.get(i));
                if (chunk.length == 0) {
                    throw new SnapshotException("it is empty");
                }
            } catch (SnapshotException damaged) {
                faults.add(ChunkCursor.name(part, i, refs) + ": " + damaged.getMessage());
            }
        }
    }
}
