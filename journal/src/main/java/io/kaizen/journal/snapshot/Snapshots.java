package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.StateSource;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.DiskFiles;
import io.kaizen.journal.segment.WriterLock;
import io.kaizen.journal.store.StateStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of snapshots, which share their chunks. One process at a time makes and prunes, under a
 * lock; any other reads. One thread.
 */
public final class Snapshots implements StateSource {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** A state that a making has come to and goes on from; named as no snapshot is. */
    private static final String UNFINISHED = "unfinished" + Snapshot.ENDING;

    private static final String NAME = "\\d{12,}-[0-9a-f]{16}\\" + Snapshot.ENDING;

    private final Path folder;
    private final Disk disk;
    private final SnapshotMaker.Limits limits;

    private Snapshots(Path folder, Disk disk, SnapshotMaker.Limits limits) {
        this.folder = folder;
        this.disk = disk;
        this.limits = limits;
    }

    /** A folder, which need not exist. */
    public static Snapshots in(Path folder) {
        return in(folder, Disk.SYSTEM, SnapshotMaker.Limits.DEFAULT);
    }

    static Snapshots in(Path folder, Disk disk, SnapshotMaker.Limits limits) {
        return new Snapshots(folder, disk, limits);
    }

    /**
     * @param snapshots whose manifests are in order, the newest block first
     * @param faults of other manifests
     */
    public record Listing(List<Snapshot> snapshots, List<String> faults) {
        public Listing {
            snapshots = List.copyOf(snapshots);
            faults = List.copyOf(faults);
        }
    }

    /** What there is. Chunks are not looked at. */
    public Listing list() throws IOException {
        List<Snapshot> found = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    if (!file.getFileName().toString().matches(NAME)) {
                        continue;
                    }
                    try {
                        found.add(Snapshot.read(file));
                    } catch (SnapshotException damaged) {
                        faults.add(damaged.getMessage());
                    }
                }
            }
        }
        found.sort(
                Comparator.comparingLong((Snapshot s) -> s.manifest().blockNumber())
                        .reversed()
                        .thenComparing(Snapshot::id));
        return new Listing(found, faults);
    }

    /**
     * Those of the chain that the source has: its genesis and its block of that number.
     *
     * @param heightMax no block above
     * @return the newest first
     */
    public List<Snapshot> of(BlockSource chain, long heightMax) throws IOException {
        List<Snapshot> found = new ArrayList<>();
        for (Snapshot snapshot : list().snapshots()) {
            long number = snapshot.manifest().blockNumber();
            if (number <= heightMax && mismatch(snapshot.manifest(), chain) == null) {
                found.add(snapshot);
            }
        }
        return found;
    }

    /** Restores the newest of the chain that is whole. */
    @Override
    public void fill(BlockSource chain, StateStore store, TrieWorkers workers) {
        List<Snapshot> candidates;
        try {
            candidates = of(chain, chain.height());
        } catch (IOException failed) {
            LOG.warn("no snapshot can be read in {}: {}", folder, failed.toString());
            return;
        }
        for (Snapshot snapshot : candidates) {
            try {
                SnapshotRestore.restore(snapshot, store, workers, new RestoreLog(snapshot));
                LOG.info("state store: restored from {}", snapshot.file());
                return;
            } catch (IOException damaged) {
                LOG.warn("{} is passed over: {}", snapshot.file(), damaged.getMessage());
            }
        }
    }

    /**
     * The lowest block behind which a chain that has blocks from the first on can be executed: the
     * next one may ask for hashes of blocks before it.
     */
    public static long lowestStart(long first) {
        return first == 0 ? 0 : first + BlockHashes.REACH;
    }

    /** Why the manifest is not of this chain; null where it is. */
    public static @Nullable String mismatch(Manifest manifest, BlockSource chain) {
        if (!manifest.chain().equals(chain.identity())) {
            return "the snapshot is of the chain with genesis %s and order anchor %s"
                    .formatted(manifest.chain().genesis(), manifest.chain().orderAnchor());
        }
        long number = manifest.blockNumber();
        Hash hash = chain.hash(number);
        if (hash == null) {
            return "the snapshot is of block %d, the chain has blocks %d to %d"
                    .formatted(number, chain.first(), chain.height());
        }
        return hash.equals(manifest.blockHash())
                ? null
                : "the snapshot is of block %d with hash %s, the chain's has %s"
                        .formatted(number, manifest.blockHash(), hash);
    }

    /**
     * @param name a block number, or the beginning of an id of eight digits at least
     * @throws SnapshotException where there is none, or more than one
     */
    public Snapshot find(String name) throws IOException {
        String wanted = name.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
        Listing all = list();
        List<Snapshot> found =
                all.snapshots().stream()
                        .filter(snapshot ->
                                name.equals(Long.toString(snapshot.manifest().blockNumber()))
                                        || (wanted.length() >= 8
                                                && HexFormat.of()
                                                        .formatHex(snapshot.id().toArray())
                                                        .startsWith(wanted)))
                        .toList();
        if (found.size() != 1) {
            throw new SnapshotException(
                    "%s snapshot %s in %s, which has %s"
                            .formatted(
                                    found.isEmpty() ? "no" : "more than one",
                                    name,
                                    folder,
                                    all.snapshots().isEmpty()
                                            ? "none"
                                            : all.snapshots().stream()
                                                    .map(s -> s.file().getFileName().toString())
                                                    .toList()));
        }
        return found.getFirst();
    }

    /**
     * Makes the snapshot of a block, from the best one that there is before it; writes only chunks
     * that are not there yet. Where it is cut off, the next making goes on from what it has.
     *
     * @throws IllegalArgumentException where the chain has no such block
     * @throws IllegalStateException where another process makes one
     * @throws SnapshotException where the effects do not lead to the block's root
     */
    public Snapshot make(BlockSource chain, long number, SnapshotProgress progress)
            throws IOException {
        if (number < chain.first() || number > chain.height()) {
            throw new IllegalArgumentException(
                    "no block %d: the chain has blocks %d to %d"
                            .formatted(number, chain.first(), chain.height()));
        }
        Path chunks = Files.createDirectories(folder.resolve(Snapshot.CHUNKS));
        try (WriterLock _ = lock()) {
            disk.forceFolder(folder);
            List<Snapshot> bases = new ArrayList<>(of(chain, number));
            Snapshot unfinished = unfinished();
            if (unfinished != null
                    && unfinished.manifest().blockNumber() <= number
                    && mismatch(unfinished.manifest(), chain) == null) {
                bases.add(unfinished);
            }
            bases.sort(
                    Comparator.comparingLong((Snapshot s) -> s.manifest().blockNumber())
                            .reversed());
            ChunkFiles files = new ChunkFiles(chunks, disk);
            Manifest manifest =
                    new SnapshotMaker(chain, this, files, limits, progress).make(number, bases);
            // Its chunks have their names on the disk by now.
            byte[] encoded = ManifestCodec.encode(manifest);
            Hash id = Snapshot.id(encoded);
            Path file = folder.resolve(Snapshot.name(manifest, id));
            DiskFiles.replace(file, encoded, disk);
            disk.delete(folder.resolve(UNFINISHED));
            LOG.info(
                    "snapshot of block {}: {} chunks, {} of them written",
                    number,
                    manifest.chunks().count(),
                    files.written());
            sweep();
            return new Snapshot(id, file, manifest);
        }
    }

    /**
     * Deletes all but the newest snapshots, and every chunk that no manifest names.
     *
     * @return how many snapshots were deleted
     * @throws IllegalStateException where another process makes one
     */
    public int prune(int keepLast) throws IOException {
        if (keepLast < 1) {
            throw new IllegalArgumentException("keep " + keepLast + ": at least one");
        }
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (WriterLock _ = lock()) {
            List<Snapshot> all = list().snapshots();
            return delete(all.subList(Math.min(keepLast, all.size()), all.size()));
        }
    }

    /**
     * Deletes the snapshots of blocks before this one, and every chunk that no manifest names.
     *
     * @return how many snapshots were deleted
     * @throws IllegalStateException where another process makes one
     */
    public int dropBelow(long number) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (WriterLock _ = lock()) {
            return delete(
                    list().snapshots().stream()
                            .filter(snapshot -> snapshot.manifest().blockNumber() < number)
                            .toList());
        }
    }

    private int delete(List<Snapshot> old) throws IOException {
        for (Snapshot snapshot : old) {
            disk.delete(snapshot.file());
        }
        // No chunk goes before the manifests that name it are gone for good.
        disk.forceFolder(folder);
        sweep();
        return old.size();
    }

    /** A state on the way to a snapshot, for a making that goes on after this one is cut off. */
    void keepUnfinished(Manifest manifest) throws IOException {
        DiskFiles.replace(folder.resolve(UNFINISHED), ManifestCodec.encode(manifest), disk);
    }

    private @Nullable Snapshot unfinished() throws IOException {
        Path file = folder.resolve(UNFINISHED);
        if (Files.notExists(file)) {
            return null;
        }
        try {
            return Snapshot.readAnyName(file);
        } catch (SnapshotException damaged) {
            LOG.warn("passed over: {}", damaged.getMessage());
            return null;
        }
    }

    /** Deletes what nobody names and what was never finished. */
    private void sweep() throws IOException {
        Listing all = list();
        if (!all.faults().isEmpty()) {
            LOG.warn("no chunk is deleted while a manifest cannot be read: {}", all.faults());
            return;
        }
        Set<String> named = new HashSet<>();
        List<Snapshot> owners = new ArrayList<>(all.snapshots());
        Snapshot unfinished = unfinished();
        if (unfinished != null) {
            owners.add(unfinished);
        }
        Path chunks = folder.resolve(Snapshot.CHUNKS);
        ChunkFiles files = new ChunkFiles(chunks, disk);
        for (Snapshot snapshot : owners) {
            snapshot.manifest()
                    .chunks()
                    .forEach(ref -> named.add(files.file(ref.hash()).getFileName().toString()));
        }
        deleteUnless(chunks, name -> named.contains(name) || !isOurs(name));
        deleteUnless(folder, name -> !name.endsWith(ChunkFiles.UNFINISHED));
    }

    private static boolean isOurs(String chunk) {
        return chunk.endsWith(ChunkFiles.ENDING) || chunk.endsWith(ChunkFiles.UNFINISHED);
    }

    private void deleteUnless(Path in, Predicate<String> kept) throws IOException {
        if (!Files.isDirectory(in)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(in)) {
            for (Path file : files) {
                if (!kept.test(file.getFileName().toString())) {
                    disk.delete(file);
                }
            }
        }
        disk.forceFolder(in);
    }

    private WriterLock lock() throws IOException {
        try {
            return WriterLock.of(folder);
        } catch (IllegalStateException held) {
            throw new IllegalStateException("another snapshot is being made in " + folder, held);
        }
    }
}
