package io.kaizen.ingress.method;

import io.kaizen.ingress.json.LogJson;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.ingress.subscribe.Filters;
import io.kaizen.ingress.subscribe.LogFilter;
import io.kaizen.ingress.subscribe.LogQuery;
import io.kaizen.pipeline.publish.Ledger;
import java.util.List;

/** Logs by query and by polled filter. */
public final class LogMethods {
    private final Ledger ledger;
    private final LogQuery query;
    private final Filters filters;

    public LogMethods(Ledger ledger, LogQuery query, Filters filters) {
        this.ledger = ledger;
        this.query = query;
        this.filters = filters;
    }

    public List<RpcMethod> methods() {
        return List.of(
                heavy("eth_getLogs", this::logs),
                heavy("eth_getFilterLogs", p -> Reply.of(filters.logs(id(p)))),
                heavy("eth_getFilterChanges", p -> Reply.of(filters.changes(id(p)))),
                heavy(
                        "eth_newFilter",
                        p -> Reply.text(filters.addLogs(p.read(0, LogFilter::parse)))),
                new RpcMethod(
                        "eth_newBlockFilter",
                        Lane.READ,
                        0,
                        (params, exchange) -> Reply.text(filters.addBlocks())),
                new RpcMethod(
                        "eth_newPendingTransactionFilter",
                        Lane.READ,
                        1,
                        (params, exchange) -> Reply.text(filters.addPending())),
                new RpcMethod(
                        "eth_uninstallFilter",
                        Lane.READ,
                        1,
                        (params, exchange) -> Reply.flag(filters.remove(id(params)))));
    }

    private interface Reader {
        Reply read(Params params);
    }

    private static RpcMethod heavy(String name, Reader reader) {
        return new RpcMethod(name, Lane.HEAVY, 1, (params, exchange) -> reader.read(params));
    }

    private static String id(Params params) {
        return params.read(0, HexInput::text);
    }

    private Reply logs(Params params) {
        List<LogJson> found = query.run(ledger.chain(), params.read(0, LogFilter::parse));
        return Reply.of(out -> {
            out.beginArray();
            found.forEach(out::body);
            out.endArray();
        });
    }
}
