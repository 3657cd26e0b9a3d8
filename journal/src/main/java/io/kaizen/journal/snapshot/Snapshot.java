package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A snapshot on disk, of which the manifest was read and the chunks were not.
 *
 * @param id SHA-256 of the manifest's bytes
 * @param file the manifest's
 */
public record Snapshot(Hash id, Path file, Manifest manifest) {
    static final String ENDING = ".json";
    static final String CHUNKS = "chunks";
    private static final int NAME_ID_BYTES = 8;

    static Hash id(byte[] encoded) {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The name of a manifest's file: its block and the beginning of its id. */
    static String name(Manifest manifest, Hash id) {
        String start = HexFormat.of().formatHex(id.toArray(), 0, NAME_ID_BYTES);
        return "%012d-%s%s".formatted(manifest.blockNumber(), start, ENDING);
    }

    /**
     * Reads a manifest.
     *
     * @throws SnapshotException where there is none, or not the one that the file's name says
     */
    public static Snapshot read(Path file) throws IOException {
        Snapshot snapshot = readAnyName(file);
        String name = name(snapshot.manifest(), snapshot.id());
        if (!file.getFileName().toString().equals(name)) {
            throw new SnapshotException(
                    "%s: by its contents the manifest's name is %s".formatted(file, name));
        }
        return snapshot;
    }

    static Snapshot readAnyName(Path file) throws IOException {
        try {
            long size = Files.size(file);
            if (size > ManifestCodec.BYTES_MAX) {
                throw new SnapshotException("a manifest of " + size + " bytes");
            }
            byte[] encoded = Files.readAllBytes(file);
            return new Snapshot(id(encoded), file, ManifestCodec.decode(encoded));
        } catch (NoSuchFileException missing) {
            throw new SnapshotException("no manifest " + file, missing);
        } catch (SnapshotException damaged) {
            throw new SnapshotException(file + ": " + damaged.getMessage(), damaged);
        }
    }

    /** The folder with its chunks. */
    Path chunkFolder() {
        return file.resolveSibling(CHUNKS);
    }

    /** The bytes that its chunks take on disk. */
    public long bytesOnDisk() throws IOException {
        ChunkFiles files = new ChunkFiles(chunkFolder(), Disk.SYSTEM);
        Set<Hash> hashes = manifest.chunks().map(ChunkRef::hash).collect(Collectors.toSet());
        long bytes = 0;
        for (Hash hash : hashes) {
            bytes += files.size(hash);
        }
        return bytes;
    }
}
