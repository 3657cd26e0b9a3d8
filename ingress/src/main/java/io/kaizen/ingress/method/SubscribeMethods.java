package io.kaizen.ingress.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.ingress.json.BlockJson;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.LogJson;
import io.kaizen.ingress.json.TransactionJson;
import io.kaizen.ingress.rpc.Exchange;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.ingress.subscribe.LogFilter;
import io.kaizen.ingress.subscribe.LogQuery;
import io.kaizen.ingress.subscribe.ReceiptWaiters;
import io.kaizen.ingress.subscribe.Session;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.Preconfirmation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** eth_subscribe: newHeads, logs, newPendingTransactions, and Kaizen's receipts. */
public final class SubscribeMethods {
    private final Ledger ledger;

    public SubscribeMethods(Ledger ledger) {
        this.ledger = ledger;
    }

    public List<RpcMethod> methods() {
        return List.of(
                new RpcMethod("eth_subscribe", Lane.INSTANT, 2, this::subscribe),
                new RpcMethod("eth_unsubscribe", Lane.INSTANT, 1, this::unsubscribe));
    }

    private static Session session(Exchange exchange) {
        Session session = exchange.session();
        if (session == null) {
            throw new RpcError(RpcError.METHOD_NOT_FOUND, "notifications not supported")
                    .exception();
        }
        return session;
    }

    private Reply subscribe(Params params, Exchange exchange) {
        Session session = session(exchange);
        String kind = params.text(0);
        String id =
                switch (kind) {
                    case "newHeads" ->
                            session.subscribe(exchange, ledger.sealedBlocks(), this::heads);
                    case "logs" -> {
                        LogFilter filter =
                                params.has(1)
                                        ? params.read(1, LogFilter::parse)
                                        : new LogFilter(null, null, null, Set.of(), List.of());
                        yield session.subscribe(
                                exchange, ledger.sealedBlocks(), block -> logs(block, filter));
                    }
                    case "newPendingTransactions" ->
                            session.subscribe(exchange, ledger.admitted(), pending(params));
                    case "receipts" -> {
                        ReceiptFilter filter =
                                params.has(1)
                                        ? params.read(1, ReceiptFilter::parse)
                                        : ReceiptFilter.ALL;
                        yield session.subscribe(
                                exchange,
                                ledger.preconfirmations().filter(filter::matches),
                                event -> List.of(ReceiptWaiters.preconfirmed(event)));
                    }
                    default ->
                            throw new RpcError(
                                            RpcError.METHOD_NOT_FOUND,
                                            "no \"" + kind + "\" subscription in eth namespace")
                                    .exception();
                };
        return Reply.text(id);
    }

    private Reply unsubscribe(Params params, Exchange exchange) {
        if (!session(exchange).unsubscribe(params.text(0))) {
            throw RpcError.server("subscription not found").exception();
        }
        return Reply.flag(true);
    }

    private Iterable<JsonBody> heads(SealedBlock block) {
        return List.of(BlockJson.header(block.header(), block.hash()));
    }

    private static Iterable<JsonBody> logs(SealedBlock block, LogFilter filter) {
        List<LogJson> found = new ArrayList<>();
        LogQuery.collect(block, filter, found);
        return List.copyOf(found);
    }

    private static Function<RecoveredTransaction, Iterable<JsonBody>> pending(Params params) {
        if (params.flagOr(1, false)) {
            return transaction -> List.of(TransactionJson.waiting(transaction));
        }
        return transaction -> List.of(out -> out.data(transaction.hash()));
    }

    /** Which receipts are wanted; an empty set takes all. */
    private record ReceiptFilter(Set<Address> from, Set<Address> to) {
        static final ReceiptFilter ALL = new ReceiptFilter(Set.of(), Set.of());

        static ReceiptFilter parse(JsonNode node) {
            HexInput.object(node);
            JsonNode from = HexInput.field(node, "from");
            JsonNode to = HexInput.field(node, "to");
            return new ReceiptFilter(
                    from == null ? Set.of() : Set.of(HexInput.address(from)),
                    to == null ? Set.of() : Set.of(HexInput.address(to)));
        }

        boolean matches(Preconfirmation event) {
            RecoveredTransaction transaction = event.transaction();
            Address recipient = transaction.transaction().to();
            return (from.isEmpty() || from.contains(transaction.sender()))
                    && (to.isEmpty() || (recipient != null && to.contains(recipient)));
        }
    }
}
