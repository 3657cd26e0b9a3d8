package io.kaizen.config.node;

import io.kaizen.config.genesis.DevAccounts.DevAccount;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.NodeSettings;
import io.kaizen.config.settings.Settings;
import io.kaizen.config.settings.SettingsException;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.ingress.metrics.DiskMeters;
import io.kaizen.ingress.metrics.JvmMeters;
import io.kaizen.ingress.metrics.MeterBook;
import io.kaizen.ingress.metrics.MetricsServer;
import io.kaizen.ingress.metrics.PipelineMeters;
import io.kaizen.ingress.metrics.RpcMeters;
import io.kaizen.ingress.rpc.Finality;
import io.kaizen.ingress.transport.RpcServer;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.DiskReserve;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.retention.Retention;
import io.kaizen.journal.retention.RetentionPolicy;
import io.kaizen.journal.snapshot.Snapshots;
import io.kaizen.journal.store.MapStateStore;
import io.kaizen.journal.store.StoreSizing;
import io.kaizen.pipeline.PipelineMetrics;
import io.kaizen.pipeline.Sequencer;
import io.kaizen.pipeline.publish.Ledger;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sequencing node: journal, chain, pipeline and RPC, joined. A value: several live in one
 * process, and {@link #close} leaves nothing behind but the data folder.
 */
public final class KaizenNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KaizenNode.class);

    /** What to close, newest first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final List<DevAccount> accounts;
    private final Sequencer sequencer;
    private final DiskReserve reserve;
    private final InetSocketAddress rpcAddress;
    private final @Nullable InetSocketAddress metricsAddress;

    private KaizenNode(
            Settings given, DataFolder folder, String client, Consumer<Throwable> onFailure)
            throws InterruptedException {
        try {
            parts.push(folder::discard);
            ChainSpec spec = ChainSpec.of(given);
            Settings settings = spec.settings();
            Genesis genesis = spec.genesis();
            accounts = spec.accounts();
            OrderJournal journal = openOrder(settings, folder, genesis);
            parts.push(journal);
            RetentionPolicy policy = NodeSettings.retention(settings);
            ChainJournal log = openLog(settings, folder);
            ChainStore chain = openChain(settings, folder, genesis, log);
            parts.push(chain);
            sequencer =
                    new Sequencer(
                            NodeSettings.pipeline(settings),
                            journal,
                            chain,
                            Clock.systemUTC(),
                            onFailure);
            parts.push(sequencer);
            sequencer.start();
            reserve =
                    new DiskReserve(
                            folder.root(),
                            settings.get(Keys.DISK_RESERVE),
                            Disk.SYSTEM,
                            sequencer::hold);
            parts.push(reserve);
            if (!policy.equals(RetentionPolicy.ALL)) {
                Snapshots snapshots = Snapshots.in(folder.snapshots());
                Retention retention = new Retention(folder.root(), journal, log, snapshots);
                parts.push(new RetentionLoop(retention, policy));
            }
            RpcServer rpc =
                    new RpcServer(
                            NodeSettings.rpc(settings, client, accounts),
                            sequencer,
                            Finality.GENESIS);
            parts.push(rpc);
            rpcAddress = bind(rpc, settings);
            metricsAddress = settings.get(Keys.METRICS_ENABLED) ? meter(rpc, settings) : null;
        } catch (InterruptedException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Opens the folder that the settings name, recovers, and serves.
     *
     * @param client what web3_clientVersion answers
     * @param onFailure told once if a stage breaks: the node should be closed
     */
    public static KaizenNode start(Settings settings, String client, Consumer<Throwable> onFailure)
            throws IOException, InterruptedException {
        return start(settings, DataFolder.of(settings.get(Keys.DATA_DIR)), client, onFailure);
    }

    /** As above, in a folder that the caller has made; the node deletes it if it is temporary. */
    public static KaizenNode start(
            Settings settings, DataFolder folder, String client, Consumer<Throwable> onFailure)
            throws InterruptedException {
        return new KaizenNode(settings, folder, client, onFailure);
    }

    private static InetSocketAddress bind(RpcServer rpc, Settings settings) {
        String host = settings.get(Keys.RPC_HOST);
        if (new InetSocketAddress(host, 0).isUnresolved()) {
            throw new SettingsException("setting rpc.host = " + host + ": no such host");
        }
        try {
            return rpc.start();
        } catch (RuntimeException refused) {
            throw new IllegalStateException(
                    "RPC cannot listen on %s port %d; is another node there? Set rpc.port (--port)"
                            .formatted(host, settings.get(Keys.RPC_PORT)),
                    refused);
        }
    }

    private InetSocketAddress meter(RpcServer rpc, Settings settings) {
        MetricsServer.Config config = NodeSettings.metrics(settings);
        MeterBook book = new MeterBook();
        parts.push(book);
        PipelineMeters.bind(book, sequencer.metrics());
        RpcMeters.bind(book, rpc);
        DiskMeters.bind(book, reserve);
        parts.push(JvmMeters.bind(book));
        MetricsServer server = new MetricsServer(config, book);
        parts.push(server);
        try {
            return server.start();
        } catch (RuntimeException refused) {
            throw new IllegalStateException(
                    ("metrics cannot listen on %s port %d; is another node there?"
                                    + " Set metrics.port, or metrics.enabled to false (--set)")
                            .formatted(config.host(), config.port()),
                    refused);
        }
    }

    static OrderJournal openOrder(Settings settings, DataFolder folder, Genesis genesis) {
        return OrderJournal.open(
                folder.order(),
                genesis.orderAnchor(),
                settings.get(Keys.JOURNAL_SYNC),
                OrderJournal.SIZES.withSegments(settings.get(Keys.JOURNAL_SEGMENT)),
                Disk.SYSTEM);
    }

    static ChainJournal openLog(Settings settings, DataFolder folder) {
        return ChainJournal.open(
                folder.chain(),
                ChainJournal.Sizes.DEFAULT.withSegments(settings.get(Keys.JOURNAL_SEGMENT)),
                Disk.SYSTEM);
    }

    /** Takes the log over. */
    static ChainStore openChain(
            Settings settings, DataFolder folder, Genesis genesis, ChainJournal log) {
        StoreSizing sizing = NodeSettings.store(settings);
        // The pool's threads are daemons that the process shares; the sealer takes part itself.
        // Half the cores: recovery wants the others, and two threads cost more than one.
        TrieWorkers workers =
                new TrieWorkers(
                        ForkJoinPool.commonPool(),
                        Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        return ChainStore.open(
                log,
                MapStateStore.open(folder.state(), sizing, workers),
                genesis,
                new ChainStore.Options(
                        settings.get(Keys.HISTORY_BLOCKS),
                        workers,
                        Snapshots.in(folder.snapshots()),
                        NodeSettings.past(settings, folder.history())));
    }

    public Ledger ledger() {
        return sequencer;
    }

    public List<DevAccount> accounts() {
        return accounts;
    }

    /** What the stages record. */
    public PipelineMetrics metrics() {
        return sequencer.metrics();
    }

    /** Where the meters are served; null where they are not. */
    public @Nullable InetSocketAddress metricsAddress() {
        return metricsAddress;
    }

    /** Where RPC is served. */
    public InetSocketAddress rpcAddress() {
        return rpcAddress;
    }

    /** Stops serving, seals what is open, and closes journal and store in order. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failed) {
                // The other parts are closed all the same.
                LOG.error("closing {}: {}", part, failed.toString(), failed);
            }
        }
    }
}
