package io.kaizen.exec.process;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of running one transaction against one state view. */
public sealed interface TransactionResult {

    /**
     * The transaction ran: it belongs in a block, whether it succeeded or not.
     *
     * @param halt null on success; otherwise why the top frame ended
     * @param gasUsed after refunds and the EIP-7623 floor
     * @param gasRefunded the refund that was granted
     * @param output return data, revert data, or the deployed code of a creation
     * @param contractAddress of a creation, whether or not it succeeded; null for calls
     * @param logs empty unless it succeeded
     * @param effects fees, nonces and writes; ascending, see {@link Effects}
     */
    record Executed(
            @Nullable Halt halt,
            long gasUsed,
            long gasRefunded,
            Word effectiveGasPrice,
            Bytes output,
            @Nullable Address contractAddress,
            List<Log> logs,
            Effects effects)
            implements TransactionResult {
        public boolean succeeded() {
            return halt == null;
        }
    }

    /**
     * The transaction cannot be in a block at this state: nothing changed.
     *
     * @param message as geth words it, with the values
     */
    record Invalid(InvalidReason reason, String message) implements TransactionResult {}
}
