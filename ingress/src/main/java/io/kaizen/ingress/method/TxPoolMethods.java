package io.kaizen.ingress.method;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.ingress.json.JsonOut;
import io.kaizen.ingress.json.TransactionJson;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.pipeline.pool.PoolView;
import io.kaizen.pipeline.publish.Ledger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The pool as geth shows it. */
public final class TxPoolMethods {
    private final Ledger ledger;

    public TxPoolMethods(Ledger ledger) {
        this.ledger = ledger;
    }

    public List<RpcMethod> methods() {
        return List.of(
                read("txpool_status", pool -> status(pool)),
                read("txpool_content", pool -> Reply.of(out -> content(out, pool))),
                read("txpool_inspect", pool -> Reply.of(out -> inspect(out, pool))),
                new RpcMethod(
                        "txpool_contentFrom",
                        Lane.READ,
                        1,
                        (params, exchange) -> contentFrom(params.address(0))));
    }

    private interface Reader {
        Reply read(PoolView pool);
    }

    private interface EntryWriter {
        void write(JsonOut out, RecoveredTransaction transaction);
    }

    private RpcMethod read(String name, Reader reader) {
        return new RpcMethod(name, Lane.READ, 0, (params, exchange) -> reader.read(ledger.pool()));
    }

    private static Reply status(PoolView pool) {
        int pending = pool.pending().values().stream().mapToInt(Map::size).sum();
        int queued = pool.queued().values().stream().mapToInt(Map::size).sum();
        return Reply.of(out ->
                out.beginObject()
                        .quantity("pending", pending)
                        .quantity("queued", queued)
                        .endObject());
    }

    private static void content(JsonOut out, PoolView pool) {
        writePool(out, pool, (o, tx) -> o.body(TransactionJson.waiting(tx)));
    }

    private static void inspect(JsonOut out, PoolView pool) {
        writePool(out, pool, (o, tx) -> o.text(summary(tx.transaction())));
    }

    private static void writePool(JsonOut out, PoolView pool, EntryWriter writer) {
        out.beginObject();
        writeSenders(out.name("pending"), pool.pending(), writer);
        writeSenders(out.name("queued"), pool.queued(), writer);
        out.endObject();
    }

    private static void writeSenders(
            JsonOut out,
            SortedMap<Address, SortedMap<Long, RecoveredTransaction>> senders,
            EntryWriter writer) {
        out.beginObject();
        senders.forEach((sender, transactions) ->
                writeNonces(out.name(sender.checksummed()), transactions, writer));
        out.endObject();
    }

    private static void writeNonces(
            JsonOut out, Map<Long, RecoveredTransaction> transactions, EntryWriter writer) {
        out.beginObject();
        transactions.forEach((nonce, transaction) -> {
            out.name(Long.toUnsignedString(nonce));
            writer.write(out, transaction);
        });
        out.endObject();
    }

    private Reply contentFrom(Address sender) {
        PoolView pool = ledger.pool();
        SortedMap<Long, RecoveredTransaction> none = new TreeMap<>();
        EntryWriter writer = (out, tx) -> out.body(TransactionJson.waiting(tx));
        return Reply.of(out -> {
            out.beginObject();
            writeNonces(out.name("pending"), pool.pending().getOrDefault(sender, none), writer);
            writeNonces(out.name("queued"), pool.queued().getOrDefault(sender, none), writer);
            out.endObject();
        });
    }

    private static String summary(Transaction tx) {
        String price =
                tx.value()
                        + " wei + "
                        + Long.toUnsignedString(tx.gasLimit())
                        + " gas × "
                        + tx.fees().maxFeePerGas()
                        + " wei";
        Address to = tx.to();
        return (to == null ? "contract creation" : to.checksummed()) + ": " + price;
    }
}
