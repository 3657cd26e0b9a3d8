package io.kaizen.perf.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** JSON-RPC by HTTP/1.1 POST with keep-alive. */
final class HttpRpcClient implements RpcClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final URI uri;

    HttpRpcClient(URI uri, Executor executor) {
        this.uri = uri;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .executor(executor)
                        .build();
    }

    @Override
    public CompletableFuture<List<JsonNode>> send(List<RpcRequest> calls) {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body(calls)))
                        .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(named(failure)))
                .thenApply(response -> responses(response, calls.size()));
    }

    /** The JDK says neither where nor why. */
    private IOException named(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        String why =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new IOException("cannot reach " + uri + ": " + why, cause);
    }

    private static String body(List<RpcRequest> calls) {
        StringBuilder body = new StringBuilder(calls.size() * 320);
        if (calls.size() == 1) {
            calls.getFirst().write(body, 0);
            return body.toString();
        }
        for (int i = 0; i < calls.size(); i++) {
            body.append(i == 0 ? '[' : ',');
            calls.get(i).write(body, i);
        }
        return body.append(']').toString();
    }

    private static List<JsonNode> responses(HttpResponse<byte[]> response, int count) {
        JsonNode root;
        try {
            root = JSON.readTree(response.body());
        } catch (IOException notJson) {
            throw new UncheckedIOException(
                    "HTTP " + response.statusCode() + " with a body that is no JSON", notJson);
        }
        if (root.isObject() && count == 1) {
            return List.of(root);
        }
        if (!root.isArray() || root.size() != count) {
            throw new UncheckedIOException(
                    new IOException(
                            "HTTP "
                                    + response.statusCode()
                                    + ": want "
                                    + count
                                    + " responses, got "
                                    + abbreviated(root)));
        }
        List<JsonNode> ordered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ordered.add(root.get(i));
        }
        for (JsonNode item : root) {
            ordered.set(item.path("id").asInt(), item);
        }
        return ordered;
    }

    private static String abbreviated(JsonNode node) {
        String text = node.toString();
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    @Override
    public void close() {
        client.close();
    }
}
