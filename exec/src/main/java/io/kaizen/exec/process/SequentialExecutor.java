package io.kaizen.exec.process;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.EffectsBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a block's transactions one after the other: the plain meaning of a block, against which
 * every other executor is measured. One thread.
 */
public final class SequentialExecutor implements BlockExecutor {
    private final TransactionProcessor processor;
    private final SystemCalls systemCalls;

    public SequentialExecutor(Revision revision, Word chainId) {
        this(new TransactionProcessor(revision, chainId), new SystemCalls(revision, chainId));
    }

    /** Both of one revision and chain. */
    public SequentialExecutor(TransactionProcessor processor, SystemCalls systemCalls) {
        this.processor = processor;
        this.systemCalls = systemCalls;
    }

    /**
     * @param results one a transaction, in order; an invalid one is void: no receipt, no effect
     * @param receipts of those that ran; no intermediate roots before Byzantium
     * @param effects of the block as a whole, its system calls included
     */
    public record BlockOutcome(
            List<TransactionResult> results,
            List<Receipt> receipts,
            Effects effects,
            long gasUsed) {
        public BlockOutcome {
            results = List.copyOf(results);
            receipts = List.copyOf(receipts);
        }
    }

    /**
     * @param base the state after the parent block; must not change meanwhile
     */
    @Override
    public BlockOutcome execute(
            StateView base, BlockContext block, List<RecoveredTransaction> transactions) {
        EffectsBuilder effects = new EffectsBuilder(base);
        effects.add(systemCalls.storeBeaconRoot(effects, block));
        effects.add(systemCalls.storeParentHash(effects, block));
        List<TransactionResult> results = new ArrayList<>(transactions.size());
        List<Receipt> receipts = new ArrayList<>(transactions.size());
        long gasUsed = 0;
        for (RecoveredTransaction recovered : transactions) {
            TransactionResult result = one(effects, block, recovered, gasUsed);
            results.add(result);
            if (result instanceof Executed executed) {
                effects.add(executed.effects());
                receipts.add(
                        BlockAssembler.receipt(recovered.transaction().type(), executed, gasUsed));
                gasUsed += executed.gasUsed();
            }
        }
        return new BlockOutcome(results, receipts, effects.build(), gasUsed);
    }

    private TransactionResult one(
            StateView view, BlockContext block, RecoveredTransaction recovered, long gasUsed) {
        Transaction tx = recovered.transaction();
        Invalid tooMuch = beyondBlockGas(tx, block.gasLimit() - gasUsed);
        if (tooMuch != null) {
            return tooMuch;
        }
        return processor.execute(view, block, tx, recovered.sender(), Validation.CONSENSUS, null);
    }

    /** Why the transaction does not fit what is left of the block's gas; null where it does. */
    public static @Nullable Invalid beyondBlockGas(Transaction tx, long gasLeft) {
        return Long.compareUnsigned(tx.gasLimit(), gasLeft) <= 0
                ? null
                : new Invalid(
                        InvalidReason.BLOCK_GAS_EXCEEDED,
                        "gas limit reached: left "
                                + gasLeft
                                + ", tx "
                                + Long.toUnsignedString(tx.gasLimit()));
    }
}
