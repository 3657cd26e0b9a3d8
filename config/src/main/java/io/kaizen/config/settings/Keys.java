package io.kaizen.config.settings;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.journal.order.SyncLevel;
import java.time.Duration;
import java.util.List;

/** Every setting there is, by table of the file. The reference in the documentation is this. */
public final class Keys {
    /** What sealing waits for. */
    public enum Seal {
        ADAPTIVE,
        INTERVAL
    }

    /** Of which blocks state can be queried. */
    public enum History {
        WINDOW,
        ARCHIVE
    }

    /** How stage threads wait for work. */
    public enum Wait {
        /** Park when idle: for a shared machine. */
        BALANCED,
        /** Spin longer before parking: for dedicated cores. */
        LOW_LATENCY
    }

    public static final Key<String> CHAIN_PRESET =
            new Key<>(
                    "chain.preset",
                    "dev",
                    "genesis that ships with the node: dev",
                    text -> {
                        if (!text.equals("dev")) {
                            throw new IllegalArgumentException("must be dev");
                        }
                        return text;
                    });
    public static final Key<String> CHAIN_GENESIS =
            Key.text("chain.genesis", "", "genesis file as geth writes it; wins over the preset");
    public static final Key<Long> CHAIN_ID =
            Key.number("chain.id", 31337, 1, Long.MAX_VALUE / 2 - 36, "EIP-155 chain id");
    public static final Key<Integer> CHAIN_ACCOUNTS =
            Key.integer("chain.accounts", 10, 0, 1000, "funded accounts of the dev preset");
    public static final Key<String> CHAIN_MNEMONIC =
            Key.text(
                    "chain.mnemonic",
                    "test test test test test test test test test test test junk",
                    "mnemonic of the dev preset's accounts");

    public static final Key<String> DATA_DIR =
            Key.text("data.dir", "", "folder of journal and state; empty: a temporary one");

    public static final Key<SyncLevel> JOURNAL_SYNC =
            Key.choice(
                    "journal.sync",
                    SyncLevel.GROUP,
                    List.of(SyncLevel.values()),
                    "durability before a result is published: none, group (one sync for many), every");
    public static final Key<Long> STORE_ACCOUNTS =
            Key.number(
                    "store.accounts",
                    1_000_000,
                    1_000,
                    1L << 33,
                    "accounts the state store is first sized for; it grows");
    public static final Key<Long> STORE_SLOTS =
            Key.number(
                    "store.slots",
                    4_000_000,
                    1_000,
                    1L << 35,
                    "storage slots the state store is first sized for; it grows");
    public static final Key<Long> DISK_RESERVE =
            Key.number(
                    "disk.reserve-bytes",
                    1L << 30,
                    0,
                    1L << 50,
                    "disk kept free: below it transactions are refused until there is room again");
    public static final Key<Long> JOURNAL_SEGMENT =
            Key.number(
                    "journal.segment-bytes",
                    512L << 20,
                    1L << 20,
                    1L << 36,
                    "size of one of the files that order and chain consist of");
    public static final Key<Boolean> JOURNAL_ARCHIVE =
            Key.flag(
                    "journal.archive",
                    "true",
                    "compress segments of the journal that are full, but for the last");
    public static final Key<Long> JOURNAL_KEEP_BLOCKS =
            Key.number(
                    "journal.keep-blocks",
                    0,
                    0,
                    Long.MAX_VALUE,
                    "blocks that are kept, 1024 or more; older ones are dropped; 0: all are kept");
    public static final Key<Long> DISK_BUDGET =
            Key.number(
                    "disk.budget-bytes",
                    0,
                    0,
                    1L << 50,
                    "disk above which the oldest blocks are dropped, 1024 are kept; 0: none");
    public static final Key<Integer> HISTORY_BLOCKS =
            Key.integer(
                    "history.blocks", 256, 16, 8192, "recent blocks whose state can be queried");
    public static final Key<History> HISTORY_MODE =
            Key.choice(
                    "history.mode",
                    History.WINDOW,
                    List.of(History.values()),
                    "window: state of the recent blocks; archive: of every block, by an index on disk");
    public static final Key<Integer> HISTORY_PROOF_LOCATIONS =
            Key.integer(
                    "history.proof-locations",
                    250_000,
                    1_000,
                    100_000_000,
                    "changes between a block and the head up to which archive mode proves the block");

    public static final Key<Integer> INTAKE_SLOTS =
            Key.powerOfTwo(
                    "pipeline.intake-slots", 16_384, 64, 1 << 20, "slots of the intake ring");
    public static final Key<Integer> ORDER_SLOTS =
            Key.powerOfTwo("pipeline.order-slots", 16_384, 64, 1 << 20, "slots of the order ring");
    public static final Key<Integer> RESULT_SLOTS =
            Key.powerOfTwo(
                    "pipeline.result-slots", 16_384, 64, 1 << 20, "slots of the result ring");
    public static final Key<Integer> RECOVER_WORKERS =
            Key.integer(
                    "pipeline.recover-workers",
                    0,
                    0,
                    256,
                    "threads that recover senders; 0: half the cores");
    public static final Key<Integer> EXECUTE_WORKERS =
            Key.integer(
                    "pipeline.execute-workers",
                    -1,
                    -1,
                    256,
                    "threads that execute ahead, beside the one in order; -1: by the cores");
    public static final Key<ParallelExecutor.Mode> EXECUTE_MODE =
            Key.choice(
                    "pipeline.execute-mode",
                    ParallelExecutor.Mode.ADAPTIVE,
                    List.of(ParallelExecutor.Mode.values()),
                    "adaptive, sequential or parallel: the results are the same");
    public static final Key<Integer> EXECUTE_WINDOW =
            Key.powerOfTwo(
                    "pipeline.execute-window",
                    1024,
                    16,
                    1 << 16,
                    "transactions between the first that is not done and the last under way");
    public static final Key<Integer> HOT_LOCATIONS =
            Key.integer(
                    "pipeline.hot-locations",
                    1 << 17,
                    1 << 10,
                    1 << 26,
                    "accounts and slots that execution keeps in memory, twice over");
    public static final Key<Wait> PIPELINE_WAIT =
            Key.choice(
                    "pipeline.wait",
                    Wait.BALANCED,
                    List.of(Wait.values()),
                    "how stages wait for work: balanced or low-latency");

    public static final Key<Seal> SEAL =
            Key.choice(
                    "sequencer.seal",
                    Seal.ADAPTIVE,
                    List.of(Seal.values()),
                    "adaptive (as soon as the rings run empty) or interval");
    public static final Key<Duration> BLOCK_TIME =
            Key.milliseconds(
                    "sequencer.block-time-ms", 250, 10, 600_000, "longest time a block stays open");
    public static final Key<Boolean> EMPTY_BLOCKS =
            Key.flag("sequencer.empty-blocks", "false", "seal intervals without transactions");
    public static final Key<Long> GAS_LIMIT =
            Key.number("sequencer.gas-limit", 300_000_000, 5_000, 1L << 50, "gas limit of a block");
    public static final Key<Long> GAS_TARGET =
            Key.number(
                    "sequencer.gas-target-per-second",
                    1_000_000_000,
                    1,
                    1L << 50,
                    "gas per second at which the base fee stays as it is");
    public static final Key<Word> BASE_FEE_MIN =
            Key.wei("sequencer.base-fee-min-wei", "1000000000", "the base fee never falls below");
    public static final Key<Address> FEE_RECIPIENT =
            Key.address(
                    "sequencer.fee-recipient",
                    "0x4b61697a656e000000000000000000000000fee5",
                    "receives the priority fees");

    public static final Key<Integer> POOL_PENDING =
            Key.integer(
                    "pool.pending-max", 65_536, 1, 1 << 24, "executable transactions in the pool");
    public static final Key<Integer> POOL_QUEUED =
            Key.integer("pool.queued-max", 16_384, 1, 1 << 24, "transactions behind a nonce gap");
    public static final Key<Integer> POOL_ACCOUNT =
            Key.integer("pool.account-max", 16_384, 1, 1 << 20, "transactions of one sender");
    public static final Key<Integer> POOL_NONCE_AHEAD =
            Key.integer(
                    "pool.nonce-ahead-max", 16_384, 1, 1 << 20, "how far ahead a nonce may lie");
    public static final Key<Integer> POOL_REFUSALS =
            Key.integer(
                    "pool.refusals-remembered",
                    65_536,
                    16,
                    1 << 22,
                    "refusals whose reason can still be asked for");
    public static final Key<Integer> POOL_TX_BYTES =
            Key.integer(
                    "pool.transaction-bytes-max", 131_072, 1_024, 1 << 20, "encoded transaction");
    public static final Key<Boolean> POOL_UNPROTECTED =
            Key.flag(
                    "pool.allow-unprotected",
                    "true",
                    "take legacy transactions without a chain id");

    public static final Key<String> RPC_HOST =
            Key.text("rpc.host", "127.0.0.1", "address the RPC port listens on");
    public static final Key<Integer> RPC_PORT =
            Key.integer("rpc.port", 8545, 0, 65_535, "port for HTTP and WebSocket; 0: any free");
    public static final Key<Integer> RPC_BODY =
            Key.integer("rpc.body-bytes-max", 5 << 20, 1_024, 1 << 28, "request body");
    public static final Key<Integer> RPC_BATCH =
            Key.integer("rpc.batch-max", 1_000, 1, 100_000, "requests in a batch");
    public static final Key<Long> RPC_CALL_GAS =
            Key.number("rpc.call-gas-max", 50_000_000, 21_000, 1L << 50, "gas of an eth_call");
    public static final Key<Integer> RPC_CALL_TIMEOUT =
            Key.integer(
                    "rpc.call-timeout-ms",
                    5_000,
                    1,
                    600_000,
                    "longest time of an eth_call or trace");
    public static final Key<List<String>> RPC_CORS =
            Key.texts("rpc.cors-origins", "*", "origins that browsers may call from");

    public static final Key<Boolean> METRICS_ENABLED =
            Key.flag("metrics.enabled", "true", "serve GET /metrics for Prometheus");
    public static final Key<String> METRICS_HOST =
            Key.text("metrics.host", "127.0.0.1", "address the metrics port listens on");
    public static final Key<Integer> METRICS_PORT =
            Key.integer(
                    "metrics.port",
                    -1,
                    -1,
                    65_535,
                    "port of GET /metrics; 0: any free; -1: 1000 above rpc.port, so 9545");
    public static final Key<List<String>> METRICS_HOSTS =
            Key.texts(
                    "metrics.hosts",
                    "localhost",
                    "names that a scrape's Host header may carry beside addresses; *: any");

    public static final Key<String> LOG_LEVEL =
            new Key<>(
                    "log.level",
                    "info",
                    "error, warn, info, debug or trace",
                    text -> {
                        if (!List.of("error", "warn", "info", "debug", "trace").contains(text)) {
                            throw new IllegalArgumentException(
                                    "must be one of error, warn, info, debug, trace");
                        }
                        return text;
                    });

    /** In the order of the reference. */
    public static final List<Key<?>> ALL =
            List.of(
                    CHAIN_PRESET,
                    CHAIN_GENESIS,
                    CHAIN_ID,
                    CHAIN_ACCOUNTS,
                    CHAIN_MNEMONIC,
                    DATA_DIR,
                    JOURNAL_SYNC,
                    STORE_ACCOUNTS,
                    STORE_SLOTS,
                    DISK_RESERVE,
                    JOURNAL_SEGMENT,
                    JOURNAL_ARCHIVE,
                    JOURNAL_KEEP_BLOCKS,
                    DISK_BUDGET,
                    HISTORY_BLOCKS,
                    HISTORY_MODE,
                    HISTORY_PROOF_LOCATIONS,
                    INTAKE_SLOTS,
                    ORDER_SLOTS,
                    RESULT_SLOTS,
                    RECOVER_WORKERS,
                    EXECUTE_WORKERS,
                    EXECUTE_MODE,
                    EXECUTE_WINDOW,
                    HOT_LOCATIONS,
                    PIPELINE_WAIT,
                    SEAL,
                    BLOCK_TIME,
                    EMPTY_BLOCKS,
                    GAS_LIMIT,
                    GAS_TARGET,
                    BASE_FEE_MIN,
                    FEE_RECIPIENT,
                    POOL_PENDING,
                    POOL_QUEUED,
                    POOL_ACCOUNT,
                    POOL_NONCE_AHEAD,
                    POOL_REFUSALS,
                    POOL_TX_BYTES,
                    POOL_UNPROTECTED,
                    RPC_HOST,
                    RPC_PORT,
                    RPC_BODY,
                    RPC_BATCH,
                    RPC_CALL_GAS,
                    RPC_CALL_TIMEOUT,
                    RPC_CORS,
                    METRICS_ENABLED,
                    METRICS_HOST,
                    METRICS_PORT,
                    METRICS_HOSTS,
                    LOG_LEVEL);

    private Keys() {}
}
