package io.kaizen.journal.snapshot;

import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.segment.WriterLock;
import io.kaizen.journal.store.MapStateStore;
import io.kaizen.journal.store.StateStore;
import io.kaizen.journal.store.StoreSizing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts a store at a snapshot's block in place of the one that a data folder has, while no node runs
 * on it. The new store is built beside and renamed: what fails leaves the old one.
 *
 * @param order the order queue's folder, {@code chain} the chain queue's, {@code state} the store's
 */
public record StateFolder(Path order, Path chain, Path state) {
    private static final String BUILDING = ".restoring";

    /** Whether a store that is further than the snapshot is given up. */
    public enum Newer {
        KEPT,
        REPLACED
    }

    /**
     * Restores the snapshot and checks it on the way.
     *
     * @param sizing of the store at least
     * @throws IllegalStateException where a node has the folder open, the snapshot is not of its
     *     chain, or its store is as far and is to be kept
     * @throws SnapshotException where the snapshot is damaged
     */
    public void restore(
            Snapshot snapshot,
            Newer newer,
            StoreSizing sizing,
            TrieWorkers workers,
            SnapshotProgress progress)
            throws IOException {
        if (!Files.isDirectory(chain) || !Files.isDirectory(order)) {
            throw new IllegalStateException(
                    ("no journal at %s and %s: a store is worth something only behind its chain;"
                                    + " copy both folders from the node first")
                            .formatted(order, chain));
        }
        try (WriterLock _ = WriterLock.of(order);
                WriterLock _ = WriterLock.of(chain)) {
            String mismatch = Snapshots.mismatch(snapshot.manifest(), ChainReader.open(chain));
            if (mismatch != null) {
                throw new IllegalStateException(mismatch);
            }
            long height = MapStateStore.heightIn(state);
            if (newer == Newer.KEPT && height >= snapshot.manifest().blockNumber()) {
                throw new IllegalStateException(
                        ("the store in %s is at block %d, the snapshot is of block %d; it is"
                                        + " replaced only with --force")
                                .formatted(state, height, snapshot.manifest().blockNumber()));
            }
            Path building = state.resolveSibling(state.getFileName() + BUILDING);
            delete(building);
            try {
                build(snapshot, building, sizing, workers, progress);
            } catch (SnapshotException damaged) {
                delete(building);
                throw damaged;
            }
            delete(state);
            Disk.SYSTEM.rename(building, state);
            Disk.SYSTEM.forceFolder(state.toAbsolutePath().getParent());
        }
    }

    private static void build(
            Snapshot snapshot,
            Path building,
            StoreSizing least,
            TrieWorkers workers,
            SnapshotProgress progress)
            throws IOException {
        Manifest.Counts counts = snapshot.manifest().counts();
        StoreSizing sizing =
                new StoreSizing(
                        Math.max(least.accounts(), counts.accounts()),
                        Math.max(least.slots(), counts.slots()),
                        Math.max(least.codes(), counts.codes()),
                        Math.max(least.nodes(), counts.accounts() + counts.slots()));
        try (StateStore store = MapStateStore.open(building, sizing, workers)) {
            SnapshotRestore.restore(snapshot, store, workers, progress);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
