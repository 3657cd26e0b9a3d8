package io.kaizen.exec.ledger;

import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block's RLP (yellow paper, §4.3; EIP-2718 for typed transactions, EIP-4895 for withdrawals):
 *
 * <pre>
 *   [header, [transaction ...], [ommer header ...], [withdrawal ...]]
 *   transaction: a list if legacy, else a string of type byte and payload
 *   withdrawal: [index, validatorIndex, address, amount]
 * </pre>
 */
public final class BlockCodec {
    private BlockCodec() {}

    /**
     * Transactions are split, not decoded.
     *
     * @throws RlpException unless the bytes are one canonical block
     */
    public static Block decode(byte[] encoding) {
        RlpReader outer = RlpReader.of(encoding);
        RlpReader items = outer.list();
        outer.expectEnd();
        Header header = HeaderCodec.read(items);
        List<Bytes> transactions = readTransactions(items.list());
        List<Header> ommers = new ArrayList<>();
        RlpReader ommerItems = items.list();
        while (ommerItems.hasNext()) {
            ommers.add(HeaderCodec.read(ommerItems));
        }
        List<Withdrawal> withdrawals = items.hasNext() ? readWithdrawals(items.list()) : null;
        items.expectEnd();
        return new Block(
                header, new Block.Body(transactions, ommers, withdrawals), encoding.length);
    }

    /** Ommers that are known by hash only count as none. */
    public static Bytes encode(Header header, Block.Body body) {
        RlpWriter writer = new RlpWriter(1 << 16);
        int mark = writer.mark();
        List<Withdrawal> withdrawals = body.withdrawals();
        if (withdrawals != null) {
            int list = writer.mark();
            for (Withdrawal withdrawal : withdrawals.reversed()) {
                write(withdrawal, writer);
            }
            writer.list(list);
        }
        writeOmmers(body.ommers(), writer);
        int list = writer.mark();
        for (Bytes transaction : body.transactions().reversed()) {
            if (isTyped(transaction)) {
                writer.bytes(transaction);
            } else {
                writer.raw(transaction);
            }
        }
        writer.list(list);
        HeaderCodec.write(header, writer);
        writer.list(mark);
        return writer.toBytes();
    }

    /** What a header's ommers hash covers. */
    public static Hash ommersHash(List<Header> ommers) {
        RlpWriter writer = new RlpWriter(2048);
        writeOmmers(ommers, writer);
        return Hash.keccak(writer.toArray());
    }

    /** A withdrawal as the withdrawals trie holds it. */
    public static Bytes encode(Withdrawal withdrawal) {
        RlpWriter writer = new RlpWriter(64);
        write(withdrawal, writer);
        return writer.toBytes();
    }

    private static void writeOmmers(@Nullable List<Header> ommers, RlpWriter writer) {
        int mark = writer.mark();
        if (ommers != null) {
            for (Header ommer : ommers.reversed()) {
                HeaderCodec.write(ommer, writer);
            }
        }
        writer.list(mark);
    }

    private static void write(Withdrawal withdrawal, RlpWriter writer) {
        int mark = writer.mark();
        writer.uint64(withdrawal.amountGwei());
        writer.address(withdrawal.address());
        writer.uint64(withdrawal.validatorIndex());
        writer.uint64(withdrawal.index());
        writer.list(mark);
    }

    private static List<Bytes> readTransactions(RlpReader items) {
        List<Bytes> transactions = new ArrayList<>();
        while (items.hasNext()) {
            transactions.add(items.nextIsList() ? items.item() : readTyped(items));
        }
        return transactions;
    }

    /** A legacy transaction inside a string would have a second encoding. */
    private static Bytes readTyped(RlpReader items) {
        Bytes transaction = items.bytes();
        if (!isTyped(transaction)) {
            throw new RlpException("transaction in a string has no type byte: " + transaction);
        }
        return transaction;
    }

    private static List<Withdrawal> readWithdrawals(RlpReader items) {
        List<Withdrawal> withdrawals = new ArrayList<>();
        while (items.hasNext()) {
            RlpReader fields = items.list();
            withdrawals.add(
                    new Withdrawal(
                            fields.uint64(), fields.uint64(), fields.address(), fields.uint64()));
            fields.expectEnd();
        }
        return withdrawals;
    }

    private static boolean isTyped(Bytes transaction) {
        return !transaction.isEmpty() && (transaction.get(0) & 0xff) < 0xc0;
    }
}
