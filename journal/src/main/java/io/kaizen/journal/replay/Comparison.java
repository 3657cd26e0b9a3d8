package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.journal.chain.SealedBlock;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first difference between a block as replayed and as recorded: causes before
 * consequences, so that what is named is as close to the cause as can be. Only for blocks whose
 * bytes differ.
 */
final class Comparison {

    /** A part of something that is compared by itself. */
    private record Field<T>(String name, Function<T, @Nullable Object> value) {}

    private static final List<Field<RecoveredTransaction>> TRANSACTION =
            List.of(
                    new Field<>("transaction.hash", RecoveredTransaction::hash),
                    new Field<>("transaction.sender", RecoveredTransaction::sender),
                    new Field<>("transaction.raw", RecoveredTransaction::raw));

    private static final List<Field<Receipt>> RECEIPT =
            List.of(
                    new Field<>("receipt.type", Receipt::type),
                    new Field<>("receipt.status", Receipt::succeeded),
                    new Field<>("receipt.gasUsed", Receipt::gasUsed),
                    new Field<>("receipt.cumulativeGasUsed", Receipt::cumulativeGasUsed));

    /** What follows the logs. */
    private static final List<Field<Receipt>> RECEIPT_REST =
            List.of(
                    new Field<>("receipt.bloom", Receipt::bloom),
                    new Field<>("receipt.effectiveGasPrice", r -> r.outcome().effectiveGasPrice()),
                    new Field<>("receipt.contractAddress", r -> r.outcome().contractAddress()),
                    new Field<>("receipt.root", r -> r.outcome().postState()));

    private static final List<Field<Log>> LOG =
            List.of(
                    new Field<>("address", Log::address),
                    new Field<>("topics", Log::topics),
                    new Field<>("data", Log::data));

    private static final List<Field<Account>> ACCOUNT =
            List.of(
                    new Field<>("nonce", Account::nonce),
                    new Field<>("balance", Account::balance),
                    new Field<>("codeHash", Account::codeHash));

    private final ReplayedBlock block;
    private final Divergence.Place whole;
    private @Nullable Divergence first;

    private Comparison(ReplayedBlock block) {
        this.block = block;
        this.whole = Divergence.Place.ofBlock(block.number());
    }

    /**
     * @param block as far as the order says
     * @param replayed what came of it
     */
    static @Nullable Divergence of(ReplayedBlock block, SealedBlock replayed) {
        Comparison comparison = new Comparison(block);
        SealedBlock recorded = block.recorded().block();
        comparison.check("order.first", replayed.range().first(), recorded.range().first());
        comparison.transactions(replayed.transactions(), recorded.transactions());
        comparison.check("order.last", replayed.range().last(), recorded.range().last());
        comparison.check("order.hash", replayed.range().orderHash(), recorded.range().orderHash());
        comparison.receipts(replayed.receipts(), recorded.receipts());
        comparison.effects(block.outcome().effects(), block.recorded().effects());
        comparison.header(replayed.header(), recorded.header());
        comparison.check("hash", replayed.hash(), recorded.hash());
        return comparison.first;
    }

    private void header(Header replayed, Header recorded) {
        HeaderFields.Difference differs = HeaderFields.first(replayed, recorded);
        if (differs != null) {
            check(differs.field(), differs.computed(), differs.given());
        }
    }

    private void transactions(
            List<RecoveredTransaction> replayed, List<RecoveredTransaction> recorded) {
        int[] indices = block.executedIndices();
        for (int i = 0; i < Math.min(replayed.size(), recorded.size()); i++) {
            all(TRANSACTION, place(i, indices), "", replayed.get(i), recorded.get(i));
        }
        check("transactions", replayed.size(), recorded.size());
    }

    private void receipts(List<Receipt> replayed, List<Receipt> recorded) {
        int[] indices = block.executedIndices();
        for (int i = 0; i < Math.min(replayed.size(), recorded.size()); i++) {
            Divergence.Place place = place(i, indices);
            all(RECEIPT, place, "", replayed.get(i), recorded.get(i));
            logs(place, replayed.get(i).logs(), recorded.get(i).logs());
            all(RECEIPT_REST, place, "", replayed.get(i), recorded.get(i));
        }
        check("receipts", replayed.size(), recorded.size());
    }

    private void logs(Divergence.Place place, List<Log> replayed, List<Log> recorded) {
        for (int i = 0; i < Math.min(replayed.size(), recorded.size()); i++) {
            all(LOG, place, "receipt.logs[" + i + "].", replayed.get(i), recorded.get(i));
        }
        check(place, "receipt.logs", replayed.size(), recorded.size());
    }

    /** The block's index-th transaction. */
    private Divergence.Place place(int index, int[] indices) {
        int ordered = indices[index];
        Hash hash = block.transactions().get(ordered).hash();
        return new Divergence.Place(block.number(), index, hash, block.ordered().position(ordered));
    }

    /** Not the mark of cleared storage: it adds nothing to what the root says. */
    private void effects(Effects replayed, Effects recorded) {
        List<AccountEffect> left = replayed.accounts();
        List<AccountEffect> right = recorded.accounts();
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            AccountEffect mine = left.get(i);
            AccountEffect theirs = right.get(i);
            check("effects.address", mine.address(), theirs.address());
            String of = "effects[" + mine.address() + "].";
            account(of + "before", mine.before(), theirs.before());
            account(of + "after", mine.after(), theirs.after());
            slots(of, mine.slots(), theirs.slots());
        }
        check("effects.accounts", left.size(), right.size());
        check("effects.code", replayed.code().keySet(), recorded.code().keySet());
    }

    private void account(String of, @Nullable Account replayed, @Nullable Account recorded) {
        if (replayed == null || recorded == null) {
            check(of, replayed, recorded);
        } else {
            all(ACCOUNT, whole, of + ".", replayed, recorded);
        }
    }

    private void slots(String of, List<SlotEffect> replayed, List<SlotEffect> recorded) {
        for (int i = 0; i < Math.min(replayed.size(), recorded.size()); i++) {
            SlotEffect mine = replayed.get(i);
            SlotEffect theirs = recorded.get(i);
            check(of + "slot", mine.slot(), theirs.slot());
            check(of + "slots[" + mine.slot() + "].before", mine.before(), theirs.before());
            check(of + "slots[" + mine.slot() + "].after", mine.after(), theirs.after());
        }
        check(of + "slots", replayed.size(), recorded.size());
    }

    private <T> void all(
            List<Field<T>> fields, Divergence.Place place, String of, T replayed, T recorded) {
        for (Field<T> field : fields) {
            check(
                    place,
                    of + field.name(),
                    field.value().apply(replayed),
                    field.value().apply(recorded));
        }
    }

    private void check(String field, @Nullable Object replayed, @Nullable Object recorded) {
        check(whole, field, replayed, recorded);
    }

    private void check(
            Divergence.Place place,
            String field,
            @Nullable Object replayed,
            @Nullable Object recorded) {
        if (first == null && !Objects.equals(replayed, recorded)) {
            first =
                    new Divergence(
                            place, field, String.valueOf(replayed), String.valueOf(recorded));
        }
    }
}
