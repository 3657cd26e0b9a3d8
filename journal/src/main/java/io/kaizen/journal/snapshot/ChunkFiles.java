package io.kaizen.journal.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Chunks on disk, each under the hash of what it holds. A file is one or none: it is written beside
 * and renamed. One thread.
 */
final class ChunkFiles {
    static final String ENDING = ".zst";
    static final String UNFINISHED = DiskFiles.UNFINISHED;
    private static final int LEVEL = 3;

    private final Path folder;
    private final Disk disk;
    private final MessageDigest sha256;

    /** Seen whole by this instance, which nothing writes beside. */
    private final Set<Hash> whole = new HashSet<>();

    private int written;

    ChunkFiles(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Chunks that this instance had to write. */
    int written() {
        return written;
    }

    Path file(Hash hash) {
        return folder.resolve(HexFormat.of().formatHex(hash.toArray()) + ENDING);
    }

    Hash hash(byte[] chunk, int length) {
        sha256.reset();
        sha256.update(chunk, 0, length);
        return Hash.of(sha256.digest());
    }

    /** Compressed bytes on disk; 0 where there is no file. */
    long size(Hash hash) throws IOException {
        try {
            return Files.size(file(hash));
        } catch (NoSuchFileException absent) {
            return 0;
        }
    }

    /** Makes sure that the chunk is there and whole; its name is durable after {@link #force}. */
    void put(ChunkRef ref, byte[] chunk) throws IOException {
        if (whole.contains(ref.hash()) || isWhole(ref)) {
            return;
        }
        Path file = file(ref.hash());
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        DiskFiles.write(unfinished, compress(chunk, ref.bytes()), disk);
        disk.rename(unfinished, file);
        whole.add(ref.hash());
        written++;
    }

    private boolean isWhole(ChunkRef ref) throws IOException {
        if (Files.notExists(file(ref.hash()))) {
            return false;
        }
        try {
            byte[] found = read(ref);
            return found.length == ref.bytes();
        } catch (SnapshotException damaged) {
            // It is written again.
            return false;
        }
    }

    void force() throws IOException {
        disk.forceFolder(folder);
    }

    /**
     * @throws SnapshotException where the file is missing or holds anything else
     */
    byte[] read(ChunkRef ref) throws IOException {
        byte[] chunk = decompress(ref);
        Hash found = hash(chunk, chunk.length);
        if (!found.equals(ref.hash())) {
            throw new SnapshotException("it holds another chunk, " + found);
        }
        whole.add(ref.hash());
        return chunk;
    }

    private byte[] decompress(ChunkRef ref) throws IOException {
        Path file = file(ref.hash());
        long size;
        byte[] compressed;
        try {
            size = Files.size(file);
            if (size > Zstd.compressBound(ref.bytes()) + Long.BYTES) {
                throw new SnapshotException(
                        "its file of %d bytes is too long for %d".formatted(size, ref.bytes()));
            }
            compressed = Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new SnapshotException("its file is missing: " + file, missing);
        }
        byte[] chunk = new byte[ref.bytes()];
        try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            int length =
                    context.decompressByteArray(
                            chunk, 0, chunk.length, compressed, 0, compressed.length);
            if (length != chunk.length) {
                throw new SnapshotException(
                        "it has %d bytes, the manifest says %d".formatted(length, chunk.length));
            }
        } catch (ZstdException damaged) {
            throw new SnapshotException(
                    "its file of %d bytes cannot be decompressed: %s"
                            .formatted(size, damaged.getMessage()),
                    damaged);
        }
        return chunk;
    }

    private static byte[] compress(byte[] chunk, int length) {
        byte[] compressed = new byte[(int) Zstd.compressBound(length)];
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(LEVEL);
            context.setChecksum(true);
            int size =
                    context.compressByteArray(compressed, 0, compressed.length, chunk, 0, length);
            return Arrays.copyOf(compressed, size);
        }
    }
}
