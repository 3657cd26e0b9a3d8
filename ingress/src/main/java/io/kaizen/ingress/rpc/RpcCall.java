package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call as it was read.
 *
 * @param id as sent, to be sent back; null (Java's) for a notification
 * @param invalid why it is no request; then nothing else counts
 */
record RpcCall(
        @Nullable JsonNode id,
        String method,
        @Nullable JsonNode params,
        @Nullable RpcError invalid) {

    /** What a payload holds. */
    record Payload(List<RpcCall> calls, boolean isBatch) {}

    boolean isNotification() {
        return id == null && invalid == null;
    }

    /** Judges the shape of one request as JSON-RPC 2.0 and geth do. */
    static RpcCall read(JsonNode node) {
        if (!node.isObject()) {
            return invalid(null);
        }
        JsonNode id = node.get("id");
        if (id != null && id.isContainerNode()) {
            return invalid(null);
        }
        JsonNode version = node.get("jsonrpc");
        JsonNode method = node.get("method");
        if (version == null
                || !"2.0".equals(version.textValue())
                || method == null
                || !method.isTextual()
                || method.textValue().isEmpty()) {
            return invalid(id);
        }
        return new RpcCall(id, method.textValue(), node.get("params"), null);
    }

    static RpcCall invalid(@Nullable JsonNode id) {
        return new RpcCall(id, "", null, RpcError.invalidRequest("invalid request"));
    }
}
