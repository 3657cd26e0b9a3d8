package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.BlockExecutor;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.EffectsBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One whole block through a {@link ParallelExecutor}: the counterpart of {@link
 * SequentialExecutor}. One thread, the executor's owner; its workers are driven by others.
 */
public final class ParallelBlockExecutor implements BlockExecutor {
    private final ParallelExecutor executor;
    private final SystemCalls systemCalls;
    private final Runnable waiting;

    /**
     * @param executor empty; its base must not be asked to answer for more than it did at first:
     *     {@code mayForget} is false
     */
    public ParallelBlockExecutor(ParallelExecutor executor, SystemCalls systemCalls) {
        this(executor, systemCalls, Thread::onSpinWait);
    }

    /**
     * @param waiting done again and again while the next transaction runs elsewhere
     */
    ParallelBlockExecutor(ParallelExecutor executor, SystemCalls systemCalls, Runnable waiting) {
        this.waiting = waiting;
        this.executor = executor;
        this.systemCalls = systemCalls;
    }

    /**
     * @param base the state after the parent block; must not change meanwhile, and is read by all
     *     threads
     */
    @Override
    public BlockOutcome execute(
            StateView base, BlockContext block, List<RecoveredTransaction> transactions) {
        EffectsBuilder effects = new EffectsBuilder(base);
        executor.open(base, LateValues.NONE);
        executor.enter(block, LateValues.NONE);
        applySystemCall(effects, systemCalls.storeBeaconRoot(effects, block));
        applySystemCall(effects, systemCalls.storeParentHash(effects, block));
        List<TransactionResult> results = new ArrayList<>(transactions.size());
        List<Receipt> receipts = new ArrayList<>(transactions.size());
        long gasUsed = 0;
        int added = 0;
        while (results.size() < transactions.size()) {
            while (added < transactions.size() && executor.hasRoom()) {
                RecoveredTransaction next = transactions.get(added++);
                executor.add(next.transaction(), next.sender());
            }
            RecoveredTransaction taken = transactions.get(results.size());
            TransactionResult result = take(taken, block.gasLimit() - gasUsed);
            if (result == null) {
                waiting.run();
                continue;
            }
            results.add(result);
            if (result instanceof Executed executed) {
                effects.add(executed.effects());
                receipts.add(
                        BlockAssembler.receipt(
                                taken.transaction().type(), executed, executor.bloom(), gasUsed));
                gasUsed += executed.gasUsed();
            }
        }
        return new BlockOutcome(results, receipts, effects.build(), gasUsed);
    }

    private @Nullable TransactionResult take(RecoveredTransaction next, long gasLeft) {
        Invalid tooMuch = SequentialExecutor.beyondBlockGas(next.transaction(), gasLeft);
        if (tooMuch == null) {
            return executor.next();
        }
        return executor.skip() ? tooMuch : null;
    }

    private void applySystemCall(EffectsBuilder effects, Effects added) {
        effects.add(added);
        executor.apply(added);
    }
}
