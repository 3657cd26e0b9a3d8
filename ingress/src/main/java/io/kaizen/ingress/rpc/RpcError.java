package io.kaizen.ingress.rpc;

import io.kaizen.ingress.json.JsonBody;
import io.kaizen.journal.chain.PastProofException;
import org.jspecify.annotations.Nullable;

/**
 * An error object of JSON-RPC 2.0. Codes and messages are geth's where geth has the case.
 *
 * @param data written as the member {@code data}; null leaves it out
 */
public record RpcError(int code, String message, @Nullable JsonBody data) {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL = -32603;
    public static final int SERVER_ERROR = -32000;
    public static final int TIMED_OUT = -32002;
    public static final int RESPONSE_TOO_LARGE = -32003;

    /** EIP-1474's "limit exceeded": busy, too many filters, too many results. */
    public static final int LIMIT_EXCEEDED = -32005;

    /** An execution that reverted; its data is the revert data. */
    public static final int EXECUTION_REVERTED = 3;

    /** EIP-7966: admitted, but not executed within the wait. */
    public static final int SYNC_TIMED_OUT = 4;

    /** As geth answers where blocks were pruned. */
    public static final int PRUNED_HISTORY = 4444;

    public RpcError(int code, String message) {
        this(code, message, null);
    }

    public static RpcError server(String message) {
        return new RpcError(SERVER_ERROR, message);
    }

    public static RpcError prunedHistory() {
        return new RpcError(PRUNED_HISTORY, "pruned history unavailable");
    }

    public static RpcError invalidParams(String message) {
        return new RpcError(INVALID_PARAMS, message);
    }

    public static RpcError invalidRequest(String message) {
        return new RpcError(INVALID_REQUEST, message);
    }

    public static RpcError limitExceeded(String message) {
        return new RpcError(LIMIT_EXCEEDED, message);
    }

    /** Why an old block was not proved. */
    public static RpcError unproved(PastProofException why) {
        int code =
                switch (why.reason()) {
                    case BUSY -> LIMIT_EXCEEDED;
                    case TIMED_OUT -> TIMED_OUT;
                    case UNAVAILABLE -> SERVER_ERROR;
                };
        return new RpcError(code, why.getMessage());
    }

    public static RpcError methodNotFound(String method) {
        return new RpcError(
                METHOD_NOT_FOUND, "the method " + method + " does not exist/is not available");
    }

    /** As an exception, for parsers and handlers that are several calls deep. */
    public RpcException exception() {
        return new RpcException(this);
    }
}
