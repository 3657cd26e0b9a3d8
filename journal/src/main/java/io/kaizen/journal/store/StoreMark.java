package io.kaizen.journal.store;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What two small files say of the maps beside them. One of the two is there, but for a moment of
 * opening and closing; where both are, {@code clean} holds: nothing was written since.
 *
 * <pre>
 *   clean   height 8 | version 4                                closed in order, all on the disk
 *   open    magic 8 | version 4 | 0 4 | boot id 16 | height 8   in use, or left so; big-endian
 * </pre>
 *
 * <p>{@code open} is mapped, and its height follows the last block that was applied as a whole. A
 * process that is killed leaves it and the maps as they were in the page cache, so the height is
 * right as long as the same system runs: the boot id says so. One thread.
 */
final class StoreMark implements AutoCloseable {
    /** How far the maps can be believed. */
    enum Trust {
        /** They hold the state at the height. */
        WHOLE,
        /** They hold it but for the block behind it, of which some may be written. */
        SUSPECT,
        /** They may hold anything. */
        NONE
    }

    static final String CLEAN = "clean";
    static final String OPEN = "open";

    private static final Logger LOG = LoggerFactory.getLogger(StoreMark.class);
    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final String UNFINISHED = ".tmp";
    private static final int CLEAN_BYTES = Long.BYTES + Integer.BYTES;
    private static final long MAGIC = 0x6b7a73746f726531L;
    private static final int VERSION_AT = 8;
    private static final int BOOT = 16;
    private static final int HEIGHT = 32;
    private static final int OPEN_BYTES = 40;

    private final Path folder;
    private final Disk disk;
    private final int version;
    private final UUID boot;
    private Trust trust;
    private long height;
    private @Nullable ByteBuffer open;

    private StoreMark(Path folder, Disk disk, int version, UUID boot) throws IOException {
        this.folder = folder;
        this.disk = disk;
        this.version = version;
        this.boot = boot;
        this.height = StateStore.EMPTY;
        this.trust = Trust.NONE;
        Path clean = folder.resolve(CLEAN);
        Path left = folder.resolve(OPEN);
        if (Files.exists(clean)) {
            readClean(Files.readAllBytes(clean));
        } else if (Files.exists(left)) {
            readOpen(Files.readAllBytes(left));
        }
    }

    /**
     * Reads what is there and changes nothing.
     *
     * @param version of the maps' layout
     * @param boot of the running system, see {@link BootId}
     * @throws IllegalStateException for a store that was closed in order by another version
     */
    static StoreMark read(Path folder, Disk disk, int version, UUID boot) throws IOException {
        return new StoreMark(folder, disk, version, boot);
    }

    private void readClean(byte[] content) {
        int found =
                switch (content.length) {
                    // Of the first version, whose mark was the height alone.
                    case Long.BYTES -> 1;
                    case CLEAN_BYTES -> BigEndian.getInt(content, Long.BYTES);
                    default -> 0;
                };
        if (found != 0 && found != version) {
            throw new IllegalStateException(
                    ("the state store in %s has version %d, this program reads version %d: remove"
                                    + " the folder, and the store is built again from the chain")
                            .formatted(folder, found, version));
        }
        if (found == version) {
            trust = Trust.WHOLE;
            height = BigEndian.getLong(content, 0);
        }
    }

    private void readOpen(byte[] content) {
        if (content.length == OPEN_BYTES
                && BigEndian.getLong(content, 0) == MAGIC
                && BigEndian.getInt(content, VERSION_AT) == version
                && BigEndian.getLong(content, BOOT) == boot.getMostSignificantBits()
                && BigEndian.getLong(content, BOOT + Long.BYTES)
                        == boot.getLeastSignificantBits()) {
            trust = Trust.SUSPECT;
            height = BigEndian.getLong(content, HEIGHT);
        } else {
            LOG.info("state store: {} was in use when the system went down", folder);
        }
    }

    Trust trust() {
        return trust;
    }

    /** The last block that was applied as a whole, {@link StateStore#EMPTY} of none. */
    long height() {
        return height;
    }

    /** The maps turned out to be unreadable. */
    void distrust() {
        trust = Trust.NONE;
        height = StateStore.EMPTY;
    }

    /** From now on the maps may be written to. */
    void open() throws IOException {
        byte[] content = new byte[OPEN_BYTES];
        BigEndian.putLong(content, 0, MAGIC);
        BigEndian.putInt(content, VERSION_AT, version);
        BigEndian.putLong(content, BOOT, boot.getMostSignificantBits());
        BigEndian.putLong(content, BOOT + Long.BYTES, boot.getLeastSignificantBits());
        BigEndian.putLong(content, HEIGHT, height);
        write(OPEN, content);
        disk.delete(folder.resolve(CLEAN));
        disk.forceFolder(folder);
        try (FileChannel channel =
                FileChannel.open(
                        folder.resolve(OPEN), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            open = channel.map(FileChannel.MapMode.READ_WRITE, 0, OPEN_BYTES);
        }
    }

    /** The maps hold all of this block. */
    void reached(long block) {
        height = block;
        if (open != null) {
            // Behind all writes to the maps: a kill shows them in this order.
            LONGS.setRelease(open, HEIGHT, block);
        }
    }

    /** Once the maps are closed and on the disk: they can be believed from now on. */
    void closed() throws IOException {
        byte[] content = new byte[CLEAN_BYTES];
        BigEndian.putLong(content, 0, height);
        BigEndian.putInt(content, Long.BYTES, version);
        // The names of the maps first: the mark must not be there without them.
        disk.forceFolder(folder);
        write(CLEAN, content);
        disk.forceFolder(folder);
        disk.delete(folder.resolve(OPEN));
        disk.forceFolder(folder);
    }

    @Override
    public void close() {
        open = null;
    }

    private void write(String name, byte[] content) throws IOException {
        Path unfinished = folder.resolve(name + UNFINISHED);
        Files.write(unfinished, content);
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            disk.force(channel, unfinished);
        }
        disk.rename(unfinished, folder.resolve(name));
    }
}
