package io.kaizen.perf.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One connection to a node under measurement. Requests on a connection are answered in any order;
 * the caller matches them by position in the batch. Any thread.
 */
public interface RpcClient extends AutoCloseable {
    /** Calls that are ready to go, so that a measurement need not wait while they are written. */
    @FunctionalInterface
    interface Prepared {
        /** Sends them as one batch, and completes with the answers in the order of the calls. */
        CompletableFuture<List<RpcAnswer>> send();
    }

    /** Writes the calls as one batch, or alone, if there is one. */
    Prepared prepare(List<RpcRequest> calls);

    /** Prepares the calls and sends them. */
    default CompletableFuture<List<RpcAnswer>> send(List<RpcRequest> calls) {
        return prepare(calls).send();
    }

    /** One call; its result, or an exception with the node's error. */
    default JsonNode call(RpcRequest call) throws IOException, InterruptedException {
        RpcAnswer answer = Futures.await(send(List.of(call))).getFirst();
        if (answer.error() != null) {
            throw new IOException(call.method() + ": " + answer.error());
        }
        return answer.result() == null ? NullNode.instance : answer.result();
    }

    @Override
    void close() throws IOException;
}
