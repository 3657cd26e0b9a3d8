package io.kaizen.ingress.method;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.json.JsonOut;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Ledger;
import java.util.List;
import java.util.Locale;

/** What Ethereum has no method for. */
public final class KaizenMethods {
    private final Ledger ledger;

    public KaizenMethods(Ledger ledger) {
        this.ledger = ledger;
    }

    public List<RpcMethod> methods() {
        return List.of(
                new RpcMethod(
                        "kaizen_transactionStatus",
                        Lane.READ,
                        1,
                        (params, exchange) -> status(params.hash(0))));
    }

    /** Null where the transaction was never received or is past the window. */
    private Reply status(Hash hash) {
        TransactionStatus status = ledger.status(hash);
        return status == null ? Reply.NULL : Reply.of(out -> write(out, status));
    }

    private static void write(JsonOut out, TransactionStatus status) {
        out.beginObject().data("hash", status.hash());
        out.text("stage", status.stage().name().toLowerCase(Locale.ROOT));
        if (status.reason() == null) {
            out.nothing("reason");
        } else {
            out.text("reason", status.reason());
        }
        if (status.blockNumber() == null) {
            out.nothing("blockNumber");
        } else {
            out.quantity("blockNumber", status.blockNumber());
        }
        out.endObject();
    }
}
