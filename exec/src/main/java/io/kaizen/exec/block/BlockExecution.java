package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.state.Effects;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of executing a block at a state. */
public sealed interface BlockExecution {

    /**
     * Every transaction ran. Whether the header says the same is another question.
     *
     * @param results one a transaction
     * @param receipts before Byzantium with their intermediate roots once a verifier had the trie
     * @param effects of the block as a whole
     * @param bloom the union of the receipts' filters
     * @param blobGasUsed zero before Cancun
     * @param requestsHash null before Prague
     */
    record Done(
            List<Executed> results,
            List<Receipt> receipts,
            Effects effects,
            long gasUsed,
            Bytes bloom,
            long blobGasUsed,
            @Nullable Hash requestsHash)
            implements BlockExecution {
        public Done {
            results = List.copyOf(results);
            receipts = List.copyOf(receipts);
        }

        Done withReceipts(List<Receipt> others) {
            return new Done(results, others, effects, gasUsed, bloom, blobGasUsed, requestsHash);
        }
    }

    /** The block cannot stand at this state. */
    record Refused(BlockFault fault) implements BlockExecution {}
}
