package io.kaizen.ingress.subscribe;

import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.ingress.json.LogJson;
import io.kaizen.ingress.json.Placement;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds logs in sealed blocks by their bloom filters. Bounded in blocks and in results. */
public final class LogQuery {
    private final Blocks blocks;
    private final RpcLimits.Queries limits;

    public LogQuery(Blocks blocks, RpcLimits.Queries limits) {
        this.blocks = blocks;
        this.limits = limits;
    }

    /** The logs of the filter's block or range. */
    public List<LogJson> run(ChainView chain, LogFilter filter) {
        List<LogJson> found = new ArrayList<>();
        if (filter.blockHash() != null) {
            SealedBlock block = chain.block(filter.blockHash());
            if (block == null) {
                throw RpcError.server("unknown block").exception();
            }
            collect(block, filter, found);
            return found;
        }
        long from = blocks.height(chain, orLatest(filter.from()));
        long to = blocks.height(chain, orLatest(filter.to()));
        if (from > to) {
            throw RpcError.invalidParams("invalid block range params").exception();
        }
        if (to - from >= limits.logBlocksMax()) {
            throw RpcError.limitExceeded(
                            "block range too wide: "
                                    + from
                                    + " to "
                                    + to
                                    + ", max "
                                    + limits.logBlocksMax()
                                    + " blocks")
                    .exception();
        }
        range(chain, filter, from, Math.min(to, chain.head().number()), found);
        return found;
    }

    /** Adds the logs of blocks {@code from} to {@code to}, both included. */
    void range(ChainView chain, LogFilter filter, long from, long to, List<LogJson> found) {
        for (long n = from; n <= to; n++) {
            SealedBlock block = chain.block(n);
            if (block == null) {
                throw RpcError.prunedHistory().exception();
            }
            collect(block, filter, found);
            if (found.size() > limits.logResultsMax()) {
                throw RpcError.limitExceeded(
                                "query returned more than "
                                        + limits.logResultsMax()
                                        + " results: ask for fewer blocks")
                        .exception();
            }
        }
    }

    /** Adds the logs of one block that match. */
    public static void collect(SealedBlock block, LogFilter filter, List<LogJson> found) {
        if (!filter.mayMatch(block.header().bloom())) {
            return;
        }
        int logIndex = 0;
        for (int i = 0; i < block.receipts().size(); i++) {
            Receipt receipt = block.receipts().get(i);
            Placement at = Placement.of(block, i, logIndex);
            for (Log log : receipt.logs()) {
                if (filter.matches(log)) {
                    found.add(new LogJson(log, block.transactions().get(i).hash(), at, logIndex));
                }
                logIndex++;
            }
        }
    }

    private static BlockRef orLatest(@Nullable BlockRef ref) {
        return ref == null ? BlockRef.LATEST : ref;
    }
}
