package io.kaizen.ingress.rpc;

/**
 * One method by its name.
 *
 * @param argumentsMax more are refused
 */
public record RpcMethod(String name, Lane lane, int argumentsMax, Handler handler) {
    /** Safe on any thread. */
    @FunctionalInterface
    public interface Handler {
        Reply call(Params params, Exchange exchange);
    }
}
