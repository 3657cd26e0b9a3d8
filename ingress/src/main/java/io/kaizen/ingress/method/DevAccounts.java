package io.kaizen.ingress.method;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.ingress.simulate.CallArguments;
import io.kaizen.ingress.simulate.GasEstimator;
import io.kaizen.pipeline.publish.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Accounts whose keys the node holds, for development chains: it fills in what a transaction leaves
 * out, signs it and submits it. One account at a time, so that nonces do not collide.
 */
public final class DevAccounts {
    private static final int ADMISSION_SECONDS = 10;

    private final Ledger ledger;
    private final Blocks blocks;
    private final FeeMethods fees;
    private final GasEstimator estimator;
    private final Word chainId;
    private final Map<Address, Bytes> keys = new LinkedHashMap<>();

    public DevAccounts(
            Ledger ledger, Blocks blocks, FeeMethods fees, GasEstimator estimator, Word chainId) {
        this.ledger = ledger;
        this.blocks = blocks;
        this.fees = fees;
        this.estimator = estimator;
        this.chainId = chainId;
    }

    public DevAccounts with(List<Bytes> secretKeys) {
        secretKeys.forEach(key -> keys.put(Secp256k1.address(key.array()), key));
        return this;
    }

    public List<RpcMethod> methods() {
        return List.of(
                new RpcMethod("eth_accounts", Lane.INSTANT, 0, (params, exchange) -> accounts()),
                new RpcMethod(
                        "eth_sendTransaction", Lane.HEAVY, 1, (params, exchange) -> send(params)));
    }

    private Reply accounts() {
        return Reply.of(out -> {
            out.beginArray();
            keys.keySet().forEach(out::data);
            out.endArray();
        });
    }

    private Reply send(Params params) {
        CallArguments wanted = params.read(0, CallArguments::parse);
        Bytes key = keys.get(wanted.from());
        if (key == null) {
            throw RpcError.server("unknown account").exception();
        }
        if (wanted.chainId() != null && !wanted.chainId().equals(chainId)) {
            throw RpcError.server(
                            "chainId does not match node's (have="
                                    + wanted.chainId()
                                    + ", want="
                                    + chainId
                                    + ")")
                    .exception();
        }
        synchronized (key) {
            Transaction tx = TransactionCodec.sign(fill(wanted), key.array());
            CompletableFuture<Reply> hash =
                    ledger.submit(TransactionCodec.encode(tx))
                            .thenApply(SubmitMethods::hash)
                            .orTimeout(ADMISSION_SECONDS, TimeUnit.SECONDS);
            // The next one's nonce is known only after this one's admission.
            hash.exceptionally(failure -> Reply.NULL).join();
            return new Reply.Later(hash);
        }
    }

    private Transaction fill(CallArguments wanted) {
        Blocks.StateAt at = blocks.stateAt(BlockRef.Tag.PENDING);
        long gas =
                wanted.gas() == null
                        ? estimator.estimate(at.state(), at.context(), wanted)
                        : wanted.gas();
        long nonce = wanted.nonce() == null ? ledger.pendingNonce(wanted.from()) : wanted.nonce();
        Transaction message = wanted.toMessage(chainId, gas);
        return new Transaction(
                message.type(),
                chainId,
                nonce,
                price(wanted, message),
                message.call(),
                message.extras(),
                Signature.NONE);
    }

    /** Twice the base fee and the tip, as geth fills it. */
    private Transaction.Fees price(CallArguments wanted, Transaction message) {
        if (message.type() == TransactionType.LEGACY
                || message.type() == TransactionType.ACCESS_LIST) {
            return message.fees();
        }
        Word given = wanted.prices().tip();
        Word tip = given == null ? fees.tip() : given;
        Word cap = wanted.prices().feeCap();
        if (cap == null) {
            cap = fees.nextBaseFee().times(2).plus(tip);
        }
        return new Transaction.Fees(
                message.gasLimit(), cap, given == null ? tip.min(cap) : tip, Word.ZERO);
    }
}
