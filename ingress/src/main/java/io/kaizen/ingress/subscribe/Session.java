package io.kaizen.ingress.subscribe;

import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.Exchange;
import io.kaizen.ingress.rpc.RpcError;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The subscriptions of one connection. Each has its own bounded buffer of events between the ledger
 * and the socket: one that falls behind gets what is buffered, then an error that says so, and
 * ends. Events become JSON on the notifier thread, never on the ledger's.
 *
 * <p>Safe on any thread.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int HAND_OVER = 16;

    private final Json json;
    private final Scheduler notifier;
    private final RpcLimits.Streams limits;
    private final int notificationBytesMax;
    private final ConcurrentHashMap<String, Sinks.Empty<Void>> live = new ConcurrentHashMap<>();

    public Session(Json json, Scheduler notifier, RpcLimits limits) {
        this.json = json;
        this.notifier = notifier;
        this.limits = limits.streams();
        this.notificationBytesMax = limits.wire().responseBytesMax();
    }

    /**
     * Opens a subscription whose notifications follow the exchange's answer.
     *
     * @param events hot; subscribed when the answer is on its way
     * @param bodies the notifications of one event, in order
     * @return its id
     * @throws io.kaizen.ingress.rpc.RpcException where the connection has as many as it may
     */
    public <T> String subscribe(
            Exchange exchange, Flux<T> events, Function<T, Iterable<JsonBody>> bodies) {
        if (live.size() >= limits.subscriptionsPerConnection()) {
            throw RpcError.limitExceeded(
                            "too many subscriptions, max "
                                    + limits.subscriptionsPerConnection()
                                    + " per connection")
                    .exception();
        }
        String id = newId();
        Sinks.Empty<Void> cancelled = Sinks.empty();
        live.put(id, cancelled);
        exchange.open(
                events.onBackpressureBuffer(limits.subscriberBuffer())
                        .publishOn(notifier, HAND_OVER)
                        .concatMapIterable(bodies, HAND_OVER)
                        .map(body -> notification(id, "result", body))
                        .onErrorResume(failure -> Mono.just(ended(id, failure)))
                        .takeUntilOther(cancelled.asMono())
                        .doFinally(signal -> live.remove(id)));
        return id;
    }

    /** Ends a subscription; false where the connection has none with this id. */
    public boolean unsubscribe(String id) {
        Sinks.Empty<Void> cancelled = live.remove(id);
        if (cancelled == null) {
            return false;
        }
        cancelled.tryEmitEmpty();
        return true;
    }

    /** How many are open. */
    public int subscriptions() {
        return live.size();
    }

    private byte[] ended(String id, Throwable failure) {
        boolean behind = Exceptions.isOverflow(failure);
        if (!behind) {
            LOG.warn("subscription {} ended: {}", id, failure.toString());
        }
        String why =
                behind
                        ? "subscriber fell behind by more than "
                                + limits.subscriberBuffer()
                                + " events: the subscription has ended"
                        : "the subscription has ended: " + failure.getMessage();
        return notification(
                id,
                "error",
                out ->
                        out.beginObject()
                                .number("code", RpcError.LIMIT_EXCEEDED)
                                .text("message", why)
                                .endObject());
    }

    private byte[] notification(String id, String member, JsonBody body) {
        return json.write(
                out -> {
                    out.beginObject().text("jsonrpc", "2.0").text("method", "eth_subscription");
                    out.name("params").beginObject().text("subscription", id);
                    out.body(member, body).endObject().endObject();
                },
                notificationBytesMax);
    }

    /** An id names a subscription of this connection only, so that it need not be a secret. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "0x" + Long.toHexString(random.nextLong() | 1L << 62) + hex16(random.nextLong());
    }

    private static String hex16(long value) {
        return "%016x".formatted(value);
    }
}
