package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.rpc.RpcCall.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads payloads of JSON-RPC 2.0 token by token: trees are made of arguments alone, and not of the
 * data of a transaction. A call is judged once it is read whole, so that its members may come in
 * any order and the last of a name counts, as in a tree. Safe on any thread.
 */
final class RequestReader {
    private static final RpcError NOT_JSON = new RpcError(RpcError.PARSE_ERROR, "parse error");
    private static final String VERSION = "2.0";

    private final Json json;
    private final MethodTable methods;
    private final int batchCallsMax;

    RequestReader(Json json, MethodTable methods, int batchCallsMax) {
        this.json = json;
        this.methods = methods;
        this.batchCallsMax = batchCallsMax;
    }

    Payload read(byte[] text) {
        try {
            Payload payload = read(text, RpcMethod.FirstArgument.DATA);
            return payload == null ? notNull(read(text, RpcMethod.FirstArgument.TREE)) : payload;
        } catch (IOException e) {
            // The text is in memory: this is never the machine's fault.
            return Payload.refused(NOT_JSON);
        }
    }

    private static Payload notNull(@Nullable Payload payload) {
        if (payload == null) {
            throw new IllegalStateException("nothing was read as data, and yet in vain");
        }
        return payload;
    }

    /** What is there, or null where an argument was read as data that should not have been. */
    private @Nullable Payload read(byte[] text, RpcMethod.FirstArgument first) throws IOException {
        try (JsonParser in = json.parser(text)) {
            Pass pass = new Pass(in, first);
            Payload payload = pass.payload();
            return pass.isVain ? null : payload;
        }
    }

    /** One way through a text; holds the members of the call it is in. */
    private final class Pass {
        private final JsonParser in;
        private final RpcMethod.FirstArgument first;
        private boolean isVain;

        /** The method last found: the calls of a batch tend to name the same. */
        private @Nullable RpcMethod found;

        private @Nullable JsonNode id;
        private boolean isVersion;
        private String name = "";
        private @Nullable RpcMethod method;
        private Params params = Params.NONE;
        private boolean isData;

        Pass(JsonParser in, RpcMethod.FirstArgument first) {
            this.in = in;
            this.first = first;
        }

        Payload payload() throws IOException {
            JsonToken token = in.nextToken();
            if (token == null) {
                return Payload.refused(NOT_JSON);
            }
            Payload payload =
                    token == JsonToken.START_ARRAY
                            ? batch()
                            : new Payload(List.of(call(token)), false, null);
            return in.nextToken() == null ? payload : Payload.refused(NOT_JSON);
        }

        /** Reads on over the limit, for the text must be JSON and its calls are counted. */
        private Payload batch() throws IOException {
            List<RpcCall> calls = new ArrayList<>();
            int count = 0;
            for (JsonToken token = in.nextToken();
                    token != JsonToken.END_ARRAY;
                    token = in.nextToken()) {
                RpcCall call = call(token);
                if (count++ < batchCallsMax) {
                    calls.add(call);
                }
            }
            if (count == 0) {
                return Payload.refused(RpcError.invalidRequest("empty batch"));
            }
            return count <= batchCallsMax
                    ? new Payload(calls, true, null)
                    : Payload.refused(
                            RpcError.invalidRequest(
                                    "batch too large: " + count + " calls, max " + batchCallsMax));
        }

        private RpcCall call(JsonToken token) throws IOException {
            if (token != JsonToken.START_OBJECT) {
                Json.tree(in);
                return RpcCall.invalid(null);
            }
            id = null;
            isVersion = false;
            name = "";
            method = null;
            params = Params.NONE;
            isData = false;
            for (String member = in.nextFieldName(); member != null; member = in.nextFieldName()) {
                member(member, in.nextToken());
            }
            return judge();
        }

        private void member(String member, JsonToken token) throws IOException {
            switch (member) {
                case "jsonrpc" -> isVersion = isText(token, VERSION) || pass();
                case "id" -> id = id(token);
                case "method" -> method(token);
                case "params" -> params(token);
                default -> Json.tree(in);
            }
        }

        /** Judges the shape of one request as JSON-RPC 2.0 and geth do. */
        private RpcCall judge() {
            if (id != null && id.isContainerNode()) {
                return RpcCall.invalid(null);
            }
            return isVersion && !name.isEmpty()
                    ? new RpcCall(id, name, method, params, null)
                    : RpcCall.invalid(id);
        }

        /** Reads over the value the parser stands at, whose bounds count all the same. */
        private boolean pass() throws IOException {
            Json.tree(in);
            return false;
        }

        private boolean isText(JsonToken token, String wanted) throws IOException {
            if (token != JsonToken.VALUE_STRING || in.getTextLength() != wanted.length()) {
                return false;
            }
            char[] text = in.getTextCharacters();
            int offset = in.getTextOffset();
            for (int i = 0; i < wanted.length(); i++) {
                if (text[offset + i] != wanted.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private JsonNode id(JsonToken token) throws IOException {
            return switch (token) {
                case VALUE_STRING -> TextNode.valueOf(in.getText());
                case VALUE_NUMBER_INT -> integer();
                case VALUE_NUMBER_FLOAT -> {
                    in.getDoubleValue(); // for the bounds
                    yield asWritten();
                }
                default -> Json.tree(in);
            };
        }

        /** Numbers that a long does not hold are kept as they are written. */
        private JsonNode integer() throws IOException {
            if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                in.getBigIntegerValue(); // for the bounds
                return asWritten();
            }
            long value = in.getLongValue();
            if (value == 0 && in.getTextLength() > 1) {
                return asWritten();
            }
            return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
        }

        private JsonNode asWritten() throws IOException {
            return JsonNodeFactory.instance.rawValueNode(new RawValue(in.getText()));
        }

        private void method(JsonToken token) throws IOException {
            // What was read as data may be another method's argument now.
            isVain |= isData;
            if (token != JsonToken.VALUE_STRING) {
                method = null;
                name = "";
                Json.tree(in);
            } else if (found != null && isText(token, found.name())) {
                method = found;
                name = found.name();
            } else {
                name = in.getText();
                method = methods.find(name);
                found = method == null ? found : method;
            }
        }

        private void params(JsonToken token) throws IOException {
            isData = false;
            boolean wantsData =
                    first == RpcMethod.FirstArgument.DATA
                            && method != null
                            && method.first() == RpcMethod.FirstArgument.DATA;
            params =
                    wantsData && token == JsonToken.START_ARRAY
                            ? arguments()
                            : new Params(null, Json.tree(in));
        }

        /** An array whose first element becomes data, if it is any. */
        private Params arguments() throws IOException {
            JsonToken token = in.nextToken();
            Bytes data =
                    token == JsonToken.VALUE_STRING
                            ? HexInput.dataOrNull(
                                    in.getTextCharacters(), in.getTextOffset(), in.getTextLength())
                            : null;
            isData = data != null;
            if (isData) {
                token = in.nextToken();
                if (token == JsonToken.END_ARRAY) {
                    return new Params(data, null);
                }
            }
            ArrayNode others = JsonNodeFactory.instance.arrayNode();
            for (; token != JsonToken.END_ARRAY; token = in.nextToken()) {
                others.add(Json.tree(in));
            }
            return new Params(data, others);
        }
    }
}
