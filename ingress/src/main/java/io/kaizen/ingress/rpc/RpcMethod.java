package io.kaizen.ingress.rpc;

/**
 * One method by its name.
 *
 * @param argumentsMax more are refused
 * @param first how its first argument is read
 */
public record RpcMethod(
        String name, Lane lane, int argumentsMax, FirstArgument first, Handler handler) {
    /** How a method's first argument is read. */
    public enum FirstArgument {
        /** As a tree, as all the others are. */
        TREE,
        /** From the request's text into bytes at once; for methods that only ask for its data. */
        DATA
    }

    /** Safe on any thread. */
    @FunctionalInterface
    public interface Handler {
        Reply call(Params params, Exchange exchange);
    }

    public RpcMethod(String name, Lane lane, int argumentsMax, Handler handler) {
        this(name, lane, argumentsMax, FirstArgument.TREE, handler);
    }
}
