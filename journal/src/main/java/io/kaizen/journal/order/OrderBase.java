package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.BaseFile;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The last entry that an order queue has not any more: where it begins. {@code
 * journal/docs/retention.md} has the file.
 *
 * @param anchor of the order whose first entries it had
 * @param hash the order hash at the position
 */
public record OrderBase(Hash anchor, long position, Hash hash) {
    private static final BaseFile FILE =
            new BaseFile(0x3173_626f_7a6b_0000L, Long.BYTES + 2 * Hash.BYTES);

    public OrderBase {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position);
        }
    }

    /** Of an order that has all its entries. */
    static OrderBase none(Hash anchor) {
        return new OrderBase(anchor, 0, anchor);
    }

    /**
     * Of the queue in the folder; null where it has all entries.
     *
     * @throws IllegalStateException where the file is damaged
     */
    public static @Nullable OrderBase read(Path folder) throws IOException {
        ByteBuffer in = FILE.read(folder);
        return in == null
                ? null
                : new OrderBase(BaseFile.hash(in), in.getLong(), BaseFile.hash(in));
    }

    /** To the disk, in place of any other. */
    void write(Path folder, Disk disk) throws IOException {
        FILE.write(
                folder,
                disk,
                out -> {
                    BaseFile.put(out, anchor);
                    out.putLong(position);
                    BaseFile.put(out, hash);
                });
    }
}
