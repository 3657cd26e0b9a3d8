package io.kaizen.ingress.method;

import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.PendingView;
import io.kaizen.pipeline.publish.Preconfirmation;
import java.util.List;

/** The open block in the form of a block, for the tag {@code pending}. */
final class OpenBlock {
    private OpenBlock() {}

    /** Its header so far. Roots are zero: they are computed when it is sealed. */
    static Header header(PendingView view, SealedBlock head) {
        BlockContext context = view.context();
        Header.Environment environment =
                new Header.Environment(
                        context.number(),
                        context.timestamp(),
                        context.gasLimit(),
                        context.feeRecipient(),
                        context.difficulty(),
                        context.prevRandao(),
                        0,
                        Bytes.EMPTY,
                        context.baseFee(),
                        0L,
                        context.parentBeaconBlockRoot());
        Header.Roots roots =
                new Header.Roots(
                        Hash.EMPTY_LIST,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.EMPTY_TRIE,
                        0L,
                        null);
        List<Receipt> receipts =
                view.preconfirmed().stream().map(Preconfirmation::receipt).toList();
        long gasUsed = receipts.isEmpty() ? 0 : receipts.getLast().cumulativeGasUsed();
        return new Header(head.hash(), environment, roots, gasUsed, Bloom.union(receipts));
    }

    static List<RecoveredTransaction> transactions(PendingView view) {
        return view.preconfirmed().stream().map(Preconfirmation::transaction).toList();
    }
}
