package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.limit.Lanes;
import io.kaizen.ingress.limit.RpcLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * From a payload of JSON-RPC 2.0 to its answer, whatever carried it. Small payloads are parsed on
 * the caller's thread, large ones on a read worker; calls run on the lane of their method, a batch
 * in its order on the dearest lane it needs. Nothing here waits: what completes later is written by
 * the transport's thread where it is little, else by the answer thread.
 *
 * <p>Safe on any thread.
 */
public final class JsonRpcDispatcher {
    /** Up to this size parsing costs less than handing it to another thread. */
    private static final int PARSE_HERE_BYTES = 32 << 10;

    /** Up to so many instant calls writing costs less than waking another thread. */
    private static final int ANSWER_HERE_CALLS = 16;

    private final RequestReader reader;
    private final AnswerWriter writer;
    private final Lanes lanes;
    private final RpcMeter meter;

    public JsonRpcDispatcher(MethodTable methods, Lanes lanes, RpcLimits.Wire limits, Json json) {
        this.reader = new RequestReader(json, methods, limits.batchCallsMax());
        this.meter = new RpcMeter(methods.names());
        this.writer = new AnswerWriter(json, limits.responseBytesMax(), meter);
        this.lanes = lanes;
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
        return writer.failure(id, error);
    }

    private byte[] turnAway(RpcError error) {
        meter.turnedAway(error);
        return failure(null, error);
    }

    private void start(byte[] text, Exchange exchange, CompletableFuture<byte[]> answer) {
        RpcCall.Payload payload = reader.read(text);
        if (payload.refusal() != null) {
            answer.complete(turnAway(payload.refusal()));
            return;
        }
        Lane lane = laneOf(payload);
        var writing = new PayloadRun.Writing(writer, writesLater(payload, lane, exchange));
        PayloadRun run = new PayloadRun(payload, writing, answer);
        try {
            lanes.run(lane, () -> run.run(exchange));
        } catch (RpcException e) {
            run.refuse(e.error());
        }
    }

    private Executor writesLater(RpcCall.Payload payload, Lane lane, Exchange exchange) {
        Executor transport = exchange.transport();
        boolean isLittle = lane == Lane.INSTANT && payload.calls().size() <= ANSWER_HERE_CALLS;
        return isLittle && transport != null ? transport : lanes.answers();
    }

    private static Lane laneOf(RpcCall.Payload payload) {
        Lane dearest = Lane.INSTANT;
        for (RpcCall call : payload.calls()) {
            RpcMethod method = call.method();
            if (method != null && method.lane().compareTo(dearest) > 0) {
                dearest = method.lane();
            }
        }
        return dearest;
    }
}
