package io.kaizen.ingress.rpc;

import io.kaizen.ingress.subscribe.Session;
import io.kaizen.pipeline.metrics.SharedHistogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a server records of its calls. Any thread writes, any reads. Bound: one entry a method of
 * the table and one for everything else, whatever names clients send.
 */
public final class RpcMeter {
    /** The name under which calls of no known method are counted. */
    public static final String OTHER = "other";

    /** What became of a call. */
    public enum Outcome {
        OK,
        /** Not JSON, not a call, wrong parameters. */
        INVALID,
        UNKNOWN_METHOD,
        /** A limit was reached: try again. */
        BUSY,
        /** The call was understood and not granted: a refused transaction, an unknown block. */
        REFUSED,
        REVERTED,
        TIMED_OUT,
        /** A defect of the server. */
        FAILED
    }

    private static final Map<Integer, Outcome> BY_CODE =
            Map.of(
                    RpcError.PARSE_ERROR, Outcome.INVALID,
                    RpcError.INVALID_REQUEST, Outcome.INVALID,
                    RpcError.INVALID_PARAMS, Outcome.INVALID,
                    RpcError.METHOD_NOT_FOUND, Outcome.UNKNOWN_METHOD,
                    RpcError.LIMIT_EXCEEDED, Outcome.BUSY,
                    RpcError.EXECUTION_REVERTED, Outcome.REVERTED,
                    RpcError.TIMED_OUT, Outcome.TIMED_OUT,
                    RpcError.SYNC_TIMED_OUT, Outcome.TIMED_OUT,
                    RpcError.INTERNAL, Outcome.FAILED);

    /** What carries calls. */
    public enum Transport {
        HTTP,
        WEBSOCKET
    }

    /** The calls of one method. */
    public static final class Method {
        private final String name;
        private final SharedHistogram tookNs = new SharedHistogram();
        private final List<LongAdder> byOutcome = adders(Outcome.values().length);

        private Method(String name) {
            this.name = name;
        }

        public String name() {
            return name;
        }

        /** Nanoseconds from the call being read to its answer being known. */
        public SharedHistogram took() {
            return tookNs;
        }

        @SuppressWarnings("EnumOrdinal") // an index that lives no longer than the process
        public LongAdder calls(Outcome outcome) {
            return byOutcome.get(outcome.ordinal());
        }
    }

    /** Bytes of requests and of answers and notifications. */
    public record Traffic(LongAdder received, LongAdder sent) {}

    private final Map<String, Method> methods;
    private final Method other = new Method(OTHER);
    private final Traffic http = new Traffic(new LongAdder(), new LongAdder());
    private final Traffic webSocket = new Traffic(new LongAdder(), new LongAdder());
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    RpcMeter(Set<String> names) {
        Map<String, Method> known = new HashMap<>();
        names.forEach(name -> known.put(name, new Method(name)));
        this.methods = Map.copyOf(known);
    }

    private static List<LongAdder> adders(int count) {
        List<LongAdder> fresh = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            fresh.add(new LongAdder());
        }
        return List.copyOf(fresh);
    }

    /**
     * A call has its answer.
     *
     * @param method as the client named it
     * @param error null where there is a result
     */
    void answered(String method, @Nullable RpcError error, long tookNs) {
        Method known = methods.getOrDefault(method, other);
        known.tookNs.record(tookNs);
        known.calls(outcome(error)).increment();
    }

    /** A payload was turned away as a whole. */
    void turnedAway(RpcError error) {
        other.calls(outcome(error)).increment();
    }

    static Outcome outcome(@Nullable RpcError error) {
        return error == null ? Outcome.OK : BY_CODE.getOrDefault(error.code(), Outcome.REFUSED);
    }

    public Traffic traffic(Transport transport) {
        return switch (transport) {
            case HTTP -> http;
            case WEBSOCKET -> webSocket;
        };
    }

    /** A WebSocket opened. */
    public void opened(Session session) {
        sessions.add(session);
    }

    /** A WebSocket closed. */
    public void closed(Session session) {
        sessions.remove(session);
    }

    /** Open WebSockets. */
    public int webSockets() {
        return sessions.size();
    }

    /** Open subscriptions of all WebSockets. */
    public int subscriptions() {
        return sessions.stream().mapToInt(Session::subscriptions).sum();
    }

    /** All methods, the last for what is none. */
    public List<Method> methods() {
        List<Method> all = new ArrayList<>(methods.values());
        all.add(other);
        return all;
    }
}
