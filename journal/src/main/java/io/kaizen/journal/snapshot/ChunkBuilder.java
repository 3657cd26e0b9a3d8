package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a row of records into chunks and has them stored. One thread, one use. */
final class ChunkBuilder implements StateSink {
    private final ChunkRule rule;
    private final ChunkFiles files;
    private final List<ChunkRef> chunks = new ArrayList<>();
    private byte[] buffer;
    private int bytes;
    private int records;
    private @Nullable Bytes firstKey;
    private Hash owner = Hash.ZERO;
    private Address address = Address.ZERO;

    ChunkBuilder(ChunkRule rule, ChunkFiles files) {
        this.rule = rule;
        this.files = files;
        this.buffer = new byte[rule.bytesMax()];
    }

    @Override
    public void account(Hash newOwner, Address newAddress, Account account) throws IOException {
        owner = newOwner;
        address = newAddress;
        int at = begin(Records.ACCOUNT_BYTES);
        if (firstKey == null) {
            firstKey = owner.bytes();
        }
        Records.writeAccount(buffer, at, address, account);
        end(owner.h0());
    }

    @Override
    public void slot(Hash key, Word slot, Word value) throws IOException {
        if (bytes > 0 && bytes + Records.SLOT_BYTES > rule.bytesMax()) {
            cut();
        }
        if (bytes == 0) {
            Records.writeContinued(buffer, begin(Records.CONTINUED_BYTES), address);
            firstKey = ChunkRef.key(owner, key);
        }
        Records.writeSlot(buffer, begin(Records.SLOT_BYTES), slot, value);
        // Of both, so that slots which many contracts have do not end a chunk in each.
        end(owner.h0() ^ key.h0());
    }

    void code(Hash hash, Bytes code) throws IOException {
        int at = begin(Records.CODE_HEADER_BYTES + code.size());
        if (firstKey == null) {
            firstKey = hash.bytes();
        }
        buffer[at] = Records.CODE;
        BigEndian.putInt(buffer, at + 1, code.size());
        code.copyTo(buffer, at + Records.CODE_HEADER_BYTES);
        end(hash.h0());
    }

    /** What there is now. */
    List<ChunkRef> finish() throws IOException {
        if (bytes > 0) {
            cut();
        }
        return List.copyOf(chunks);
    }

    /** The offset of the next record. */
    private int begin(int length) throws IOException {
        boolean isContinued = records == 1 && buffer[0] == Records.CONTINUED;
        if (bytes > 0 && bytes + length > rule.bytesMax() && !isContinued) {
            cut();
        }
        if (bytes + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, bytes + length);
        }
        int at = bytes;
        bytes += length;
        records++;
        return at;
    }

    private void end(long keyBits) throws IOException {
        if (rule.ends(bytes, keyBits)) {
            cut();
        }
    }

    private void cut() throws IOException {
        Bytes key = firstKey;
        if (key == null) {
            throw new IllegalStateException("a chunk without a key");
        }
        ChunkRef ref = new ChunkRef(files.hash(buffer, bytes), bytes, records, key);
        files.put(ref, buffer);
        chunks.add(ref);
        bytes = 0;
        records = 0;
        firstKey = null;
    }
}
