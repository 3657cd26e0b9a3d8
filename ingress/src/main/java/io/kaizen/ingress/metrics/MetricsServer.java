package io.kaizen.ingress.metrics;

import io.kaizen.ingress.transport.AccessPolicy;
import io.netty.buffer.Unpooled;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * {@code GET /metrics} over HTTP, and nothing else. One thread of its own, so that scrapes come one
 * after the other and hold up nobody but each other.
 *
 * <p>Bounds: the head of a request, the time it may take, connections; a body is refused.
 */
public final class MetricsServer implements AutoCloseable {
    /** Where the meters are. */
    public static final String PATH = "/metrics";

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int LINE_BYTES_MAX = 1_024;
    private static final int HEAD_BYTES_MAX = 8_192;
    private static final int CONNECTIONS_MAX = 32;
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final int CLOSE_SECONDS = 5;

    private final Config config;
    private final MeterBook book;
    private final LoopResources loop = LoopResources.create("metrics-loop", 1, 1, true);
    private final ChannelGroup channels =
            new DefaultChannelGroup("metrics", GlobalEventExecutor.INSTANCE);
    private @Nullable DisposableServer server;

    /**
     * @param port 0 for any that is free
     * @param access whose Host headers are answered
     */
    public record Config(String host, int port, AccessPolicy access) {}

    public MetricsServer(Config config, MeterBook book) {
        this.config = config;
        this.book = book;
    }

    /**
     * Binds and serves.
     *
     * @throws RuntimeException where the port cannot be bound
     */
    public InetSocketAddress start() {
        if (server != null) {
            throw new IllegalStateException("started twice");
        }
        DisposableServer bound =
                HttpServer.create()
                        .host(config.host())
                        .port(config.port())
                        .runOn(loop)
                        .channelGroup(channels)
                        .httpRequestDecoder(head ->
                                head.maxInitialLineLength(LINE_BYTES_MAX)
                                        .maxHeaderSize(HEAD_BYTES_MAX))
                        .requestTimeout(REQUEST)
                        .idleTimeout(IDLE)
                        .handle(this::handle)
                        .bindNow(Duration.ofSeconds(10));
        server = bound;
        return (InetSocketAddress) bound.address();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        HttpHeaders head = request.requestHeaders();
        if (channels.size() > CONNECTIONS_MAX) {
            return last(response, HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections\n");
        }
        if (!config.access().allowsHost(head.get(HttpHeaderNames.HOST))) {
            return last(response, HttpResponseStatus.FORBIDDEN, "invalid host specified\n");
        }
        if (hasBody(head)) {
            return last(response, HttpResponseStatus.BAD_REQUEST, "a body is not expected\n");
        }
        if (!pathOf(request.uri()).equals(PATH)) {
            return text(response, HttpResponseStatus.NOT_FOUND, "not found; see " + PATH + "\n");
        }
        if (!request.method().equals(HttpMethod.GET)) {
            response.header(HttpHeaderNames.ALLOW, "GET");
            return text(response, HttpResponseStatus.METHOD_NOT_ALLOWED, "method not allowed\n");
        }
        return text(response, HttpResponseStatus.OK, book.scrape());
    }

    private static boolean hasBody(HttpHeaders head) {
        String length = head.get(HttpHeaderNames.CONTENT_LENGTH);
        return head.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || (length != null && !length.trim().equals("0"));
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static Publisher<Void> last(
            HttpServerResponse response, HttpResponseStatus status, String text) {
        response.keepAlive(false);
        return text(response, status, text);
    }

    private static Publisher<Void> text(
            HttpServerResponse response, HttpResponseStatus status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.status(status).header(HttpHeaderNames.CONTENT_TYPE, TEXT);
        response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
        return response.sendObject(Unpooled.wrappedBuffer(bytes)).then();
    }

    @Override
    public void close() {
        channels.close().awaitUninterruptibly(CLOSE_SECONDS * 1_000L);
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(CLOSE_SECONDS));
        }
        loop.disposeLater(Duration.ZERO, Duration.ofSeconds(CLOSE_SECONDS)).block();
    }
}
