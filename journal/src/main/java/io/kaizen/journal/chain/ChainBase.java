package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.BaseFile;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The last block that a chain queue has not any more: where it begins. {@code
 * journal/docs/retention.md} has the file.
 *
 * @param identity of the chain whose first blocks it had
 * @param number of that block
 * @param position the last in the order of that block
 * @param orderHash the order hash there
 */
public record ChainBase(
        ChainIdentity identity, long number, Hash blockHash, long position, Hash orderHash) {
    private static final BaseFile FILE =
            new BaseFile(0x3173_6263_7a6b_0000L, 2 * Long.BYTES + 4 * Hash.BYTES);

    public ChainBase {
        if (number < 0 || position < 0) {
            throw new IllegalArgumentException("block " + number + ", position " + position);
        }
    }

    /** Everything up to the block is left out. */
    public static ChainBase at(ChainIdentity identity, SealedBlock block) {
        return new ChainBase(
                identity,
                block.number(),
                block.hash(),
                block.range().last(),
                block.range().orderHash());
    }

    /**
     * Of the queue in the folder; null where it begins with genesis.
     *
     * @throws IllegalStateException where the file is damaged
     */
    static @Nullable ChainBase read(Path folder) throws IOException {
        ByteBuffer in = FILE.read(folder);
        return in == null
                ? null
                : new ChainBase(
                        new ChainIdentity(BaseFile.hash(in), BaseFile.hash(in)),
                        in.getLong(),
                        BaseFile.hash(in),
                        in.getLong(),
                        BaseFile.hash(in));
    }

    /** To the disk, in place of any other. */
    void write(Path folder, Disk disk) throws IOException {
        FILE.write(
                folder,
                disk,
                out -> {
                    BaseFile.put(out, identity.genesis());
                    BaseFile.put(out, identity.orderAnchor());
                    out.putLong(number);
                    BaseFile.put(out, blockHash);
                    out.putLong(position);
                    BaseFile.put(out, orderHash);
                });
    }
}
