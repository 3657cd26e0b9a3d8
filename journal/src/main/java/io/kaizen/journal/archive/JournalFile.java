package io.kaizen.journal.archive;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.order.EntryChain;
import io.kaizen.journal.order.OrderDamageException;
import io.kaizen.journal.order.OrderEntry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the order in a file, little-endian, byte for byte as in the queue ({@code
 * journal/docs/format.md}), between a head and an end:
 *
 * <pre>
 *   head   0       8          16             48         56              88       92
 *          | magic | chain id | genesis hash | position | previous hash | crc32c |
 *            "KZJRNL01" u64     32 bytes       u64 first  32 bytes        u32 over [0, 88)
 *
 *   entries, each beginning with its length, u32
 *
 *   end    0   4       12           20           52           84
 *          | 0 | count | head block | order hash | block hash | crc32c over [0, 84) |
 *            u32 u64     u64          32 bytes     32 bytes     u32
 * </pre>
 *
 * The entries are those of whole blocks; the end names the last one.
 */
public final class JournalFile {
    private static final byte[] MAGIC = "KZJRNL01".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = 92;
    private static final int END_BYTES = 88;

    private JournalFile() {}

    /**
     * What a file says of itself before its entries.
     *
     * @param first position of the first entry
     * @param previous the order hash before it
     */
    public record Head(long chainId, Hash genesis, long first, Hash previous) {}

    /**
     * What a file says behind its entries.
     *
     * @param orderHash at the last entry
     * @param block number of the last block
     */
    public record End(long count, long block, Hash orderHash, Hash blockHash) {}

    /** Whether the file begins as one of these. */
    public static boolean isOne(byte[] beginning) {
        return beginning.length >= MAGIC.length
                && ByteBuffer.wrap(beginning, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    public static void write(OutputStream out, Head head) throws IOException {
        byte[] part = new byte[HEAD_BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putLong(head.chainId()).put(head.genesis().toArray());
        bytes.putLong(head.first()).put(head.previous().toArray());
        bytes.putInt(crc(part));
        out.write(part);
    }

    public static void write(OutputStream out, End end) throws IOException {
        byte[] part = new byte[END_BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0).putLong(end.count()).putLong(end.block());
        bytes.put(end.orderHash().toArray()).put(end.blockHash().toArray());
        bytes.putInt(crc(part));
        out.write(part);
    }

    /** Of all but the last four bytes. */
    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }

    /** Reads a file from its beginning; checks all of it but signatures. One thread. */
    public static final class Reader {
        private final InputStream in;
        private final Head head;
        private final EntryChain chain;
        private @Nullable End end;

        /**
         * @throws ArchiveException where the head is not one
         */
        public Reader(InputStream in) throws IOException {
            this.in = in;
            byte[] bytes = in.readNBytes(HEAD_BYTES);
            if (bytes.length < HEAD_BYTES || !isOne(bytes)) {
                throw new ArchiveException("no journal file: it begins with other bytes");
            }
            ByteBuffer fields = checked(bytes, "head");
            fields.position(MAGIC.length);
            head = new Head(fields.getLong(), hash(fields), fields.getLong(), hash(fields));
            chain = new EntryChain(head.first(), head.previous());
        }

        public Head head() {
            return head;
        }

        /** The next entry; null behind the last. */
        public @Nullable OrderEntry next() throws IOException {
            byte[] stated = exactly(Integer.BYTES);
            int length = ByteBuffer.wrap(stated).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (length == 0) {
                readEnd(stated);
                return null;
            }
            if (length < Integer.BYTES || length > EntryChain.ENTRY_BYTES_MAX) {
                throw new ArchiveException(
                        "entry %d of %s bytes"
                                .formatted(chain.position(), Integer.toUnsignedString(length)));
            }
            byte[] entry = new byte[length];
            System.arraycopy(stated, 0, entry, 0, Integer.BYTES);
            byte[] rest = exactly(length - Integer.BYTES);
            System.arraycopy(rest, 0, entry, Integer.BYTES, rest.length);
            try {
                return chain.next(entry);
            } catch (OrderDamageException damaged) {
                throw new ArchiveException(String.valueOf(damaged.getMessage()));
            }
        }

        /** After the last entry. */
        public End end() {
            End read = end;
            if (read == null) {
                throw new IllegalStateException("not read to the end");
            }
            return read;
        }

        private void readEnd(byte[] begun) throws IOException {
            byte[] bytes = new byte[END_BYTES];
            System.arraycopy(begun, 0, bytes, 0, begun.length);
            byte[] rest = exactly(END_BYTES - begun.length);
            System.arraycopy(rest, 0, bytes, begun.length, rest.length);
            ByteBuffer fields = checked(bytes, "end");
            fields.position(begun.length);
            long count = fields.getLong();
            long block = fields.getLong();
            end = new End(count, block, hash(fields), hash(fields));
            long read = chain.position() - head.first();
            if (count != read || !end.orderHash().equals(chain.hash())) {
                throw new ArchiveException(
                        "the file's end names %d entries up to order hash %s, there are %d up to %s"
                                .formatted(count, end.orderHash(), read, chain.hash()));
            }
            if (in.read() >= 0) {
                throw new ArchiveException("bytes behind the end of the file's entries");
            }
        }

        private byte[] exactly(int count) throws IOException {
            byte[] bytes;
            try {
                bytes = in.readNBytes(count);
            } catch (EOFException cut) {
                throw new ArchiveException(cutOff());
            }
            if (bytes.length < count) {
                throw new ArchiveException(cutOff());
            }
            return bytes;
        }

        private String cutOff() {
            return "the file is cut off at entry " + chain.position();
        }

        private static ByteBuffer checked(byte[] bytes, String part) throws IOException {
            ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int stated = fields.getInt(bytes.length - Integer.BYTES);
            if (stated != crc(bytes)) {
                throw new ArchiveException("crc32c mismatch in the file's " + part);
            }
            return fields;
        }

        private static Hash hash(ByteBuffer fields) {
            byte[] bytes = new byte[Hash.BYTES];
            fields.get(bytes);
            return Hash.of(bytes);
        }
    }
}
