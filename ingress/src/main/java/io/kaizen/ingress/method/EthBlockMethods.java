package io.kaizen.ingress.method;

import io.kaizen.exec.ledger.Receipt;
import io.kaizen.ingress.json.BlockJson;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.Placement;
import io.kaizen.ingress.json.ReceiptJson;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.Blocks.Found;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.PendingView;
import io.kaizen.pipeline.publish.Preconfirmation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocks and what is in them. An unknown block is null, as with geth. */
public final class EthBlockMethods {
    private final Ledger ledger;
    private final Blocks blocks;

    public EthBlockMethods(Ledger ledger, Blocks blocks) {
        this.ledger = ledger;
        this.blocks = blocks;
    }

    public List<RpcMethod> methods() {
        return List.of(
                new RpcMethod(
                        "eth_blockNumber",
                        Lane.INSTANT,
                        0,
                        (params, exchange) -> Reply.quantity(ledger.chain().head().number())),
                read("eth_getBlockByNumber", 2, params -> block(byNumber(params), params.flag(1))),
                read("eth_getBlockByHash", 2, params -> block(byHash(params), params.flag(1))),
                read("eth_getBlockTransactionCountByNumber", 1, params -> count(byNumber(params))),
                read("eth_getBlockTransactionCountByHash", 1, params -> count(byHash(params))),
                read("eth_getUncleCountByBlockNumber", 1, params -> uncles(byNumber(params))),
                read("eth_getUncleCountByBlockHash", 1, params -> uncles(byHash(params))),
                read("eth_getUncleByBlockNumberAndIndex", 2, params -> noUncle(byNumber(params))),
                read("eth_getUncleByBlockHashAndIndex", 2, params -> noUncle(byHash(params))),
                read(
                        "eth_getBlockReceipts",
                        1,
                        params -> receipts(blocks.find(params.read(0, BlockRef::parseState)))));
    }

    private interface Reader {
        Reply read(Params params);
    }

    private static RpcMethod read(String name, int argumentsMax, Reader reader) {
        return new RpcMethod(
                name, Lane.READ, argumentsMax, (params, exchange) -> reader.read(params));
    }

    private @Nullable Found byNumber(Params params) {
        return blocks.find(params.read(0, BlockRef::parseNumber));
    }

    private @Nullable Found byHash(Params params) {
        return blocks.find(new BlockRef.ByHash(params.hash(0)));
    }

    private Reply block(@Nullable Found found, boolean full) {
        BlockJson.Transactions shown =
                full ? BlockJson.Transactions.FULL : BlockJson.Transactions.HASHES;
        return switch (found) {
            case null -> Reply.NULL;
            case Found.Sealed sealed -> Reply.of(BlockJson.block(sealed.block(), shown));
            case Found.Open open ->
                    Reply.of(
                            BlockJson.pending(
                                    OpenBlock.header(open.view(), ledger.chain().head()),
                                    OpenBlock.transactions(open.view()),
                                    shown));
        };
    }

    private static Reply count(@Nullable Found found) {
        return switch (found) {
            case null -> Reply.NULL;
            case Found.Sealed sealed -> Reply.quantity(sealed.block().transactions().size());
            case Found.Open open -> Reply.quantity(open.view().preconfirmed().size());
        };
    }

    private static Reply uncles(@Nullable Found found) {
        return found == null ? Reply.NULL : Reply.quantity(0);
    }

    /** There has been no uncle since the Merge. */
    private static Reply noUncle(@Nullable Found ignored) {
        return Reply.NULL;
    }

    private static Reply receipts(@Nullable Found found) {
        return switch (found) {
            case null -> Reply.NULL;
            case Found.Sealed sealed -> Reply.of(list(sealedReceipts(sealed.block())));
            case Found.Open open -> Reply.of(list(openReceipts(open.view())));
        };
    }

    private static JsonBody list(List<ReceiptJson> receipts) {
        return out -> {
            out.beginArray();
            receipts.forEach(out::body);
            out.endArray();
        };
    }

    static List<ReceiptJson> sealedReceipts(SealedBlock block) {
        List<ReceiptJson> all = new ArrayList<>(block.receipts().size());
        int logs = 0;
        for (int i = 0; i < block.receipts().size(); i++) {
            Receipt receipt = block.receipts().get(i);
            Placement at = Placement.of(block, i, logs);
            all.add(new ReceiptJson(block.transactions().get(i), receipt, at, null));
            logs += receipt.logs().size();
        }
        return all;
    }

    private static List<ReceiptJson> openReceipts(PendingView view) {
        List<ReceiptJson> all = new ArrayList<>(view.preconfirmed().size());
        for (Preconfirmation event : view.preconfirmed()) {
            Placement at =
                    Placement.of(event, view.context().timestamp(), view.context().baseFee());
            all.add(new ReceiptJson(event.transaction(), event.receipt(), at, event.position()));
        }
        return all;
    }
}
