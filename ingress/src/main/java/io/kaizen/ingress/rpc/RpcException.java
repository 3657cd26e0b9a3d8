package io.kaizen.ingress.rpc;

/**
 * Carries a verdict on bad input out of nested parsing to the dispatcher, which turns it into an
 * error object. Has no stack trace: bad input is ordinary and must stay cheap.
 */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RpcError error;

    public RpcException(RpcError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public RpcError error() {
        return error;
    }
}
