package io.kaizen.perf.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One connection to a node under measurement. Requests on a connection are answered in any order;
 * the caller matches them by position in the batch. Any thread.
 */
public interface RpcClient extends AutoCloseable {
    /**
     * Sends the calls as one batch (or alone, if there is one) and completes with their responses
     * in the order of the calls, each an object with {@code result} or {@code error}.
     */
    CompletableFuture<List<JsonNode>> send(List<RpcRequest> calls);

    /** One call; its result, or an exception with the node's error. */
    default JsonNode call(RpcRequest call) throws IOException, InterruptedException {
        JsonNode response = Futures.await(send(List.of(call))).getFirst();
        if (response.hasNonNull("error")) {
            throw new IOException(call.method() + ": " + response.get("error"));
        }
        return response.path("result");
    }

    @Override
    void close() throws IOException;
}
