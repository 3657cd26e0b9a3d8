package io.kaizen.perf.crash;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.index.RunIndex;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.journal.segment.SegmentSizes;
import io.kaizen.journal.store.StoreSizing;
import io.kaizen.perf.load.Workload;
import io.kaizen.perf.load.Workload.Sender;
import io.kaizen.pipeline.PipelineSettings;
import io.kaizen.pipeline.intake.Decoder;
import io.kaizen.pipeline.pool.PoolLimits;
import io.kaizen.pipeline.sequence.BaseFeeRule;
import io.kaizen.pipeline.sequence.BlockRules;
import io.kaizen.pipeline.sequence.Sealing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The chain that crashes: its genesis, its keys, and sizes so small that segments roll and runs are
 * written and merged every few blocks.
 */
final class CrashWorld {
    static final Word CHAIN_ID = Word.of(1337);
    static final Workload SIGNER = new Workload(CHAIN_ID, 1);
    static final List<Sender> SENDERS = SIGNER.senders(6);
    static final Word BASE_FEE = Word.of(1_000_000_000L);
    static final long GAS_LIMIT = 30_000_000;
    static final Address FEES = Address.ofLong(0xfee);
    static final int WINDOW = 16;

    /** Chronicle's own indexes stand before the first document. */
    private static final int FIRST_DOCUMENT = 524_580;

    static final SegmentSizes ORDER = new SegmentSizes(FIRST_DOCUMENT + 4_000, 1 << 16, 1 << 20);
    static final ChainJournal.Sizes CHAIN =
            new ChainJournal.Sizes(
                    new SegmentSizes(FIRST_DOCUMENT + 16_000, 1 << 16, 1 << 20),
                    new RunIndex.Sizes(24, 2, 2));
    static final StoreSizing STORE = new StoreSizing(64, 64, 16, 256);

    private static final Revision REVISION = Revision.OSAKA;
    private static final long GENESIS_MS = 1_000_000;
    private static final Word RICH = Word.fromDecimal("1000000000000000000000");

    private CrashWorld() {}

    static Genesis genesis() {
        Map<Address, AccountState> state = new HashMap<>();
        Map<Hash, Bytes> code = new HashMap<>();
        for (Sender sender : SENDERS) {
            state.put(
                    sender.address(),
                    new AccountState(new Account(0, RICH, Hash.EMPTY_CODE), Map.of()));
        }
        Map.of(
                        SystemCalls.BEACON_ROOTS,
                        SystemCalls.BEACON_ROOTS_CODE,
                        SystemCalls.HISTORY_STORAGE,
                        SystemCalls.HISTORY_STORAGE_CODE)
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
                                GENESIS_MS / 1000,
                                GAS_LIMIT,
                                Address.ZERO,
                                Word.ZERO,
                                Hash.ZERO,
                                0,
                                BlockAssembler.extraData(GENESIS_MS),
                                BASE_FEE,
                                0L,
                                Hash.ZERO),
                        StateTrie.rootOf(state),
                        List.of(),
                        List.of());
        return Genesis.of(CHAIN_ID.w0(), header, Genesis.effects(state, code));
    }

    /** When the block was opened, ms since 1970. */
    static long timestampMs(long number) {
        return GENESIS_MS + number * 400;
    }

    static SequentialExecutor executor() {
        return new SequentialExecutor(REVISION, CHAIN_ID);
    }

    /** Of the node that starts behind a crash. */
    static PipelineSettings pipeline(SyncLevel level) {
        return new PipelineSettings(
                CHAIN_ID,
                new Decoder.Rules(CHAIN_ID, 131_072, 1L << 24, Decoder.Unprotected.ALLOWED),
                new PoolLimits(64, 64, 64, 64, Duration.ofHours(1), 10, 64),
                new BlockRules(
                        GAS_LIMIT,
                        FEES,
                        new BaseFeeRule(1_000_000_000L, BASE_FEE),
                        new Sealing.Adaptive(Duration.ofMillis(250))),
                new ParallelExecutor.Settings(ParallelExecutor.Mode.SEQUENTIAL, 64, 1 << 12, true),
                new PipelineSettings.Rings(64, 64, 64),
                new PipelineSettings.Threads(
                        1,
                        0,
                        PipelineSettings.Core.SHARED,
                        new PipelineSettings.Waiting(20, 10, 500_000, 0),
                        level,
                        1 << 10));
    }
}
