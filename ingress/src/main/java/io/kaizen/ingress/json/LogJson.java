package io.kaizen.ingress.json;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;

/**
 * One log and where it stands.
 *
 * @param index in the block
 */
public record LogJson(Log log, Hash transactionHash, Placement at, int index) implements JsonBody {
    @Override
    public void write(JsonOut out) {
        out.beginObject().data("address", log.address()).name("topics").beginArray();
        for (Hash topic : log.topics()) {
            out.data(topic);
        }
        out.endArray().data("data", log.data());
        out.quantity("blockNumber", at.blockNumber()).data("transactionHash", transactionHash);
        out.quantity("transactionIndex", at.index()).data("blockHash", at.blockHash());
        out.quantity("blockTimestamp", at.timestamp()).quantity("logIndex", index);
        // Nothing sealed or preconfirmed is ever taken back.
        out.flag("removed", false).endObject();
    }
}
