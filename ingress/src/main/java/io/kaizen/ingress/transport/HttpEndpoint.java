package io.kaizen.ingress.transport;

import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.Exchange;
import io.kaizen.ingress.rpc.JsonRpcDispatcher;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.ingress.rpc.RpcMeter;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** POST carries JSON-RPC, GET a page that says what this is, OPTIONS the CORS preflight. */
final class HttpEndpoint {
    private static final String JSON = "application/json";
    private static final Set<String> ACCEPTED_TYPES =
            Set.of(JSON, "application/json-rpc", "application/jsonrequest");

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);

    private final JsonRpcDispatcher dispatcher;
    private final AccessPolicy access;
    private final RpcLimits.Wire limits;
    private final String page;
    private final RpcMeter.Traffic traffic;

    HttpEndpoint(
            JsonRpcDispatcher dispatcher, AccessPolicy access, RpcLimits.Wire limits, String page) {
        this.dispatcher = dispatcher;
        this.access = access;
        this.limits = limits;
        this.page = page;
        this.traffic = dispatcher.meter().traffic(RpcMeter.Transport.HTTP);
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (!access.allowsHost(request.requestHeaders().get(HttpHeaderNames.HOST))) {
            return plain(response, HttpResponseStatus.FORBIDDEN, "invalid host specified\n");
        }
        allowOrigin(request, response);
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.POST)) {
            return post(request, response);
        }
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            return get(request, response);
        }
        if (method.equals(HttpMethod.OPTIONS)) {
            return preflight(response);
        }
        response.header(HttpHeaderNames.ALLOW, "GET, POST, OPTIONS");
        return plain(response, HttpResponseStatus.METHOD_NOT_ALLOWED, "method not allowed\n");
    }

    private void allowOrigin(HttpServerRequest request, HttpServerResponse response) {
        String allowed = access.allowedOrigin(request.requestHeaders().get(HttpHeaderNames.ORIGIN));
        if (allowed != null) {
            response.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            response.header(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
    }

    private static Publisher<Void> preflight(HttpServerResponse response) {
        response.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET");
        response.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type");
        response.header(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
        return response.status(HttpResponseStatus.NO_CONTENT).send();
    }

    private Publisher<Void> get(HttpServerRequest request, HttpServerResponse response) {
        return request.uri().equals("/")
                ? plain(response, HttpResponseStatus.OK, page)
                : plain(response, HttpResponseStatus.NOT_FOUND, "not found\n");
    }

    private Publisher<Void> post(HttpServerRequest request, HttpServerResponse response) {
        if (!isJson(request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE))) {
            // Also what keeps a foreign web page from posting without a preflight.
            return plain(
                    response,
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "invalid content type, only application/json is supported\n");
        }
        long declared = declaredLength(request);
        if (!BodyCollector.isReadToItsEnd(declared, limits.bodyBytesMax())) {
            return tooLarge(response);
        }
        Channel channel = ConnectionChannel.of(request);
        BodyCollector body = new BodyCollector(channel.alloc(), limits.bodyBytesMax(), declared);
        EventLoop loop = channel.eventLoop();
        Future<?> late =
                loop.schedule(
                        () -> close(channel), limits.request().toNanos(), TimeUnit.NANOSECONDS);
        return request.receive()
                .any(body::append)
                .doFinally(signal -> {
                    late.cancel(false);
                    body.release();
                })
                .flatMap(isEnough ->
                        isEnough || body.isOver() ? tooLarge(response) : run(body, loop, response));
    }

    /** Of a body that takes too long to arrive: who sends it is not waiting for words. */
    private static void close(Channel channel) {
        LOG.debug("a body took too long: {}", channel);
        var _ = channel.close();
    }

    private Mono<Void> run(BodyCollector body, Executor loop, HttpServerResponse response) {
        byte[] text = body.bytes();
        traffic.received().add(text.length);
        return Mono.fromFuture(dispatcher.dispatch(text, new Exchange(null, loop)))
                .flatMap(answer -> {
                    traffic.sent().add(answer.length);
                    return json(response, answer);
                });
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return ACCEPTED_TYPES.contains(type.trim().toLowerCase(Locale.ROOT));
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length.trim());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private Mono<Void> tooLarge(HttpServerResponse response) {
        response.keepAlive(false);
        response.status(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
        return json(
                response,
                dispatcher.failure(
                        null,
                        RpcError.invalidRequest(
                                "content length too large, max " + limits.bodyBytesMax())));
    }

    private static Mono<Void> json(HttpServerResponse response, byte[] text) {
        response.header(HttpHeaderNames.CONTENT_TYPE, JSON);
        response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(text.length));
        return response.sendObject(Unpooled.wrappedBuffer(text)).then();
    }

    private static Mono<Void> plain(
            HttpServerResponse response, HttpResponseStatus status, String text) {
        response.status(status).header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
        return response.sendObject(Unpooled.wrappedBuffer(bytes)).then();
    }
}
