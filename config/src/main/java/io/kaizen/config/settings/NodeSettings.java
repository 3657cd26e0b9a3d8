package io.kaizen.config.settings;

import io.kaizen.config.genesis.DevAccounts.DevAccount;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.metrics.MetricsServer;
import io.kaizen.ingress.transport.AccessPolicy;
import io.kaizen.ingress.transport.RpcConfig;
import io.kaizen.journal.chain.PastStates;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.index.RunIndex;
import io.kaizen.journal.past.StateArchive;
import io.kaizen.journal.retention.RetentionPolicy;
import io.kaizen.journal.store.StoreSizing;
import io.kaizen.pipeline.PipelineSettings;
import io.kaizen.pipeline.intake.Decoder;
import io.kaizen.pipeline.pool.PoolLimits;
import io.kaizen.pipeline.sequence.BaseFeeRule;
import io.kaizen.pipeline.sequence.BlockRules;
import io.kaizen.pipeline.sequence.Sealing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Turns settings into what the modules are built from. */
public final class NodeSettings {
    /** What eth_maxPriorityFeePerGas answers on an idle chain: 1 gwei, as Anvil does. */
    private static final Word SUGGESTED_TIP = Word.of(1_000_000_000L);

    private static final int SUBSCRIBER_BUFFER_MAX = 65_536;

    /** Recovering a sender costs many times a transfer's execution: most cores belong to that. */
    private static final int EXECUTORS_MAX = 7;

    /** Distinct codes are few: proxies and tokens of one kind share theirs. */
    private static final int ACCOUNTS_PER_CODE = 50;

    /** What the state store's tables are first laid out for. */
    public static StoreSizing store(Settings settings) {
        long accounts = settings.get(Keys.STORE_ACCOUNTS);
        long slots = settings.get(Keys.STORE_SLOTS);
        return new StoreSizing(
                accounts, slots, Math.max(1_000, accounts / ACCOUNTS_PER_CODE), accounts + slots);
    }

    public static final int METRICS_ABOVE_RPC = 1_000;
    private static final int PORT_MAX = 65_535;

    private NodeSettings() {}

    public static PipelineSettings pipeline(Settings settings) {
        Word chainId = Word.of(settings.get(Keys.CHAIN_ID));
        long gasLimit = settings.get(Keys.GAS_LIMIT);
        return new PipelineSettings(
                chainId,
                new Decoder.Rules(
                        chainId,
                        settings.get(Keys.POOL_TX_BYTES),
                        Math.min(gasLimit, Decoder.TRANSACTION_GAS_MAX),
                        settings.get(Keys.POOL_UNPROTECTED)
                                ? Decoder.Unprotected.ALLOWED
                                : Decoder.Unprotected.REFUSED),
                pool(settings),
                new BlockRules(
                        gasLimit,
                        settings.get(Keys.FEE_RECIPIENT),
                        new BaseFeeRule(
                                settings.get(Keys.GAS_TARGET), settings.get(Keys.BASE_FEE_MIN)),
                        sealing(settings)),
                new ParallelExecutor.Settings(
                        settings.get(Keys.EXECUTE_MODE),
                        settings.get(Keys.EXECUTE_WINDOW),
                        settings.get(Keys.HOT_LOCATIONS),
                        true),
                new PipelineSettings.Rings(
                        settings.get(Keys.INTAKE_SLOTS),
                        settings.get(Keys.ORDER_SLOTS),
                        settings.get(Keys.RESULT_SLOTS)),
                threads(settings));
    }

    private static PoolLimits pool(Settings settings) {
        return new PoolLimits(
                settings.get(Keys.POOL_PENDING),
                settings.get(Keys.POOL_QUEUED),
                settings.get(Keys.POOL_ACCOUNT),
                settings.get(Keys.POOL_NONCE_AHEAD),
                PoolLimits.DEFAULT.queuedLifetime(),
                PoolLimits.DEFAULT.priceBumpPercent(),
                settings.get(Keys.POOL_REFUSALS));
    }

    private static Sealing sealing(Settings settings) {
        return switch (settings.get(Keys.SEAL)) {
            case ADAPTIVE -> new Sealing.Adaptive(settings.get(Keys.BLOCK_TIME));
            case INTERVAL ->
                    new Sealing.Interval(
                            settings.get(Keys.BLOCK_TIME),
                            settings.get(Keys.EMPTY_BLOCKS)
                                    ? Sealing.EmptyBlocks.SEALED
                                    : Sealing.EmptyBlocks.SKIPPED);
        };
    }

    private static PipelineSettings.Threads threads(Settings settings) {
        int cores = Runtime.getRuntime().availableProcessors();
        int workers = settings.get(Keys.RECOVER_WORKERS);
        int executors = settings.get(Keys.EXECUTE_WORKERS);
        return new PipelineSettings.Threads(
                workers == 0 ? Math.max(1, cores / 2) : workers,
                executors < 0 ? Math.clamp(cores / 4 - 1, 0, EXECUTORS_MAX) : executors,
                cores >= 8 ? PipelineSettings.Core.SPLIT : PipelineSettings.Core.SHARED,
                switch (settings.get(Keys.PIPELINE_WAIT)) {
                    case BALANCED -> PipelineSettings.Waiting.BALANCED;
                    case LOW_LATENCY -> PipelineSettings.Waiting.LOW_LATENCY;
                },
                settings.get(Keys.JOURNAL_SYNC),
                SUBSCRIBER_BUFFER_MAX);
    }

    /**
     * @param client what web3_clientVersion answers
     * @param accounts the node signs for: development only
     */
    public static RpcConfig rpc(Settings settings, String client, List<DevAccount> accounts) {
        RpcLimits limits = RpcLimits.DEFAULT.withWire(wire(settings)).withWork(work(settings));
        return new RpcConfig(
                settings.get(Keys.RPC_HOST),
                settings.get(Keys.RPC_PORT),
                new AccessPolicy(Set.copyOf(settings.get(Keys.RPC_CORS)), Set.of("localhost")),
                new RpcConfig.Chain(
                        Word.of(settings.get(Keys.CHAIN_ID)),
                        Revision.OSAKA,
                        client,
                        SUGGESTED_TIP,
                        accounts.stream().map(DevAccount::secretKey).toList()),
                limits);
    }

    /** Where the meters are served. */
    public static MetricsServer.Config metrics(Settings settings) {
        return new MetricsServer.Config(
                settings.get(Keys.METRICS_HOST),
                metricsPort(settings),
                new AccessPolicy(Set.of(), Set.copyOf(settings.get(Keys.METRICS_HOSTS))));
    }

    /** Beside the RPC port unless it is set: nodes that do not share the one do not the other. */
    private static int metricsPort(Settings settings) {
        int set = settings.get(Keys.METRICS_PORT);
        int rpc = settings.get(Keys.RPC_PORT);
        if (set >= 0 || rpc == 0) {
            return Math.max(set, 0);
        }
        if (rpc + METRICS_ABOVE_RPC > PORT_MAX) {
            throw new SettingsException(
                    "setting rpc.port = \"%d\" has no port %d above it: set metrics.port"
                            .formatted(rpc, METRICS_ABOVE_RPC));
        }
        return rpc + METRICS_ABOVE_RPC;
    }

    private static RpcLimits.Wire wire(Settings settings) {
        RpcLimits.Wire otherwise = RpcLimits.Wire.DEFAULT;
        return new RpcLimits.Wire(
                settings.get(Keys.RPC_BODY),
                settings.get(Keys.RPC_BODY),
                settings.get(Keys.RPC_BATCH),
                otherwise.responseBytesMax(),
                otherwise.jsonDepthMax(),
                otherwise.jsonTokensMax(),
                otherwise.connectionsMax(),
                otherwise.idle(),
                otherwise.request());
    }

    private static RpcLimits.Work work(Settings settings) {
        RpcLimits.Work otherwise = RpcLimits.Work.DEFAULT;
        return new RpcLimits.Work(
                otherwise.readThreads(),
                otherwise.readQueue(),
                otherwise.heavyThreads(),
                otherwise.heavyQueue(),
                settings.get(Keys.RPC_CALL_GAS),
                Duration.ofMillis(settings.get(Keys.RPC_CALL_TIMEOUT)));
    }

    /**
     * Where the state of blocks that have left the window comes from.
     *
     * @param folder of the index of changes
     */
    public static PastStates.Opening past(Settings settings, Path folder) {
        if (settings.get(Keys.HISTORY_MODE) == Keys.History.WINDOW) {
            return PastStates.Opening.NONE;
        }
        return StateArchive.in(
                new StateArchive.Settings(
                        folder,
                        RunIndex.Sizes.DEFAULT,
                        Disk.SYSTEM,
                        new StateArchive.Proofs(
                                settings.get(Keys.HISTORY_PROOF_LOCATIONS),
                                Duration.ofMillis(settings.get(Keys.RPC_CALL_TIMEOUT)))));
    }

    /**
     * @throws SettingsException for a number of blocks that is too small to go on with, or blocks
     *     to drop where all are needed
     */
    public static RetentionPolicy retention(Settings settings) {
        try {
            RetentionPolicy policy =
                    new RetentionPolicy(
                            settings.get(Keys.JOURNAL_ARCHIVE),
                            settings.get(Keys.JOURNAL_KEEP_BLOCKS),
                            settings.get(Keys.DISK_BUDGET));
            if (policy.drops() && settings.get(Keys.HISTORY_MODE) == Keys.History.ARCHIVE) {
                throw new SettingsException(
                        "setting history.mode = \"archive\" needs every block, and journal.keep-blocks = %s, disk.budget-bytes = %s drop old ones"
                                .formatted(
                                        settings.text(Keys.JOURNAL_KEEP_BLOCKS),
                                        settings.text(Keys.DISK_BUDGET)));
            }
            return policy;
        } catch (IllegalArgumentException few) {
            throw new SettingsException("setting journal.keep-blocks: " + few.getMessage());
        }
    }
}
