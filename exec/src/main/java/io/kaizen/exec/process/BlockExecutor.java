package io.kaizen.exec.process;

import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import java.util.List;

/** Runs a block's transactions: however it is done, the outcome is the sequential one. */
public interface BlockExecutor {
    /**
     * @param base the state after the parent block; must not change meanwhile, and may be read by
     *     several threads
     */
    BlockOutcome execute(
            StateView base, BlockContext block, List<RecoveredTransaction> transactions);
}
