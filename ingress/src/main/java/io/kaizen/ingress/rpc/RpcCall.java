package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call as it was read.
 *
 * @param id to be sent back; null (Java's) for a notification
 * @param name as asked for
 * @param method null where there is none of this name
 * @param invalid why it is no request; then nothing but the id counts
 */
record RpcCall(
        @Nullable JsonNode id,
        String name,
        @Nullable RpcMethod method,
        Params params,
        @Nullable RpcError invalid) {

    /**
     * What a payload holds.
     *
     * @param refusal why it is refused as a whole; then there are no calls
     */
    record Payload(List<RpcCall> calls, boolean isBatch, @Nullable RpcError refusal) {
        static Payload refused(RpcError why) {
            return new Payload(List.of(), false, why);
        }
    }

    boolean isNotification() {
        return id == null && invalid == null;
    }

    static RpcCall invalid(@Nullable JsonNode id) {
        return new RpcCall(id, "", null, Params.NONE, RpcError.invalidRequest("invalid request"));
    }
}
