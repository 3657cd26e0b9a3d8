package io.kaizen.perf.fuzz;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.process.BlockContext;
import java.util.List;

/**
 * What the peer says of a block.
 *
 * @param context what its header fixed before the first transaction
 * @param included the transactions that it found valid, in order
 * @param ends how each of them ended
 */
record PeerBlock(BlockContext context, List<Hash> included, List<End> ends, Digest digest) {
    PeerBlock {
        included = List.copyOf(included);
        ends = List.copyOf(ends);
    }

    /**
     * The end of a transaction's outermost call.
     *
     * @param kind {@code success}, {@code revert}, or which exceptional halt
     * @param output returned or reverted bytes, or the code that was deployed
     */
    record End(String kind, Bytes output) {}

    /** What a header says of all transactions together. */
    record Digest(Hash stateRoot, Hash receiptsRoot, Bytes logsBloom, long gasUsed) {}
}
