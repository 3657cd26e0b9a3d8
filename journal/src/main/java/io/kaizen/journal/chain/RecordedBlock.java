package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A block's record as bytes, of which each part is decoded only when it is asked for: who compares
 * with it compares bytes first. Any thread; decodes anew at each call.
 *
 * @see BlockRecordCodec
 */
public final class RecordedBlock {
    private static final int RECORD_BYTES = 1 << 16;

    private final long number;
    private final byte[] bytes;
    private final int offset;

    private RecordedBlock(long number, byte[] bytes, int offset) {
        this.number = number;
        this.bytes = bytes;
        this.offset = offset;
    }

    /** What the log would write of the block. */
    public static RecordedBlock of(SealedBlock block, Effects effects) {
        RlpWriter writer = new RlpWriter(RECORD_BYTES);
        BlockRecordCodec.write(block, effects, writer);
        return new RecordedBlock(block.number(), writer.toArray(), 0);
    }

    /**
     * @throws RecordDamageException where the frame is not whole, or another block's
     */
    static RecordedBlock ofFrame(long number, byte[] frame) {
        String fault = RecordFrame.fault(frame);
        if (fault == null && RecordFrame.number(frame) != number) {
            fault = "block " + RecordFrame.number(frame) + " is in its place";
        }
        if (fault != null) {
            throw new RecordDamageException(number, fault);
        }
        return new RecordedBlock(number, frame, RecordFrame.PAYLOAD);
    }

    /** By which the log knows the record; the header says the same unless it was changed. */
    public long number() {
        return number;
    }

    /** Of the header as it is recorded. */
    public Hash hash() {
        return part(() -> Hash.keccak(items().item()));
    }

    /**
     * @throws RecordDamageException as all below, where the part is not what a record has there
     */
    public Header header() {
        return part(() -> HeaderCodec.read(items()));
    }

    public SealedBlock.OrderRange range() {
        return part(() -> {
            RlpReader items = items();
            items.skip();
            return BlockRecordCodec.readRange(items.list());
        });
    }

    /** Where in the body the transaction with this hash is; -1 where it is not. */
    public int indexOf(Hash transaction) {
        return part(() -> {
            RlpReader items = items();
            items.skip();
            items.skip();
            RlpReader list = items.list();
            for (int index = 0; list.hasNext(); index++) {
                RlpReader pair = list.list();
                pair.skip();
                if (Hash.keccak(pair.bytes()).equals(transaction)) {
                    return index;
                }
            }
            return -1;
        });
    }

    public SealedBlock block() {
        return part(() -> BlockRecordCodec.decodeBlock(bytes, offset, bytes.length - offset));
    }

    public Effects effects() {
        return part(() -> BlockRecordCodec.decodeEffects(bytes, offset, bytes.length - offset));
    }

    /** What the block did to the account, without its slots; null where nothing. */
    public @Nullable AccountEffect change(Address address) {
        return part(() -> RecordedChanges.account(parts().list(), address));
    }

    /** What the block did to the slot; null where nothing. */
    public @Nullable SlotEffect change(Address address, Word slot) {
        return part(() -> RecordedChanges.slot(parts().list(), address, slot));
    }

    /** The code with this hash, where the block deployed it; null where not. */
    public @Nullable Bytes code(Hash codeHash) {
        return part(() -> {
            RlpReader parts = parts();
            parts.skip();
            return RecordedChanges.code(parts.list(), codeHash);
        });
    }

    /** The heap that it takes, nearly all of it for the record. */
    public int size() {
        return bytes.length;
    }

    /**
     * Whether exactly this is recorded. False says little: one block can be written in several ways
     * where it deploys more than one code.
     *
     * @param scratch is overwritten
     */
    public boolean isOf(SealedBlock block, Effects effects, RlpWriter scratch) {
        scratch.reset();
        BlockRecordCodec.write(block, effects, scratch);
        return Arrays.equals(
                scratch.array(),
                scratch.start(),
                scratch.start() + scratch.mark(),
                bytes,
                offset,
                bytes.length);
    }

    private RlpReader parts() {
        return BlockRecordCodec.effects(bytes, offset, bytes.length - offset);
    }

    private RlpReader items() {
        return RlpReader.of(bytes, offset, bytes.length - offset).list();
    }

    private <T extends @Nullable Object> T part(Supplier<T> decoded) {
        try {
            return decoded.get();
        } catch (RlpException malformed) {
            throw new RecordDamageException(number, String.valueOf(malformed.getMessage()));
        }
    }
}
