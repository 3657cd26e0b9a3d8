package io.kaizen.ingress.method;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.ingress.json.Placement;
import io.kaizen.ingress.json.ReceiptJson;
import io.kaizen.ingress.json.TransactionJson;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.Blocks.Found;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.chain.TransactionLocation;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.Preconfirmation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transactions and receipts by hash or place. What is unknown is null, as with geth. */
public final class EthTransactionMethods {
    private final Ledger ledger;
    private final Blocks blocks;

    public EthTransactionMethods(Ledger ledger, Blocks blocks) {
        this.ledger = ledger;
        this.blocks = blocks;
    }

    public List<RpcMethod> methods() {
        return List.of(
                read("eth_getTransactionByHash", 1, this::byHash),
                read("eth_getTransactionByBlockHashAndIndex", 2, p -> shown(inBlock(hashed(p), p))),
                read(
                        "eth_getTransactionByBlockNumberAndIndex",
                        2,
                        p -> shown(inBlock(numbered(p), p))),
                read("eth_getRawTransactionByHash", 1, params -> raw(find(params.hash(0)))),
                read(
                        "eth_getRawTransactionByBlockHashAndIndex",
                        2,
                        p -> raw(inBlock(hashed(p), p))),
                read(
                        "eth_getRawTransactionByBlockNumberAndIndex",
                        2,
                        p -> raw(inBlock(numbered(p), p))),
                read("debug_getRawTransaction", 1, params -> raw(find(params.hash(0)))),
                read("eth_getTransactionReceipt", 1, params -> receipt(params.hash(0))));
    }

    private interface Reader {
        Reply read(Params params);
    }

    private static RpcMethod read(String name, int argumentsMax, Reader reader) {
        return new RpcMethod(
                name, Lane.READ, argumentsMax, (params, exchange) -> reader.read(params));
    }

    /** A transaction and, once it is in a block, its place. */
    private record Known(RecoveredTransaction transaction, @Nullable Placement at) {}

    private Reply byHash(Params params) {
        return shown(find(params.hash(0)));
    }

    private @Nullable Known find(Hash hash) {
        // The pool first: a transaction leaves it only after its block was released.
        RecoveredTransaction waiting = ledger.pendingTransaction(hash);
        ChainView chain = ledger.chain();
        TransactionLocation location = chain.transaction(hash);
        SealedBlock block = location == null ? null : chain.block(location.blockNumber());
        if (location != null && block != null) {
            return new Known(
                    block.transactions().get(location.index()),
                    Placement.of(block, location.index(), 0));
        }
        return waiting == null ? null : new Known(waiting, null);
    }

    private @Nullable Found hashed(Params params) {
        return blocks.find(new BlockRef.ByHash(params.hash(0)));
    }

    private @Nullable Found numbered(Params params) {
        return blocks.find(params.read(0, BlockRef::parseNumber));
    }

    private static @Nullable Known inBlock(@Nullable Found found, Params params) {
        long index = params.read(1, HexInput::positive);
        return switch (found) {
            case null -> null;
            case Found.Sealed sealed -> {
                SealedBlock block = sealed.block();
                yield index >= block.transactions().size()
                        ? null
                        : new Known(
                                block.transactions().get((int) index),
                                Placement.of(block, (int) index, 0));
            }
            case Found.Open open -> {
                List<Preconfirmation> events = open.view().preconfirmed();
                yield index >= events.size()
                        ? null
                        : new Known(
                                events.get((int) index).transaction(),
                                Placement.of(
                                        events.get((int) index),
                                        open.view().context().timestamp(),
                                        open.view().context().baseFee()));
            }
        };
    }

    private static Reply shown(@Nullable Known known) {
        if (known == null) {
            return Reply.NULL;
        }
        Placement at = known.at();
        return Reply.of(
                at == null
                        ? TransactionJson.waiting(known.transaction())
                        : TransactionJson.placed(known.transaction(), at));
    }

    private static Reply raw(@Nullable Known known) {
        if (known == null) {
            return Reply.NULL;
        }
        Bytes raw = known.transaction().raw();
        return Reply.of(out -> out.data(raw));
    }

    private Reply receipt(Hash hash) {
        ReceiptJson receipt = ReceiptJson.sealed(ledger.chain(), hash);
        return receipt == null ? Reply.NULL : Reply.of(receipt);
    }
}
