package io.kaizen.exec.process;

import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.trie.OrderedTrie;
import java.util.List;

/**
 * From executed transactions to receipts and from a closed block to its header: the one place that
 * says what goes where, for the sealer and for replay alike.
 */
public final class BlockAssembler {
    /** sha256 of nothing: the requests hash of a block without requests (EIP-7685). */
    public static final Hash EMPTY_REQUESTS =
            Hash.fromHex("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    /** First byte of {@code extraData}: the layout below. */
    private static final byte EXTRA_VERSION = 1;

    private BlockAssembler() {}

    /**
     * @param gasUsedBefore by the block's earlier transactions
     */
    public static Receipt receipt(
            TransactionType type, TransactionResult.Executed result, long gasUsedBefore) {
        return receipt(type, result, Bloom.of(result.logs()), gasUsedBefore);
    }

    /**
     * As {@link #receipt(TransactionType, TransactionResult.Executed, long)}, with the filter over
     * its logs made before.
     */
    public static Receipt receipt(
            TransactionType type,
            TransactionResult.Executed result,
            Bytes bloom,
            long gasUsedBefore) {
        return new Receipt(
                type,
                result.succeeded(),
                gasUsedBefore + result.gasUsed(),
                result.logs(),
                bloom,
                new Receipt.Outcome(
                        result.gasUsed(),
                        result.effectiveGasPrice(),
                        result.contractAddress(),
                        null));
    }

    /**
     * The milliseconds that the header's timestamp has no room for.
     *
     * <pre>
     *   byte 0        1          3
     *        | version | ms, u16 |
     * </pre>
     */
    public static Bytes extraData(long timestampMs) {
        int ms = (int) (timestampMs % 1000);
        return Bytes.wrap(new byte[] {EXTRA_VERSION, (byte) (ms >>> 8), (byte) ms});
    }

    /**
     * The header of a sealed block. Withdrawals and requests are empty, no blob gas is used.
     *
     * @param environment with {@link #extraData}, as the block was opened
     */
    public static Header header(
            Hash parentHash,
            Header.Environment environment,
            Hash stateRoot,
            List<RecoveredTransaction> transactions,
            List<Receipt> receipts) {
        Header.Roots roots =
                new Header.Roots(
                        Hash.EMPTY_LIST,
                        stateRoot,
                        OrderedTrie.root(
                                transactions.stream().map(RecoveredTransaction::raw).toList()),
                        OrderedTrie.root(ReceiptCodec.encode(receipts)),
                        Hash.EMPTY_TRIE,
                        0L,
                        EMPTY_REQUESTS);
        long gasUsed = receipts.isEmpty() ? 0 : receipts.getLast().cumulativeGasUsed();
        return new Header(parentHash, environment, roots, gasUsed, Bloom.union(receipts));
    }
}
