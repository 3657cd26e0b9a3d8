package io.kaizen.config.cli;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file to read from its beginning, whether or not it is compressed with gzip or zstd. */
final class ArchiveInput implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    /** What is looked at to tell what a file is. */
    static final int BEGINNING_BYTES = 8;

    private final Counted counted;
    private final BufferedInputStream in;

    ArchiveInput(Path file) throws IOException {
        counted = new Counted(Files.newInputStream(file));
        BufferedInputStream raw = new BufferedInputStream(counted, BUFFER_BYTES);
        byte[] magic = beginning(raw);
        if (startsWith(magic, 0x1f, 0x8b)) {
            in = new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES);
        } else if (startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            in = new BufferedInputStream(new ZstdInputStream(raw), BUFFER_BYTES);
        } else {
            in = raw;
        }
    }

    InputStream stream() {
        return in;
    }

    /** The first bytes, which are read again after. */
    byte[] beginning() throws IOException {
        return beginning(in);
    }

    /** Bytes of the file that were read. */
    long bytesRead() {
        return counted.count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static byte[] beginning(BufferedInputStream from) throws IOException {
        from.mark(BEGINNING_BYTES);
        byte[] bytes = from.readNBytes(BEGINNING_BYTES);
        from.reset();
        return bytes;
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
