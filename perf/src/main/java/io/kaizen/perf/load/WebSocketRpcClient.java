package io.kaizen.perf.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * JSON-RPC over one WebSocket: calls are numbered and written one after the other, answers come
 * when they come. A batch is written as single calls, back to back.
 */
final class WebSocketRpcClient implements RpcClient {
    private final HttpClient http;
    private final WebSocket socket;
    private final Inbox inbox;
    private final AtomicLong ids = new AtomicLong();
    private CompletableFuture<?> lastWrite = CompletableFuture.completedFuture(null);

    private static final class Inbox implements WebSocket.Listener {
        final Map<Long, CompletableFuture<RpcAnswer>> waiting = new ConcurrentHashMap<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String message = text.toString();
                text.setLength(0);
                accept(message);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void accept(String message) {
            try {
                RpcAnswer.Numbered numbered = RpcAnswer.read(message);
                CompletableFuture<RpcAnswer> call = waiting.remove(numbered.id());
                if (call != null) {
                    call.complete(numbered.answer());
                }
            } catch (IOException notJson) {
                fail(notJson);
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            fail(new IOException("closed by the node: " + status + " " + reason));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            fail(error);
        }

        private void fail(Throwable error) {
            waiting.values().forEach(call -> call.completeExceptionally(error));
            waiting.clear();
        }
    }

    private WebSocketRpcClient(HttpClient http, WebSocket socket, Inbox inbox) {
        this.http = http;
        this.socket = socket;
        this.inbox = inbox;
    }

    static WebSocketRpcClient connect(URI uri, Executor executor)
            throws IOException, InterruptedException {
        HttpClient http =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(10))
                        .executor(executor)
                        .build();
        Inbox inbox = new Inbox();
        try {
            WebSocket socket =
                    http.newWebSocketBuilder().buildAsync(uri, inbox).get(10, TimeUnit.SECONDS);
            return new WebSocketRpcClient(http, socket, inbox);
        } catch (ExecutionException | TimeoutException failed) {
            http.close();
            throw new IOException("cannot open " + uri, failed);
        }
    }

    @Override
    public Prepared prepare(List<RpcRequest> calls) {
        return () -> sendAll(calls);
    }

    private CompletableFuture<List<RpcAnswer>> sendAll(List<RpcRequest> calls) {
        List<CompletableFuture<RpcAnswer>> answers = calls.stream().map(this::sendOne).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    private synchronized CompletableFuture<RpcAnswer> sendOne(RpcRequest call) {
        long id = ids.incrementAndGet();
        StringBuilder text = new StringBuilder(320);
        call.write(text, id);
        CompletableFuture<RpcAnswer> answer = new CompletableFuture<>();
        inbox.waiting.put(id, answer);
        lastWrite =
                lastWrite
                        .thenCompose(previous -> socket.sendText(text, true))
                        .whenComplete((written, failed) -> {
                            if (failed != null) {
                                inbox.waiting.remove(id);
                                answer.completeExceptionally(failed);
                            }
                        });
        return answer;
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
