package io.kaizen.journal.archive;

import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.BlockCodec;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.journal.chain.SealedBlock;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks one behind the other, each as {@code [header, transactions, ommers, withdrawals]} in RLP:
 * what geth's {@code export} writes and the tools around it read.
 */
public final class BlockFile {
    /** A block's RLP at most: bounds what is read before anything is known of it. */
    private static final int BLOCK_BYTES_MAX = 64 << 20;

    private static final int LONG_LIST = 0xf7;

    private BlockFile() {}

    public static Bytes encode(SealedBlock block) {
        boolean hasWithdrawals = block.header().roots().withdrawalsRoot() != null;
        return BlockCodec.encode(
                block.header(),
                new Block.Body(
                        block.transactions().stream().map(RecoveredTransaction::raw).toList(),
                        List.of(),
                        hasWithdrawals ? List.of() : null));
    }

    /**
     * The next block; null at the end.
     *
     * @param index of the block in the file, for messages
     * @throws ArchiveException where the bytes are no block
     */
    public static @Nullable Block read(InputStream in, long index) throws IOException {
        int prefix = in.read();
        if (prefix < 0) {
            return null;
        }
        if (prefix <= LONG_LIST) {
            throw new ArchiveException(
                    "block %d of the file: no RLP list of a block, it begins with 0x%02x"
                            .formatted(index, prefix));
        }
        byte[] lengthBytes = in.readNBytes(prefix - LONG_LIST);
        long length = 0;
        for (byte each : lengthBytes) {
            length = (length << 8) | (each & 0xff);
            if (length > BLOCK_BYTES_MAX) {
                throw new ArchiveException(
                        "block %d of the file: more than %d bytes"
                                .formatted(index, BLOCK_BYTES_MAX));
            }
        }
        int start = 1 + lengthBytes.length;
        byte[] block = new byte[start + (int) length];
        block[0] = (byte) prefix;
        System.arraycopy(lengthBytes, 0, block, 1, lengthBytes.length);
        if (in.readNBytes(block, start, (int) length) < length) {
            throw new ArchiveException("block " + index + " of the file is cut off");
        }
        try {
            return BlockCodec.decode(block);
        } catch (RlpException malformed) {
            throw new ArchiveException(
                    "block " + index + " of the file: " + malformed.getMessage());
        }
    }
}
