package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.journal.chain.SealedBlock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first difference between a block as replayed and as recorded: causes before
 * consequences, so that what is named is as close to the cause as can be.
 */
final class Comparison {
    private final long number;
    private @Nullable Divergence first;

    private Comparison(long number) {
        this.number = number;
    }

    static @Nullable Divergence of(
            SealedBlock replayed,
            Effects replayedEffects,
            SealedBlock recorded,
            Effects recordedEffects) {
        Comparison comparison = new Comparison(recorded.number());
        comparison.range(replayed.range(), recorded.range());
        comparison.transactions(replayed.transactions(), recorded.transactions());
        comparison.receipts(replayed.receipts(), recorded.receipts());
        comparison.effects(replayedEffects, recordedEffects);
        comparison.header(replayed.header(), recorded.header());
        comparison.check(null, "hash", replayed.hash(), recorded.hash());
        return comparison.first;
    }

    private void range(SealedBlock.OrderRange replayed, SealedBlock.OrderRange recorded) {
        check(null, "order.first", replayed.first(), recorded.first());
        check(null, "order.last", replayed.last(), recorded.last());
        check(null, "order.hash", replayed.orderHash(), recorded.orderHash());
    }

    private void transactions(
            List<RecoveredTransaction> replayed, List<RecoveredTransaction> recorded) {
        for (int i = 0; i < Math.min(replayed.size(), recorded.size()); i++) {
            check(i, "hash", replayed.get(i).hash(), recorded.get(i).hash());
            check(i, "sender", replayed.get(i).sender(), recorded.get(i).sender());
        }
        check(null, "transactions", replayed.size(), recorded.size());
    }

    private void receipts(List<Receipt> replayed, List<Receipt> recorded) {
        for (int i = 0; i < Math.min(replayed.size(), recorded.size()); i++) {
            receipt(i, replayed.get(i), recorded.get(i));
        }
        check(null, "receipts", replayed.size(), recorded.size());
    }

    private void receipt(int index, Receipt replayed, Receipt recorded) {
        check(index, "receipt.type", replayed.type(), recorded.type());
        check(index, "receipt.status", replayed.succeeded(), recorded.succeeded());
        check(index, "receipt.gasUsed", replayed.gasUsed(), recorded.gasUsed());
        check(
                index,
                "receipt.cumulativeGasUsed",
                replayed.cumulativeGasUsed(),
                recorded.cumulativeGasUsed());
        check(index, "receipt.logs", replayed.logs(), recorded.logs());
        check(index, "receipt.bloom", replayed.bloom(), recorded.bloom());
        check(
                index,
                "receipt.effectiveGasPrice",
                replayed.outcome().effectiveGasPrice(),
                recorded.outcome().effectiveGasPrice());
        check(
                index,
                "receipt.contractAddress",
                replayed.outcome().contractAddress(),
                recorded.outcome().contractAddress());
    }

    /** Not the mark of cleared storage: it adds nothing to what the root says. */
    private void effects(Effects replayed, Effects recorded) {
        List<AccountEffect> left = replayed.accounts();
        List<AccountEffect> right = recorded.accounts();
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            AccountEffect mine = left.get(i);
            AccountEffect theirs = right.get(i);
            check(null, "effects.address", mine.address(), theirs.address());
            String place = "effects of " + mine.address();
            check(null, place + ": before", mine.before(), theirs.before());
            check(null, place + ": after", mine.after(), theirs.after());
            check(null, place + ": slots", mine.slots(), theirs.slots());
        }
        check(null, "effects.accounts", left.size(), right.size());
        check(null, "effects.code", replayed.code().keySet(), recorded.code().keySet());
    }

    private void header(Header replayed, Header recorded) {
        check(null, "header.parentHash", replayed.parentHash(), recorded.parentHash());
        check(null, "header.environment", replayed.environment(), recorded.environment());
        check(null, "header.gasUsed", replayed.gasUsed(), recorded.gasUsed());
        check(null, "header.logsBloom", replayed.bloom(), recorded.bloom());
        Header.Roots mine = replayed.roots();
        Header.Roots theirs = recorded.roots();
        check(null, "header.stateRoot", mine.stateRoot(), theirs.stateRoot());
        check(null, "header.transactionsRoot", mine.transactionsRoot(), theirs.transactionsRoot());
        check(null, "header.receiptsRoot", mine.receiptsRoot(), theirs.receiptsRoot());
        check(null, "header.roots", mine, theirs);
    }

    private void check(
            @Nullable Integer transaction,
            String field,
            @Nullable Object replayed,
            @Nullable Object recorded) {
        if (first == null && !Objects.equals(replayed, recorded)) {
            first =
                    new Divergence(
                            number,
                            transaction,
                            field,
                            String.valueOf(replayed),
                            String.valueOf(recorded));
        }
    }
}
