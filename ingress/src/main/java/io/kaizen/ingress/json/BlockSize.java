package io.kaizen.ingress.json;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.List;

/** The RLP of a block as Ethereum's wire protocol carries it, and its length. */
public final class BlockSize {
    private static final int LEGACY_FIRST_BYTE_MIN = 0xc0;

    private BlockSize() {}

    /** Length in bytes of {@link #encode}, without encoding. */
    public static long of(Header header, List<RecoveredTransaction> transactions) {
        long payload = 0;
        for (RecoveredTransaction transaction : transactions) {
            int raw = transaction.raw().size();
            payload += isList(transaction) ? raw : headed(raw);
        }
        long ommers = 1;
        long withdrawals = header.roots().withdrawalsRoot() == null ? 0 : 1;
        long head = HeaderCodec.encode(header).size();
        return headed(head + headed(payload) + ommers + withdrawals);
    }

    /** {@code [header, transactions, ommers, withdrawals]}; typed transactions are strings. */
    public static Bytes encode(Header header, List<RecoveredTransaction> transactions) {
        RlpWriter out = new RlpWriter((int) of(header, transactions) + 16);
        int block = out.mark();
        if (header.roots().withdrawalsRoot() != null) {
            out.list(out.mark());
        }
        out.list(out.mark());
        int list = out.mark();
        for (RecoveredTransaction transaction : transactions.reversed()) {
            if (isList(transaction)) {
                out.raw(transaction.raw());
            } else {
                out.bytes(transaction.raw());
            }
        }
        out.list(list);
        out.raw(HeaderCodec.encode(header));
        out.list(block);
        return out.toBytes();
    }

    private static boolean isList(RecoveredTransaction transaction) {
        return (transaction.raw().get(0) & 0xff) >= LEGACY_FIRST_BYTE_MIN;
    }

    /** The length of an item of more than one byte with its RLP header. */
    private static long headed(long payload) {
        if (payload < 56) {
            return 1 + payload;
        }
        return 1 + (71 - Long.numberOfLeadingZeros(payload)) / 8 + payload;
    }
}
