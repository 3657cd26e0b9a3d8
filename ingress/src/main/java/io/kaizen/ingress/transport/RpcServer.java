package io.kaizen.ingress.transport;

import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.limit.Lanes;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.method.DebugMethods;
import io.kaizen.ingress.method.DevAccounts;
import io.kaizen.ingress.method.EthBlockMethods;
import io.kaizen.ingress.method.EthCallMethods;
import io.kaizen.ingress.method.EthStateMethods;
import io.kaizen.ingress.method.EthTransactionMethods;
import io.kaizen.ingress.method.FeeMethods;
import io.kaizen.ingress.method.KaizenMethods;
import io.kaizen.ingress.method.LogMethods;
import io.kaizen.ingress.method.NodeMethods;
import io.kaizen.ingress.method.SubmitMethods;
import io.kaizen.ingress.method.SubscribeMethods;
import io.kaizen.ingress.method.TxPoolMethods;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.Finality;
import io.kaizen.ingress.rpc.JsonRpcDispatcher;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.MethodTable;
import io.kaizen.ingress.simulate.AccessLists;
import io.kaizen.ingress.simulate.GasEstimator;
import io.kaizen.ingress.simulate.Simulator;
import io.kaizen.ingress.subscribe.Filters;
import io.kaizen.ingress.subscribe.LogQuery;
import io.kaizen.ingress.subscribe.ReceiptWaiters;
import io.kaizen.pipeline.publish.Ledger;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.resources.LoopResources;

/**
 * JSON-RPC over HTTP and WebSocket on one port. Owns its threads: event loops, the lanes, one
 * notifier; all end with {@link #close}.
 */
public final class RpcServer implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int CLOSE_SECONDS = 5;

    /** What one read from a socket takes, which follows what came before. */
    private static final int READ_BYTES_MIN = 1 << 10;

    private static final int READ_BYTES_FIRST = 4 << 10;
    private static final int READ_BYTES_MAX = 128 << 10;

    private final RpcConfig config;
    private final Lanes lanes;
    private final Scheduler notifier;
    private final Filters filters;
    private final ReceiptWaiters waiters;
    private final HttpEndpoint http;
    private final WebSocketEndpoint webSocket;
    private final LoopResources loops;
    private final JsonRpcDispatcher dispatcher;
    private final Sinks.Empty<Void> stopping = Sinks.empty();
    private final ChannelGroup channels =
            new DefaultChannelGroup("rpc", GlobalEventExecutor.INSTANCE);
    private @Nullable DisposableServer server;

    /** Builds everything; nothing listens until {@link #start}. */
    public RpcServer(RpcConfig config, Ledger ledger, Finality finality) {
        this.config = config;
        RpcLimits limits = config.limits();
        lanes = new Lanes(limits.work());
        notifier = Schedulers.newSingle("rpc-notify", true);
        loops = LoopResources.create("rpc-loop", 1, EVENT_LOOPS, true);
        Blocks blocks = new Blocks(ledger, finality);
        filters = new Filters(ledger, blocks, limits, System::nanoTime, notifier);
        waiters =
                new ReceiptWaiters(
                        ledger,
                        limits.queries().syncWaitersMax(),
                        limits.queries().sealGrace(),
                        notifier);
        MethodTable methods = methods(config, ledger, blocks);
        Json json = new Json(limits.wire().jsonDepthMax(), limits.wire().jsonTokensMax());
        dispatcher = new JsonRpcDispatcher(methods, lanes, limits.wire(), json);
        http = new HttpEndpoint(dispatcher, config.access(), limits.wire(), page(config, methods));
        webSocket = new WebSocketEndpoint(dispatcher, json, notifier, limits, stopping.asMono());
    }

    private MethodTable methods(RpcConfig config, Ledger ledger, Blocks blocks) {
        RpcConfig.Chain chain = config.chain();
        RpcLimits.Queries queries = config.limits().queries();
        MethodTable table = new MethodTable();
        FeeMethods fees = new FeeMethods(ledger, blocks, chain.tipDefault(), queries);
        table.add(
                new NodeMethods(chain.chainId(), chain.clientVersion(), table::namespaces)
                        .methods());
        table.add(new EthBlockMethods(ledger, blocks).methods());
        table.add(new EthTransactionMethods(ledger, blocks).methods());
        table.add(new EthStateMethods(ledger, blocks).methods());
        table.add(fees.methods());
        table.add(new SubmitMethods(ledger, waiters, queries).methods());
        table.add(new LogMethods(ledger, new LogQuery(blocks, queries), filters).methods());
        table.add(new SubscribeMethods(ledger).methods());
        table.add(new TxPoolMethods(ledger).methods());
        table.add(new KaizenMethods(ledger).methods());
        RpcLimits.Work work = config.limits().work();
        Simulator simulator = new Simulator(chain.revision(), chain.chainId());
        GasEstimator estimator = new GasEstimator(simulator, work);
        AccessLists accessLists = new AccessLists(simulator, work);
        table.add(new EthCallMethods(blocks, simulator, estimator, accessLists, work).methods());
        table.add(new DebugMethods(ledger, blocks, simulator, config.limits()).methods());
        table.add(
                new DevAccounts(ledger, blocks, fees, estimator, chain.chainId())
                        .with(chain.devKeys())
                        .methods());
        return table;
    }

    /** For calls from inside the process. */
    public JsonRpcDispatcher dispatcher() {
        return dispatcher;
    }

    /** Connections open now. Any thread. */
    public int connections() {
        return channels.size();
    }

    /** Payloads that wait for a thread of the lane now. Any thread. */
    public int waiting(Lane lane) {
        return lanes.waiting(lane);
    }

    /** Binds and serves. */
    public InetSocketAddress start() {
        if (server != null) {
            throw new IllegalStateException("started twice");
        }
        waiters.start();
        RpcLimits.Wire wire = config.limits().wire();
        DisposableServer bound =
                HttpServer.create()
                        .host(config.host())
                        .port(config.port())
                        .runOn(loops)
                        .channelGroup(channels)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new AdaptiveRecvByteBufAllocator(
                                        READ_BYTES_MIN, READ_BYTES_FIRST, READ_BYTES_MAX))
                        .idleTimeout(wire.idle())
                        .handle(this::handle)
                        .bindNow(Duration.ofSeconds(10));
        server = bound;
        return (InetSocketAddress) bound.address();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (connections() > config.limits().wire().connectionsMax()) {
            response.keepAlive(false);
            return response.status(HttpResponseStatus.SERVICE_UNAVAILABLE).send();
        }
        if (!isUpgrade(request)) {
            return http.handle(request, response);
        }
        String origin = request.requestHeaders().get(HttpHeaderNames.ORIGIN);
        String host = request.requestHeaders().get(HttpHeaderNames.HOST);
        if (!config.access().mayUpgrade(origin) || !config.access().allowsHost(host)) {
            return response.status(HttpResponseStatus.FORBIDDEN).send();
        }
        return response.sendWebsocket(
                webSocket::handle,
                WebsocketServerSpec.builder()
                        .maxFramePayloadLength(config.limits().wire().frameBytesMax())
                        .handlePing(false)
                        .build());
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        return request.requestHeaders()
                .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private static String page(RpcConfig config, MethodTable methods) {
        return config.chain().clientVersion()
                + "\n\nAn Ethereum-compatible node, chain id "
                + config.chain().chainId()
                + ".\n\n  JSON-RPC over HTTP       POST /\n"
                + "  JSON-RPC over WebSocket  upgrade at /\n\nMethods:\n\n  "
                + String.join("\n  ", methods.names())
                + "\n";
    }

    @Override
    public void close() {
        waiters.close();
        filters.close();
        stopping.tryEmitEmpty();
        channels.close().awaitUninterruptibly(CLOSE_SECONDS * 1_000L);
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(CLOSE_SECONDS));
        }
        notifier.dispose();
        lanes.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(CLOSE_SECONDS)).block();
    }
}
