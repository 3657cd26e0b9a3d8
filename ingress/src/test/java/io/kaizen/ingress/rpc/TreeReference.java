package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a payload must be answered, by the plain way: a tree of the whole text, judged when it is
 * complete. Slow and short.
 */
final class TreeReference {
    private final ObjectMapper mapper;
    private final MethodTable methods;
    private final int batchCallsMax;

    TreeReference(MethodTable methods, int depthMax, int tokensMax, int batchCallsMax) {
        StreamReadConstraints bounds =
                StreamReadConstraints.builder()
                        .maxNestingDepth(depthMax)
                        .maxTokenCount(tokensMax)
                        .maxNumberLength(100)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build();
        mapper =
                JsonMapper.builder(JsonFactory.builder().streamReadConstraints(bounds).build())
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
        this.methods = methods;
        this.batchCallsMax = batchCallsMax;
    }

    /** The answer as a tree; null where there is none. */
    @Nullable JsonNode answer(byte[] text) {
        JsonNode whole = read(text);
        if (whole == null) {
            return failure(null, new RpcError(RpcError.PARSE_ERROR, "parse error"));
        }
        if (!whole.isArray()) {
            return one(whole);
        }
        if (whole.isEmpty()) {
            return failure(null, RpcError.invalidRequest("empty batch"));
        }
        if (whole.size() > batchCallsMax) {
            String message = "batch too large: " + whole.size() + " calls, max " + batchCallsMax;
            return failure(null, RpcError.invalidRequest(message));
        }
        ArrayNode answers = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : whole) {
            JsonNode answer = one(item);
            if (answer != null) {
                answers.add(answer);
            }
        }
        return answers.isEmpty() ? null : answers;
    }

    private @Nullable JsonNode read(byte[] text) {
        try {
            JsonNode whole = mapper.readTree(text);
            return whole.isMissingNode() ? null : whole;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            // Text in an encoding that JSON does not have.
            return null;
        }
    }

    private @Nullable JsonNode one(JsonNode item) {
        JsonNode id = item.get("id");
        if (!item.isObject() || (id != null && id.isContainerNode())) {
            return failure(null, RpcError.invalidRequest("invalid request"));
        }
        JsonNode version = item.get("jsonrpc");
        JsonNode name = item.get("method");
        if (version == null
                || !"2.0".equals(version.textValue())
                || name == null
                || !name.isTextual()
                || name.textValue().isEmpty()) {
            return failure(id, RpcError.invalidRequest("invalid request"));
        }
        JsonNode answer = call(id, name.textValue(), item.get("params"));
        return id == null ? null : answer;
    }

    private JsonNode call(@Nullable JsonNode id, String name, @Nullable JsonNode params) {
        RpcMethod method = methods.find(name);
        if (method == null) {
            return failure(id, RpcError.methodNotFound(name));
        }
        try {
            Params arguments = new Params(null, params);
            arguments.check(method.argumentsMax());
            ObjectNode answer = head(id);
            answer.set("result", RequestReaderTest.result(name, arguments));
            return answer;
        } catch (RpcException e) {
            return failure(id, e.error());
        }
    }

    private static ObjectNode failure(@Nullable JsonNode id, RpcError error) {
        ObjectNode answer = head(id);
        answer.putObject("error").put("code", error.code()).put("message", error.message());
        return answer;
    }

    private static ObjectNode head(@Nullable JsonNode id) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        answer.set("id", id == null ? JsonNodeFactory.instance.nullNode() : id);
        return answer;
    }
}
