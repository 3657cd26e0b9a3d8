package io.kaizen.perf.load;

/**
 * A JSON-RPC call.
 *
 * @param params a JSON array as text
 */
public record RpcRequest(String method, String params) {

    /** {@code params} of strings, which need no escaping. */
    static RpcRequest of(String method, String... params) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < params.length; i++) {
            text.append(i == 0 ? "\"" : ",\"").append(params[i]).append('"');
        }
        return new RpcRequest(method, text.append(']').toString());
    }

    void write(StringBuilder out, long id) {
        out.append("{\"jsonrpc\":\"2.0\",\"id\":")
                .append(id)
                .append(",\"method\":\"")
                .append(method)
                .append("\",\"params\":")
                .append(params)
                .append('}');
    }
}
