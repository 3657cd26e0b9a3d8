package io.kaizen.perf.fuzz;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.state.MemoryState;
import java.util.List;
import java.util.Map;

/**
 * What the peer says of a block.
 *
 * @param context what its header fixed before the first transaction
 * @param included the transactions that it found valid, in order
 * @param state after it, without empty accounts
 * @param traces of the transactions that were asked for
 */
record PeerBlock(
        BlockContext context,
        List<Hash> included,
        Digest digest,
        MemoryState state,
        Map<Hash, PeerTrace> traces) {
    PeerBlock {
        included = List.copyOf(included);
        traces = Map.copyOf(traces);
    }

    /** What a header says of all receipts together: status, gas and logs of each. */
    record Digest(Hash receiptsRoot, Bytes logsBloom, long gasUsed) {}
}
