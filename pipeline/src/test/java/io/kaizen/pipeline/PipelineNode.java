package io.kaizen.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.journal.chain.BlockLog;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.journal.replay.Replay;
import io.kaizen.journal.replay.ReplayResult;
import io.kaizen.journal.replay.StartState;
import io.kaizen.journal.store.MemoryStateStore;
import io.kaizen.journal.store.StateStore;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Decoder;
import io.kaizen.pipeline.pool.PoolLimits;
import io.kaizen.pipeline.publish.Preconfirmation;
import io.kaizen.pipeline.sequence.BaseFeeRule;
import io.kaizen.pipeline.sequence.BlockRules;
import io.kaizen.pipeline.sequence.Sealing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A whole pipeline in this process: a real order queue in a folder, a chain that is given (in
 * memory unless a test says otherwise), and everything it published, in order.
 */
final class PipelineNode implements AutoCloseable {
    static final Word CHAIN_ID = Word.of(1337);
    static final int WALLETS = 64;
    static final Word RICH = Word.fromDecimal("1000000000000000000000");
    static final Address FEES = Address.ofLong(0xfee);

    /** Stores BLOCKHASH(n - 1) at slot 2n and what EIP-2935's contract answers at 2n + 1. */
    static final Address HASHES = Address.ofLong(0x4a54);

    /** Sends all that the account running it has to {@link #SINK}, but for a call with value. */
    static final Address DRAIN = Address.ofLong(0xd4a1);

    static final Address SINK = Address.ofLong(0xdead);

    private static final Bytes HASHES_CODE =
            Bytes.fromHex(
                    "0x60014303804043600202555f5260205f60205f73"
                            + SystemCalls.HISTORY_STORAGE.hex().substring(2)
                            + "5afa505f51436002026001015500");
    private static final Bytes DRAIN_CODE = Bytes.fromHex("0x34600f575f5f5f5f4761dead5af1005b00");

    /** How a node of a test differs from the others. */
    static final class Plan {
        long gasLimit = 300_000_000;
        BaseFeeRule baseFee = new BaseFeeRule(1_000_000_000_000L, Wallet.GWEI);
        Sealing sealing = new Sealing.Adaptive(Duration.ofMillis(250));
        PipelineSettings.Rings rings = new PipelineSettings.Rings(4096, 4096, 4096);
        PipelineSettings.Core core = PipelineSettings.Core.SHARED;
        PipelineSettings.Waiting waiting = PipelineSettings.Waiting.BALANCED;
        int recoverWorkers = 1;
        int executeWorkers = 1;
        ParallelExecutor.Settings execution =
                new ParallelExecutor.Settings(ParallelExecutor.Mode.PARALLEL, 256, 1 << 12, true);
        SyncLevel sync = SyncLevel.GROUP;
        Clock clock = Clock.systemUTC();
        PoolLimits pool = PoolLimits.DEFAULT;
        BlockLog log = new MemoryBlockLog();
        StateStore store = new MemoryStateStore();

        PipelineSettings settings() {
            return new PipelineSettings(
                    CHAIN_ID,
                    new Decoder.Rules(
                            CHAIN_ID,
                            131_072,
                            Math.min(gasLimit, 1L << 24),
                            Decoder.Unprotected.ALLOWED),
                    pool,
                    new BlockRules(gasLimit, FEES, baseFee, sealing),
                    execution,
                    rings,
                    new PipelineSettings.Threads(
                            recoverWorkers, executeWorkers, core, waiting, sync, 1 << 20));
        }
    }

    final BlockLog log;
    final OrderJournal journal;
    final ChainStore chain;
    final Sequencer sequencer;
    final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Preconfirmation> preconfirmed = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<SealedBlock> sealed = new ConcurrentLinkedQueue<>();
    private boolean closed;

    private PipelineNode(Path folder, Plan plan) {
        Genesis genesis = genesis();
        log = plan.log;
        journal = OrderJournal.open(folder.resolve("order"), genesis.orderAnchor(), plan.sync);
        chain = ChainStore.open(log, plan.store, genesis, 64);
        sequencer = new Sequencer(plan.settings(), journal, chain, plan.clock, failures::add);
        sequencer.preconfirmations().subscribe(preconfirmed::add);
        sequencer.sealedBlocks().subscribe(sealed::add);
    }

    /** Built, but not started. */
    static PipelineNode built(Path folder, Plan plan) {
        return new PipelineNode(folder, plan);
    }

    static PipelineNode start(Path folder, Plan plan) throws InterruptedException {
        PipelineNode node = built(folder, plan);
        try {
            node.sequencer.start();
        } catch (InterruptedException | RuntimeException failed) {
            node.close();
            throw failed;
        }
        return node;
    }

    static Wallet[] wallets() {
        Wallet[] wallets = new Wallet[WALLETS];
        for (int i = 0; i < WALLETS; i++) {
            wallets[i] = new Wallet(i);
        }
        return wallets;
    }

    static Genesis genesis() {
        Map<Address, AccountState> state = new HashMap<>();
        Map<Hash, Bytes> code = new HashMap<>();
        for (Wallet wallet : wallets()) {
            state.put(
                    wallet.address,
                    new AccountState(new Account(0, RICH, Hash.EMPTY_CODE), Map.of()));
        }
        Map.of(
                        SystemCalls.BEACON_ROOTS,
                        SystemCalls.BEACON_ROOTS_CODE,
                        SystemCalls.HISTORY_STORAGE,
                        SystemCalls.HISTORY_STORAGE_CODE,
                        HASHES,
                        HASHES_CODE,
                        DRAIN,
                        DRAIN_CODE)
                .forEach((address, bytes) -> {
                    Hash hash = Hash.keccak(bytes);
                    code.put(hash, bytes);
                    state.put(address, new AccountState(new Account(1, Word.ZERO, hash), Map.of()));
                });
        Header header =
                BlockAssembler.header(
                        Hash.ZERO,
                        new Header.Environment(
                                0,
                                1_000,
                                300_000_000,
                                Address.ZERO,
                                Word.ZERO,
                                Hash.ZERO,
                                0,
                                BlockAssembler.extraData(1_000_000),
                                Wallet.GWEI,
                                0L,
                                Hash.ZERO),
                        StateTrie.rootOf(state),
                        List.of(),
                        List.of());
        return Genesis.of(CHAIN_ID.w0(), header, Genesis.effects(state, code));
    }

    Admission submit(Bytes raw) throws Exception {
        return sequencer.submit(raw).get(30, TimeUnit.SECONDS);
    }

    /** Submits and insists. */
    Hash accepted(Bytes raw) throws Exception {
        Admission verdict = submit(raw);
        return assertInstanceOf(Admission.Accepted.class, verdict, verdict::toString).hash();
    }

    SealedBlock awaitSealed(Hash transaction) {
        await(() -> chain.view().transaction(transaction) != null, "seal of " + transaction);
        return chain.view().block(chain.view().transaction(transaction).blockNumber());
    }

    Word balance(Address address) {
        Account account = sequencer.pending().state().account(address);
        return account == null ? Word.ZERO : account.balance();
    }

    static void await(BooleanSupplier done, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("gave up waiting for " + what);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /**
     * Re-executes the order from genesis, sequentially and on a state of its own, and compares it
     * with everything that was sealed.
     */
    ReplayResult.Counts assertReplayAgrees() {
        if (log.height() == 0) {
            return new ReplayResult.Counts(0, 0, 0, 0);
        }
        Replay replay =
                new Replay(
                        log,
                        journal::reader,
                        new Replay.Plan(
                                Revision.OSAKA,
                                CHAIN_ID,
                                Replay.Senders.RECOVERED,
                                2,
                                StartState.EMPTY));
        ReplayResult result = replay.run(1, log.height(), done -> {});
        return assertInstanceOf(ReplayResult.Agreed.class, result, result::toString).counts();
    }

    void assertHealthy() {
        assertEquals(List.of(), List.copyOf(failures));
    }

    /** Stops the stages; journal and chain stay open to be looked at. */
    void stop() {
        sequencer.close();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sequencer.close();
            chain.close();
            journal.close();
        }
    }
}
