package io.kaizen.ingress.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.ReceiptJson;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.ingress.subscribe.ReceiptWaiters;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.AdmissionReply;
import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Signed transactions in. Nothing here waits on a thread. */
public final class SubmitMethods {
    private static final Set<Refusal> COME_BACK = Set.of(Refusal.BUSY, Refusal.DISK_LOW);

    private final Ledger ledger;
    private final ReceiptWaiters waiters;
    private final RpcLimits.Queries limits;

    public SubmitMethods(Ledger ledger, ReceiptWaiters waiters, RpcLimits.Queries limits) {
        this.ledger = ledger;
        this.waiters = waiters;
        this.limits = limits;
    }

    public List<RpcMethod> methods() {
        return List.of(
                new RpcMethod(
                        "eth_sendRawTransaction",
                        Lane.INSTANT,
                        1,
                        RpcMethod.FirstArgument.DATA,
                        (params, exchange) -> new Raw(ledger, params.data(0))),
                new RpcMethod(
                        "eth_sendRawTransactionSync",
                        Lane.INSTANT,
                        2,
                        RpcMethod.FirstArgument.DATA,
                        (params, exchange) -> sendSync(params)));
    }

    /** A transaction as it came; its answer is its hash. */
    private record Raw(Ledger ledger, Bytes raw) implements Reply.Submission {
        @Override
        public void submit(AdmissionReply reply) {
            ledger.submit(raw, reply);
        }

        @Override
        public JsonBody answer(Admission verdict) {
            Hash hash = accepted(verdict);
            return out -> out.data(hash);
        }
    }

    static Reply hash(Admission verdict) {
        Hash hash = accepted(verdict);
        return Reply.of(out -> out.data(hash));
    }

    private static Hash accepted(Admission verdict) {
        return switch (verdict) {
            case Admission.Accepted accepted -> accepted.hash();
            case Admission.Refused refused -> throw errorOf(refused).exception();
        };
    }

    /** geth answers -32000 to all refusals; only "come back later" has a code of its own. */
    static RpcError errorOf(Admission.Refused refused) {
        return COME_BACK.contains(refused.reason())
                ? RpcError.limitExceeded(refused.message())
                : RpcError.server(refused.message());
    }

    /** EIP-7966: answers with the receipt, or with error 4 and the hash after the wait. */
    private Reply sendSync(Params params) {
        Bytes raw = params.data(0);
        Duration wait = wait(params);
        Hash hash = Hash.keccak(raw);
        CompletableFuture<ReceiptJson> receipt = waiters.expect(hash, wait);
        return new Reply.Later(
                ledger.submit(raw)
                        .thenCompose(verdict -> {
                            if (verdict instanceof Admission.Refused refused) {
                                receipt.cancel(false);
                                throw errorOf(refused).exception();
                            }
                            return receipt.<Reply>thenApply(Reply::of)
                                    .exceptionally(failure -> {
                                        throw late(failure, hash, wait);
                                    });
                        }));
    }

    private Duration wait(Params params) {
        Long asked = params.readOrNull(1, SubmitMethods::milliseconds);
        if (asked == null || asked == 0) {
            return limits.syncWait();
        }
        long longest = limits.syncWaitMax().toMillis();
        return Duration.ofMillis(Math.min(asked, longest));
    }

    private static Long milliseconds(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0) {
            return node.longValue();
        }
        return HexInput.positive(node);
    }

    private RuntimeException late(Throwable failure, Hash hash, Duration wait) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof TimeoutException)) {
            return cause instanceof RuntimeException known ? known : new CompletionException(cause);
        }
        TransactionStatus status = ledger.status(hash);
        String fate =
                status == null || status.reason() == null
                        ? ""
                        : " (" + status.stage() + ": " + status.reason() + ")";
        return new RpcError(
                        RpcError.SYNC_TIMED_OUT,
                        "the transaction was added to the transaction pool but wasn't processed in "
                                + wait.toMillis()
                                + "ms"
                                + fate,
                        out -> out.data(hash))
                .exception();
    }
}
