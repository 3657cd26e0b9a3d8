package io.kaizen.ingress.transport;

import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.Exchange;
import io.kaizen.ingress.rpc.JsonRpcDispatcher;
import io.kaizen.ingress.subscribe.Session;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
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

    WebSocketEndpoint(
            JsonRpcDispatcher dispatcher, Json json, Scheduler notifier, RpcLimits limits) {
        this.dispatcher = dispatcher;
        this.json = json;
        this.notifier = notifier;
        this.limits = limits;
    }

    Publisher<Void> handle(WebsocketInbound in, WebsocketOutbound out) {
        Session session = new Session(json, notifier, limits);
        // A payload may go on as its subscriptions after its answer, so each of those counts here.
        int open = limits.streams().callsInFlight() + limits.streams().subscriptionsPerConnection();
        Flux<WebSocketFrame> answers =
                in.aggregateFrames(limits.wire().bodyBytesMax())
                        .receiveFrames()
                        .filter(WebSocketEndpoint::isData)
                        .map(WebSocketEndpoint::text)
                        .flatMap(payload -> answer(payload, session), open, 1)
                        .<WebSocketFrame>map(
                                text -> new TextWebSocketFrame(Unpooled.wrappedBuffer(text)));
        return out.sendObject(answers)
                .then()
                .onErrorResume(
                        TooLongFrameException.class, e -> out.sendClose(1009, "message too big"))
                .onErrorResume(
                        CorruptedWebSocketFrameException.class,
                        e -> out.sendClose(e.closeStatus().code(), e.closeStatus().reasonText()))
                .doOnError(e -> LOG.debug("websocket ended: {}", e.toString()));
    }

    private static boolean isData(WebSocketFrame frame) {
        return frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
    }

    private static byte[] text(WebSocketFrame frame) {
        byte[] bytes = new byte[frame.content().readableBytes()];
        frame.content().getBytes(frame.content().readerIndex(), bytes);
        return bytes;
    }

    private Flux<byte[]> answer(byte[] payload, Session session) {
        Exchange exchange = new Exchange(session);
        Mono<byte[]> answer =
                Mono.fromFuture(dispatcher.dispatch(payload, exchange))
                        .filter(text -> text.length > 0);
        return answer.concatWith(Flux.defer(() -> Flux.merge(exchange.opened())));
    }
}
