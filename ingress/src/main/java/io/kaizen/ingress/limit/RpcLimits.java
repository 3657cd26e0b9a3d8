package io.kaizen.ingress.limit;

import java.time.Duration;

/**
 * Every bound of an RPC server. What happens at each: bodies, batches and answers over their size
 * are refused with an error; a full lane answers busy; a subscriber that falls behind is told so
 * and dropped.
 */
public record RpcLimits(Wire wire, Work work, Queries queries, Streams streams) {
    public static final RpcLimits DEFAULT =
            new RpcLimits(Wire.DEFAULT, Work.DEFAULT, Queries.DEFAULT, Streams.DEFAULT);

    /**
     * @param bodyBytesMax of an HTTP body or a WebSocket message; over it 413, or close 1009
     * @param frameBytesMax of one WebSocket frame
     * @param batchCallsMax in one batch
     * @param responseBytesMax of one answer, or of all answers of a batch
     * @param jsonDepthMax nesting of a request
     * @param jsonTokensMax names, values and brackets of a request
     * @param connectionsMax open at once; over it 503
     * @param idle how long a connection may say nothing between requests
     * @param request how long a body may take to arrive
     */
    public record Wire(
            int bodyBytesMax,
            int frameBytesMax,
            int batchCallsMax,
            int responseBytesMax,
            int jsonDepthMax,
            int jsonTokensMax,
            int connectionsMax,
            Duration idle,
            Duration request) {
        public static final Wire DEFAULT =
                new Wire(
                        5 << 20,
                        5 << 20,
                        1_000,
                        64 << 20,
                        64,
                        1_000_000,
                        4_096,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30));
    }

    /**
     * @param readThreads for snapshot reads
     * @param readQueue payloads that wait for them
     * @param heavyThreads for executions and scans
     * @param heavyQueue payloads that wait for them
     * @param callGasMax gas of a simulated call
     * @param callTimeout of one simulation, estimate or trace
     */
    public record Work(
            int readThreads,
            int readQueue,
            int heavyThreads,
            int heavyQueue,
            long callGasMax,
            Duration callTimeout) {
        public static final Work DEFAULT =
                new Work(2, 8_192, 2, 64, 50_000_000L, Duration.ofSeconds(5));
    }

    /**
     * @param logBlocksMax width of one log query
     * @param logResultsMax logs of one query
     * @param feeHistoryBlocksMax blocks of one fee history; more are cut off, as geth does
     * @param syncWait how long eth_sendRawTransactionSync waits where the caller does not say
     * @param syncWaitMax the longest a caller may ask for
     * @param syncWaitersMax transactions waited for at once
     * @param sealGrace after a preconfirmation, how long the sealed receipt is waited for
     */
    public record Queries(
            int logBlocksMax,
            int logResultsMax,
            int feeHistoryBlocksMax,
            Duration syncWait,
            Duration syncWaitMax,
            int syncWaitersMax,
            Duration sealGrace) {
        public static final Queries DEFAULT =
                new Queries(
                        10_000,
                        50_000,
                        1_024,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(60),
                        10_000,
                        Duration.ofMillis(10));
    }

    /**
     * @param filters polled filters of the whole server
     * @param filterIdle after which an unpolled filter is dropped
     * @param filterBuffer hashes a pending-transaction filter keeps between polls
     * @param subscriptionsPerConnection over it eth_subscribe is refused
     * @param subscriberBuffer events that wait for a slow subscriber
     * @param callsInFlight of one WebSocket connection; over it no more is read from it
     */
    public record Streams(
            int filters,
            Duration filterIdle,
            int filterBuffer,
            int subscriptionsPerConnection,
            int subscriberBuffer,
            int callsInFlight) {
        public static final Streams DEFAULT =
                new Streams(1_000, Duration.ofMinutes(5), 8_192, 128, 4_096, 256);
    }

    public RpcLimits withWire(Wire value) {
        return new RpcLimits(value, work, queries, streams);
    }

    public RpcLimits withWork(Work value) {
        return new RpcLimits(wire, value, queries, streams);
    }

    public RpcLimits withQueries(Queries value) {
        return new RpcLimits(wire, work, value, streams);
    }

    public RpcLimits withStreams(Streams value) {
        return new RpcLimits(wire, work, queries, value);
    }
}
