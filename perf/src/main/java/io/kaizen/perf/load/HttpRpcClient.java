package io.kaizen.perf.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** JSON-RPC by HTTP/1.1 POST with keep-alive. */
final class HttpRpcClient implements RpcClient {
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
    public Prepared prepare(List<RpcRequest> calls) {
        byte[] body = body(calls).getBytes(StandardCharsets.ISO_8859_1);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        int count = calls.size();
        return () ->
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                        .exceptionallyCompose(
                                failure -> CompletableFuture.failedFuture(named(failure)))
                        .thenApply(response -> responses(response, count));
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

    private static List<RpcAnswer> responses(HttpResponse<byte[]> response, int count) {
        try {
            return RpcAnswer.readAll(response.body(), count);
        } catch (IOException another) {
            throw new UncheckedIOException(
                    "HTTP " + response.statusCode() + ", " + another.getMessage(), another);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
