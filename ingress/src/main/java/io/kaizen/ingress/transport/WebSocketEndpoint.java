package io.kaizen.ingress.transport;

import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.Exchange;
import io.kaizen.ingress.rpc.JsonRpcDispatcher;
import io.kaizen.ingress.rpc.RpcMeter;
import io.kaizen.ingress.subscribe.Session;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import java.util.concurrent.Executor;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * JSON-RPC over one WebSocket. Answers and notifications are pulled by the socket as it drains: a
 * slow reader fills its subscriptions' buffers and nothing else, and while {@code callsInFlight}
 * calls are unanswered no more is read from it.
 */
final class WebSocketEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketEndpoint.class);

    private final JsonRpcDispatcher dispatcher;
    private final Json json;
    private final Scheduler notifier;
    private final RpcLimits limits;
    private final Mono<Void> stopping;
    private final RpcMeter meter;
    private final RpcMeter.Traffic traffic;

    /**
     * @param stopping completes when the server closes: then every socket closes with 1001
     */
    WebSocketEndpoint(
            JsonRpcDispatcher dispatcher,
            Json json,
            Scheduler notifier,
            RpcLimits limits,
            Mono<Void> stopping) {
        this.dispatcher = dispatcher;
        this.json = json;
        this.notifier = notifier;
        this.limits = limits;
        this.stopping = stopping;
        this.meter = dispatcher.meter();
        this.traffic = meter.traffic(RpcMeter.Transport.WEBSOCKET);
    }

    Publisher<Void> handle(WebsocketInbound in, WebsocketOutbound out) {
        Session session = new Session(json, notifier, limits);
        meter.opened(session);
        Executor loop = ConnectionChannel.of(in).eventLoop();
        // A payload may go on as its subscriptions after its answer, so each of those counts here.
        int open = limits.streams().callsInFlight() + limits.streams().subscriptionsPerConnection();
        Flux<WebSocketFrame> answers =
                in.receiveFrames()
                        .<byte[]>handle(new MessageAssembler(limits.wire().bodyBytesMax()))
                        .flatMap(payload -> answer(payload, session, loop), open, 1)
                        .takeUntilOther(stopping);
        return out.sendObject(answers)
                .then()
                .then(
                        Mono.defer(() ->
                                out.sendClose(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE.code())))
                .doOnError(e -> LOG.debug("websocket ended: {}", e.toString()))
                .doFinally(end -> meter.closed(session));
    }

    @SuppressWarnings("ReferenceEquality") // the sentinel is known by its identity
    private Flux<WebSocketFrame> answer(byte[] payload, Session session, Executor loop) {
        if (payload == MessageAssembler.OVERSIZED) {
            return Flux.just(
                    new CloseWebSocketFrame(
                            WebSocketCloseStatus.MESSAGE_TOO_BIG,
                            "message too big, max " + limits.wire().bodyBytesMax()));
        }
        traffic.received().add(payload.length);
        return texts(payload, session, loop).map(this::frame);
    }

    private WebSocketFrame frame(byte[] text) {
        traffic.sent().add(text.length);
        return new TextWebSocketFrame(Unpooled.wrappedBuffer(text));
    }

    private Flux<byte[]> texts(byte[] payload, Session session, Executor loop) {
        Exchange exchange = new Exchange(session, loop);
        return Mono.fromFuture(dispatcher.dispatch(payload, exchange))
                .flatMapMany(text -> withOpened(text, exchange));
    }

    /** An answer, if there is one, and then what the payload subscribed to, which is seldom. */
    private static Flux<byte[]> withOpened(byte[] text, Exchange exchange) {
        Flux<byte[]> answer = text.length > 0 ? Flux.just(text) : Flux.empty();
        List<Flux<byte[]>> opened = exchange.opened();
        return opened.isEmpty() ? answer : answer.concatWith(Flux.merge(opened));
    }
}
