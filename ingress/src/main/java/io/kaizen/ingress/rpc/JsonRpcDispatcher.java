package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.json.JsonOut;
import io.kaizen.ingress.limit.Lanes;
import io.kaizen.ingress.limit.RpcLimits;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a payload of JSON-RPC 2.0 to its answer, whatever carried it. Small payloads are parsed on
 * the caller's thread, large ones on a read worker; calls run on the lane of their method, a batch
 * in its order on the dearest lane it needs. Nothing here waits: what completes later is written by
 * the answer thread.
 *
 * <p>Safe on any thread.
 */
public final class JsonRpcDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(JsonRpcDispatcher.class);

    /** Up to this size parsing costs less than handing it to another thread. */
    private static final int PARSE_HERE_BYTES = 32 << 10;

    private static final byte[] NOTHING = new byte[0];

    private final MethodTable methods;
    private final Lanes lanes;
    private final RpcLimits.Wire limits;
    private final Json json;
    private final RpcMeter meter;

    public JsonRpcDispatcher(MethodTable methods, Lanes lanes, RpcLimits.Wire limits, Json json) {
        this.methods = methods;
        this.lanes = lanes;
        this.limits = limits;
        this.json = json;
        this.meter = new RpcMeter(methods.names());
    }

    /**
     * Runs a payload.
     *
     * @return the answer's text; empty where there is nothing to answer. Never completes
     *     exceptionally for anything a client can cause
     */
    public CompletableFuture<byte[]> dispatch(byte[] payload, Exchange exchange) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        if (payload.length <= PARSE_HERE_BYTES) {
            start(payload, exchange, answer);
            return answer;
        }
        try {
            lanes.run(Lane.READ, () -> start(payload, exchange, answer));
        } catch (RpcException e) {
            answer.complete(turnAway(e.error()));
        }
        return answer;
    }

    /** What it records. */
    public RpcMeter meter() {
        return meter;
    }

    /** The error object for a payload that could not even be read. */
    public byte[] failure(@Nullable JsonNode id, RpcError error) {
        return json.write(out -> writeFailure(out, id, error), limits.responseBytesMax());
    }

    private byte[] turnAway(RpcError error) {
        meter.turnedAway(error);
        return failure(null, error);
    }

    private void start(byte[] text, Exchange exchange, CompletableFuture<byte[]> answer) {
        JsonNode node = json.read(text);
        if (node == null) {
            answer.complete(turnAway(new RpcError(RpcError.PARSE_ERROR, "parse error")));
            return;
        }
        RpcError refusal = refusal(node);
        if (refusal != null) {
            answer.complete(turnAway(refusal));
            return;
        }
        RpcCall.Payload payload = payload(node);
        try {
            lanes.run(laneOf(payload), () -> run(payload, exchange, answer));
        } catch (RpcException e) {
            answer.complete(refuseAll(payload, e.error()));
        }
    }

    private @Nullable RpcError refusal(JsonNode node) {
        if (!node.isArray()) {
            return null;
        }
        if (node.isEmpty()) {
            return RpcError.invalidRequest("empty batch");
        }
        return node.size() > limits.batchCallsMax()
                ? RpcError.invalidRequest(
                        "batch too large: " + node.size() + " calls, max " + limits.batchCallsMax())
                : null;
    }

    private static RpcCall.Payload payload(JsonNode node) {
        if (!node.isArray()) {
            return new RpcCall.Payload(List.of(RpcCall.read(node)), false);
        }
        List<RpcCall> calls = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            calls.add(RpcCall.read(item));
        }
        return new RpcCall.Payload(calls, true);
    }

    private Lane laneOf(RpcCall.Payload payload) {
        Lane dearest = Lane.INSTANT;
        for (RpcCall call : payload.calls()) {
            RpcMethod method = methods.find(call.method());
            if (method != null && method.lane().compareTo(dearest) > 0) {
                dearest = method.lane();
            }
        }
        return dearest;
    }

    private void run(RpcCall.Payload payload, Exchange exchange, CompletableFuture<byte[]> answer) {
        List<Outcome> outcomes = new ArrayList<>(payload.calls().size());
        List<CompletableFuture<?>> later = new ArrayList<>(0);
        for (RpcCall call : payload.calls()) {
            Outcome outcome = new Outcome(call);
            outcomes.add(outcome);
            begin(outcome, exchange, later);
        }
        if (later.isEmpty()) {
            complete(answer, payload, outcomes);
            return;
        }
        var _ =
                CompletableFuture.allOf(later.toArray(CompletableFuture[]::new))
                        .whenCompleteAsync(
                                (done, failed) -> complete(answer, payload, outcomes),
                                lanes.answers());
    }

    private void begin(Outcome outcome, Exchange exchange, List<CompletableFuture<?>> later) {
        RpcCall call = outcome.call;
        if (call.invalid() != null) {
            outcome.error = call.invalid();
            return;
        }
        try {
            RpcMethod method = methods.find(call.method());
            if (method == null) {
                outcome.error = RpcError.methodNotFound(call.method());
                return;
            }
            Params params = Params.of(call.params(), method.argumentsMax());
            switch (method.handler().call(params, exchange)) {
                case Reply.Value value -> outcome.value = value;
                case Reply.Later pending -> {
                    outcome.later = pending.reply();
                    later.add(pending.reply());
                }
            }
        } catch (RuntimeException | StackOverflowError e) {
            outcome.error = errorOf(e, call.method());
        }
    }

    private void complete(
            CompletableFuture<byte[]> answer, RpcCall.Payload payload, List<Outcome> outcomes) {
        try {
            answer.complete(write(payload, outcomes));
        } catch (RuntimeException e) {
            LOG.error("an answer could not be written", e);
            answer.complete(failure(null, new RpcError(RpcError.INTERNAL, "internal error")));
        }
    }

    private byte[] write(RpcCall.Payload payload, List<Outcome> outcomes) {
        if (!payload.isBatch()) {
            Outcome only = outcomes.getFirst();
            return only.call.isNotification() ? NOTHING : writeOne(only, limits.responseBytesMax());
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(256 * outcomes.size());
        for (Outcome outcome : outcomes) {
            if (!outcome.call.isNotification()) {
                all.write(all.size() == 0 ? '[' : ',');
                all.writeBytes(writeOne(outcome, limits.responseBytesMax() - all.size()));
            }
        }
        if (all.size() == 0) {
            return NOTHING;
        }
        all.write(']');
        return all.toByteArray();
    }

    private byte[] writeOne(Outcome outcome, int bytesMax) {
        RpcCall call = outcome.call;
        try {
            RpcError error = outcome.settle();
            meter.answered(call.method(), error, System.nanoTime() - outcome.beganNs);
            if (error != null) {
                return failure(call.id(), error);
            }
            Reply.Value value = outcome.value;
            return json.write(out -> writeResult(out, call.id(), value), bytesMax);
        } catch (RuntimeException e) {
            return failure(call.id(), errorOf(e, call.method()));
        }
    }

    private static void writeResult(
            JsonOut out, @Nullable JsonNode id, Reply.@Nullable Value value) {
        head(out, id).name("result");
        if (value == null) {
            out.nothing();
        } else {
            out.body(value.body());
        }
        out.endObject();
    }

    private static void writeFailure(JsonOut out, @Nullable JsonNode id, RpcError error) {
        head(out, id).name("error").beginObject();
        out.number("code", error.code()).text("message", error.message());
        if (error.data() != null) {
            out.body("data", error.data());
        }
        out.endObject().endObject();
    }

    private static JsonOut head(JsonOut out, @Nullable JsonNode id) {
        out.beginObject().text("jsonrpc", "2.0").name("id");
        return id == null ? out.nothing() : out.tree(id);
    }

    private byte[] refuseAll(RpcCall.Payload payload, RpcError error) {
        List<Outcome> outcomes = new ArrayList<>(payload.calls().size());
        for (RpcCall call : payload.calls()) {
            Outcome outcome = new Outcome(call);
            outcome.error = call.invalid() == null ? error : call.invalid();
            outcomes.add(outcome);
        }
        return write(payload, outcomes);
    }

    private static RpcError errorOf(Throwable failure, String method) {
        if (failure instanceof RpcException refused) {
            return refused.error();
        }
        LOG.error("method {} failed", method, failure);
        return new RpcError(RpcError.INTERNAL, "internal error");
    }

    /**
     * What has become of one call so far. Written by the running thread, then read by one other.
     */
    private static final class Outcome {
        private final RpcCall call;
        private final long beganNs = System.nanoTime();
        private @Nullable RpcError error;
        private Reply.@Nullable Value value;
        private @Nullable CompletableFuture<Reply> later;

        Outcome(RpcCall call) {
            this.call = call;
        }

        /** Takes over what completed later; the error, or null where there is a value. */
        @Nullable RpcError settle() {
            if (later != null) {
                try {
                    value =
                            switch (later.join()) {
                                case Reply.Value done -> done;
                                case Reply.Later _ ->
                                        throw new IllegalStateException(
                                                "a later reply gave a later reply");
                            };
                } catch (CompletionException e) {
                    Throwable cause = e.getCause();
                    error = errorOf(cause == null ? e : cause, call.method());
                }
            }
            return error;
        }
    }
}
