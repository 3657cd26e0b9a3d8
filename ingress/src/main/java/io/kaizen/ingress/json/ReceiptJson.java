package io.kaizen.ingress.json;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.chain.TransactionLocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receipt as geth writes it. One that is not sealed yet has no block hash, and says so.
 *
 * @param position in the order of a preconfirmed receipt; null for a sealed one
 */
public record ReceiptJson(
        RecoveredTransaction transaction, Receipt receipt, Placement at, @Nullable Long position)
        implements JsonBody {

    @Override
    public void write(JsonOut out) {
        out.beginObject();
        out.quantity("type", receipt.type().id());
        if (receipt.outcome().postState() != null) {
            out.data("root", receipt.outcome().postState());
        } else {
            out.quantity("status", receipt.succeeded() ? 1 : 0);
        }
        out.quantity("cumulativeGasUsed", receipt.cumulativeGasUsed());
        writeLogs(out, receipt.logs());
        out.data("logsBloom", receipt.bloom());
        out.data("transactionHash", transaction.hash());
        out.quantity("transactionIndex", at.index());
        out.data("blockHash", at.blockHash()).quantity("blockNumber", at.blockNumber());
        out.data("from", transaction.sender()).data("to", transaction.transaction().to());
        out.quantity("gasUsed", receipt.gasUsed());
        out.data("contractAddress", receipt.outcome().contractAddress());
        out.quantity("effectiveGasPrice", receipt.outcome().effectiveGasPrice());
        if (position != null) {
            out.text("finality", "preconfirmed").quantity("position", position);
        }
        out.endObject();
    }

    /** The receipt of a sealed transaction, or null where the chain has none. */
    public static @Nullable ReceiptJson sealed(ChainView chain, Hash hash) {
        TransactionLocation location = chain.transaction(hash);
        SealedBlock block = location == null ? null : chain.block(location.blockNumber());
        if (location == null || block == null) {
            return null;
        }
        int index = location.index();
        return new ReceiptJson(
                block.transactions().get(index),
                block.receipts().get(index),
                Placement.of(block, index),
                null);
    }

    private void writeLogs(JsonOut out, List<Log> logs) {
        out.name("logs").beginArray();
        for (int i = 0; i < logs.size(); i++) {
            new LogJson(logs.get(i), transaction.hash(), at, at.firstLogIndex() + i).write(out);
        }
        out.endArray();
    }
}
