package io.kaizen.exec.ledger;

import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receipt's consensus encoding (EIP-2718, EIP-658): the type byte unless legacy, then the list of
 * status, cumulative gas, bloom and logs. Before Byzantium the state root stands for the status.
 */
public final class ReceiptCodec {
    /** Of a receipt without logs, roughly. */
    private static final int ENCODED_BYTES = 288;

    private ReceiptCodec() {}

    public static Bytes encode(Receipt receipt) {
        RlpWriter writer = new RlpWriter(512);
        write(receipt, writer);
        return writer.toBytes();
    }

    /** The encodings of all, in order, one behind the other. */
    public static EncodedList encode(List<Receipt> receipts) {
        RlpWriter writer = new RlpWriter(ENCODED_BYTES * (1 + receipts.size()));
        int[] ends = new int[receipts.size()];
        for (int i = ends.length - 1; i >= 0; i--) {
            write(receipts.get(i), writer);
            ends[i] = writer.mark();
        }
        return EncodedList.fromBehind(writer.array(), ends);
    }

    /** Appends the encoding as it is: not an item of a list. */
    public static void write(Receipt receipt, RlpWriter writer) {
        int mark = writer.mark();
        writeLogs(receipt.logs(), writer);
        writer.bytes(receipt.bloom());
        writer.uint64(receipt.cumulativeGasUsed());
        Hash postState = receipt.outcome().postState();
        if (postState != null) {
            writer.hash(postState);
        } else {
            writer.uint64(receipt.succeeded() ? 1 : 0);
        }
        writer.list(mark);
        if (receipt.type() != TransactionType.LEGACY) {
            writer.octet(receipt.type().id());
        }
    }

    /**
     * Reads a consensus encoding; what it lacks is handed in.
     *
     * @throws RlpException unless the bytes are one canonical receipt
     */
    public static Receipt decode(
            Bytes encoding, long gasUsed, Word effectiveGasPrice, @Nullable Address contract) {
        byte[] bytes = encoding.array();
        if (bytes.length == 0) {
            throw new RlpException("receipt: no bytes");
        }
        boolean typed = (bytes[0] & 0xff) < 0xc0;
        TransactionType type = TransactionType.fromId(typed ? bytes[0] : 0);
        if (type == null || (typed && type == TransactionType.LEGACY)) {
            throw new RlpException("receipt: unknown type " + bytes[0]);
        }
        int start = typed ? 1 : 0;
        RlpReader outer = RlpReader.of(bytes, start, bytes.length - start);
        RlpReader items = outer.list();
        outer.expectEnd();
        Bytes status = items.bytes();
        Hash postState = status.size() == Hash.BYTES ? Hash.of(status.array()) : null;
        boolean succeeded = postState != null || succeeded(status);
        long cumulativeGasUsed = items.uint64();
        Bytes bloom = Bytes.wrap(items.fixed(Bloom.BYTES));
        List<Log> logs = readLogs(items.list());
        items.expectEnd();
        return new Receipt(
                type,
                succeeded,
                cumulativeGasUsed,
                logs,
                bloom,
                new Receipt.Outcome(gasUsed, effectiveGasPrice, contract, postState));
    }

    /** Appends the logs as one list item: what a state test's log hash covers. */
    public static void writeLogs(List<Log> logs, RlpWriter writer) {
        int mark = writer.mark();
        for (Log log : logs.reversed()) {
            int logMark = writer.mark();
            writer.bytes(log.data());
            int topicsMark = writer.mark();
            for (Hash topic : log.topics().reversed()) {
                writer.hash(topic);
            }
            writer.list(topicsMark);
            writer.address(log.address());
            writer.list(logMark);
        }
        writer.list(mark);
    }

    /** The logs of a list that {@link #writeLogs} wrote. */
    public static List<Log> readLogs(RlpReader items) {
        List<Log> logs = new ArrayList<>();
        while (items.hasNext()) {
            RlpReader log = items.list();
            Address address = log.address();
            RlpReader topicItems = log.list();
            List<Hash> topics = new ArrayList<>();
            while (topicItems.hasNext()) {
                topics.add(topicItems.hash());
            }
            Bytes data = log.bytes();
            log.expectEnd();
            logs.add(new Log(address, topics, data));
        }
        return logs;
    }

    private static boolean succeeded(Bytes status) {
        if (status.isEmpty()) {
            return false;
        }
        if (status.size() == 1 && status.get(0) == 1) {
            return true;
        }
        throw new RlpException("receipt: status " + status);
    }
}
