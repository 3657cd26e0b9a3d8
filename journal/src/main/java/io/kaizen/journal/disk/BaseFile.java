package io.kaizen.journal.disk;

import io.kaizen.exec.ledger.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code base} of a queue that does not begin with its first document any more: a magic,
 * content of a fixed length, crc32c over both; little-endian.
 *
 * @param magic says whose it is
 * @param bytes of the content
 */
public record BaseFile(long magic, int bytes) {
    public static final String NAME = "base";

    public static void put(ByteBuffer out, Hash hash) {
        out.put(hash.toArray());
    }

    public static Hash hash(ByteBuffer in) {
        byte[] bytes = new byte[Hash.BYTES];
        in.get(bytes);
        return Hash.of(bytes);
    }

    /**
     * Replaces the file; it is on the disk then.
     *
     * @param fill puts the content, all of it
     */
    public void write(Path folder, Disk disk, Consumer<ByteBuffer> fill) throws IOException {
        byte[] file = new byte[Long.BYTES + bytes + Integer.BYTES];
        ByteBuffer content = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(magic);
        fill.accept(content);
        content.putInt(crc(file));
        DiskFiles.replace(folder.resolve(NAME), file, disk);
    }

    /**
     * The content; null where there is no file.
     *
     * @throws IllegalStateException where it is damaged
     */
    public @Nullable ByteBuffer read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (Files.notExists(file)) {
            return null;
        }
        byte[] all = Files.readAllBytes(file);
        ByteBuffer content = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        int length = Long.BYTES + bytes;
        if (all.length != length + Integer.BYTES
                || content.getLong(0) != magic
                || content.getInt(length) != crc(all)) {
            throw new IllegalStateException(
                    file + " is damaged: where the queue begins is not known");
        }
        return content.position(Long.BYTES);
    }

    private int crc(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 0, Long.BYTES + bytes);
        return (int) crc.getValue();
    }
}
