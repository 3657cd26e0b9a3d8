package io.kaizen.pipeline;

import static io.kaizen.pipeline.PipelineNode.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.store.MemoryStateStore;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.pool.PoolLimits;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.pool.TransactionStatus.Stage;
import io.kaizen.pipeline.publish.PendingView;
import io.kaizen.pipeline.sequence.Sealing;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From raw bytes to sealed blocks, over the real journal. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SequencerTest {
    private static final Word ETHER = Wallet.GWEI.times(1_000_000_000);

    @TempDir Path folder;

    private final Wallet[] wallets = PipelineNode.wallets();
    private final PipelineNode.Plan plan = new PipelineNode.Plan();

    @Test
    void aTransferIsVisibleAtPendingWhenPreconfirmedAndAtLatestWhenSealed() throws Exception {
        Address to = Address.ofLong(0xb0b);
        try (PipelineNode node = PipelineNode.built(folder, plan)) {
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            AtomicInteger checked = new AtomicInteger();
            node.sequencer
                    .preconfirmations()
                    .subscribe(item -> {
                        PendingView pending = node.sequencer.pending();
                        Account there = pending.state().account(to);
                        boolean listed =
                                pending.preconfirmed().contains(item)
                                        || pending.context().number() > item.blockNumber();
                        Hash hash = item.transaction().hash();
                        Stage stage = node.sequencer.status(hash).stage();
                        if (there == null
                                || there.balance().compareTo(Word.of(item.index() + 1L)) < 0
                                || !listed
                                || (stage != Stage.PRECONFIRMED && stage != Stage.SEALED)) {
                            wrong.add(
                                    "position " + item.position() + " saw " + there + " " + stage);
                        }
                        checked.incrementAndGet();
                    });
            node.sequencer
                    .sealedBlocks()
                    .subscribe(block -> {
                        SealedBlock head = node.sequencer.chain().head();
                        StateView state = node.sequencer.chain().state(block.number());
                        if (head.number() < block.number()
                                || state == null
                                || state.account(to) == null
                                || node.sequencer.pending().context().number() <= block.number()
                                || node.sequencer.chain().block(block.hash()) == null) {
                            wrong.add("sealed " + block.number() + " saw " + head.number());
                        }
                    });
            node.sequencer.start();
            Hash hash = null;
            for (int i = 0; i < 200; i++) {
                hash = node.accepted(wallets[i % 2].transfer(to, 1));
            }
            SealedBlock block = node.awaitSealed(hash);
            assertEquals(Stage.SEALED, node.sequencer.status(hash).stage());
            assertEquals(Word.of(200), node.balance(to));
            await(() -> node.sealed.stream().anyMatch(b -> b.number() == block.number()), "notice");
            // Receipts and blocks reach their subscribers on their own ways: neither waits for the
            // other.
            await(() -> checked.get() == 200, "receipts");
            assertEquals(List.of(), List.copyOf(wrong));
            node.assertReplayAgrees();
        }
    }

    @Test
    void whoSeesAReceiptCanSpendWhatItGave() throws Exception {
        plan.core = PipelineSettings.Core.SPLIT;
        try (PipelineNode node = PipelineNode.built(folder, plan)) {
            // A chain of new accounts: each spends as soon as it learns that it was paid.
            int hops = 300;
            Wallet[] poor = new Wallet[hops];
            Bytes[] spends = new Bytes[hops];
            Word purse = Word.fromDecimal("1000000000000000000");
            Word cost = Wallet.GWEI.times(10 * 21_000);
            for (int i = 0; i < hops; i++) {
                poor[i] = new Wallet(10_000 + i);
            }
            for (int i = 0; i + 1 < hops; i++) {
                spends[i] =
                        poor[i].transferAll(poor[i + 1].address, purse.minus(cost.times(i + 1L)));
            }
            Map<Address, Integer> index = new HashMap<>();
            for (int i = 0; i < hops; i++) {
                index.put(poor[i].address, i);
            }
            ConcurrentLinkedQueue<Admission> verdicts = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<CompletableFuture<Admission>> replies =
                    new ConcurrentLinkedQueue<>();
            node.sequencer
                    .preconfirmations()
                    .subscribe(item -> {
                        Integer paid = index.get(item.transaction().transaction().to());
                        if (paid != null && paid + 1 < hops) {
                            replies.add(
                                    node.sequencer
                                            .submit(spends[paid])
                                            .whenComplete(
                                                    (verdict, none) -> verdicts.add(verdict)));
                        }
                    });
            node.sequencer.start();
            node.accepted(wallets[0].transferAll(poor[0].address, purse));
            await(() -> verdicts.size() == hops - 1 || anyRefused(verdicts), "all hops");
            assertTrue(verdicts.stream().noneMatch(v -> v instanceof Admission.Refused));
            await(() -> !node.balance(poor[hops - 1].address).isZero(), "the last hop");
            assertEquals(hops - 1, replies.size());
        }
    }

    private static boolean anyRefused(Iterable<Admission> verdicts) {
        for (Admission verdict : verdicts) {
            if (verdict instanceof Admission.Refused) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @CsvSource({"SHARED, 1", "SHARED, 3", "SPLIT, 2"})
    void thousandsFromManyThreadsAreAllSealedInTheOrderOfTheirSenders(
            PipelineSettings.Core core, int workers) throws Exception {
        plan.core = core;
        plan.recoverWorkers = workers;
        plan.gasLimit = 6_000_000;
        int each = 60;
        List<Hash> hashes = new ArrayList<>();
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            for (CompletableFuture<Admission> reply : flood(node, each, 4)) {
                Admission verdict = reply.get(30, TimeUnit.SECONDS);
                hashes.add(assertInstanceOf(Admission.Accepted.class, verdict).hash());
            }
            for (Hash hash : hashes) {
                node.awaitSealed(hash);
            }
            node.stop();
            node.assertHealthy();
            assertEquals(PipelineNode.WALLETS * each, hashes.size());
            assertOrderOfSenders(node, each);
            assertMoneyIsConserved(node);
            assertOracleAgrees(node);
            assertEquals(hashes.size(), node.assertReplayAgrees().transactions());
        }
    }

    /** Every wallet's transactions in nonce order, from several threads. */
    private List<CompletableFuture<Admission>> flood(PipelineNode node, int each, int threads)
            throws Exception {
        List<List<Bytes>> byWallet = new ArrayList<>();
        Random random = new Random(7);
        for (Wallet wallet : wallets) {
            List<Bytes> own = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                Address to = wallets[random.nextInt(wallets.length)].address;
                own.add(
                        random.nextInt(20) == 0
                                ? wallet.call(PipelineNode.HASHES, 120_000)
                                : wallet.transfer(to, random.nextInt(1000)));
            }
            byWallet.add(own);
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<List<CompletableFuture<Admission>>>> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t;
            running.add(
                    pool.submit(() -> {
                        List<CompletableFuture<Admission>> replies = new ArrayList<>();
                        for (int i = 0; i < each; i++) {
                            for (int w = first; w < byWallet.size(); w += threads) {
                                replies.add(untilTaken(node, byWallet.get(w).get(i)));
                            }
                        }
                        return replies;
                    }));
        }
        List<CompletableFuture<Admission>> all = new ArrayList<>();
        for (Future<List<CompletableFuture<Admission>>> one : running) {
            all.addAll(one.get());
        }
        pool.shutdown();
        return all;
    }

    /** Submits again for as long as the ring is full. */
    private static CompletableFuture<Admission> untilTaken(PipelineNode node, Bytes raw) {
        while (true) {
            CompletableFuture<Admission> reply = node.sequencer.submit(raw);
            boolean busy =
                    reply.isDone()
                            && reply.join() instanceof Admission.Refused refused
                            && refused.reason() == Refusal.BUSY;
            if (!busy) {
                return reply;
            }
            Thread.onSpinWait();
        }
    }

    private static void assertOrderOfSenders(PipelineNode node, int each) {
        Map<Address, Long> next = new HashMap<>();
        for (long n = 1; n <= node.log.height(); n++) {
            for (RecoveredTransaction tx : node.log.block(n).transactions()) {
                long want = next.merge(tx.sender(), 1L, Long::sum) - 1;
                assertEquals(want, tx.transaction().nonce(), "sender " + tx.sender());
            }
        }
        assertTrue(next.values().stream().allMatch(count -> count == each), next.toString());
    }

    private void assertMoneyIsConserved(PipelineNode node) {
        StateView state = node.chain.view().state(node.log.height());
        BigInteger sum = balance(state, PipelineNode.FEES);
        for (Wallet wallet : wallets) {
            sum = sum.add(balance(state, wallet.address));
        }
        BigInteger burnt = BigInteger.ZERO;
        for (long n = 1; n <= node.log.height(); n++) {
            SealedBlock block = node.log.block(n);
            burnt =
                    burnt.add(
                            block.header()
                                    .environment()
                                    .baseFee()
                                    .toBigInteger()
                                    .multiply(BigInteger.valueOf(block.header().gasUsed())));
        }
        BigInteger issued =
                PipelineNode.RICH.toBigInteger().multiply(BigInteger.valueOf(wallets.length));
        assertEquals(issued, sum.add(burnt));
    }

    private static BigInteger balance(StateView state, Address address) {
        Account account = state.account(address);
        return account == null ? BigInteger.ZERO : account.balance().toBigInteger();
    }

    /** The same bodies through the sequential executor give the same receipts and roots. */
    private static void assertOracleAgrees(PipelineNode node) {
        SequentialExecutor executor = new SequentialExecutor(Revision.OSAKA, PipelineNode.CHAIN_ID);
        MemoryStateStore state = new MemoryStateStore();
        StateTrie trie = StateTrie.open(state);
        TrieUpdate first = trie.update(PipelineNode.genesis().effects());
        state.apply(0, PipelineNode.genesis().effects(), first.nodes());
        for (long n = 1; n <= node.log.height(); n++) {
            SealedBlock block = node.log.block(n);
            var environment = block.header().environment();
            SequentialExecutor.BlockOutcome outcome =
                    executor.execute(
                            state,
                            new BlockContext(
                                    n,
                                    block.header().timestamp(),
                                    environment.gasLimit(),
                                    PipelineNode.FEES,
                                    Word.ZERO,
                                    environment.mixHash(),
                                    environment.baseFee(),
                                    Word.ONE,
                                    Hash.ZERO,
                                    number -> node.log.block(number).hash()),
                            block.transactions());
            assertEquals(block.receipts(), outcome.receipts(), "block " + n);
            TrieUpdate update = trie.update(outcome.effects());
            state.apply(n, outcome.effects(), update.nodes());
            assertEquals(block.header().stateRoot(), update.root(), "block " + n);
        }
    }

    @Test
    void everyWakeUpComesFromARingOfTheDoorbell() throws Exception {
        // Nobody wakes by the clock here: one forgotten ring and the test hangs.
        plan.waiting = new PipelineSettings.Waiting(0, 0, TimeUnit.HOURS.toNanos(1), 0);
        plan.recoverWorkers = 3;
        plan.rings = new PipelineSettings.Rings(16, 16, 16);
        plan.gasLimit = 2_000_000;
        for (PipelineSettings.Core core : PipelineSettings.Core.values()) {
            plan.core = core;
            Path own = folder.resolve(core.name());
            plan.log = new MemoryBlockLog();
            plan.store = new MemoryStateStore();
            Wallet wallet = PipelineNode.wallets()[0];
            try (PipelineNode node = PipelineNode.start(own, plan)) {
                for (int i = 0; i < 20; i++) {
                    node.awaitSealed(node.accepted(wallet.transfer(PipelineNode.SINK, 1)));
                }
                Hash last = null;
                for (int i = 0; i < 300; i++) {
                    CompletableFuture<Admission> reply =
                            untilTaken(node, wallet.transfer(PipelineNode.SINK, 1));
                    Admission verdict = reply.get(30, TimeUnit.SECONDS);
                    last = assertInstanceOf(Admission.Accepted.class, verdict).hash();
                }
                node.awaitSealed(last);
            }
            try (PipelineNode again = PipelineNode.start(own, plan)) {
                assertEquals(320, again.balance(PipelineNode.SINK).w0());
            }
        }
    }

    @Test
    void blockhashAndTheHistoryContractKnowParentsThatAreNotSealedYet() throws Exception {
        for (PipelineSettings.Core core : PipelineSettings.Core.values()) {
            plan.core = core;
            plan.gasLimit = 240_000;
            plan.log = new MemoryBlockLog();
            plan.store = new MemoryStateStore();
            try (PipelineNode node = PipelineNode.start(folder.resolve(core.name()), plan)) {
                // Two calls fill a block, so that many blocks are ordered ahead of the sealer.
                List<CompletableFuture<Admission>> replies = new ArrayList<>();
                Wallet[] own = PipelineNode.wallets();
                for (int i = 0; i < 5; i++) {
                    for (Wallet wallet : own) {
                        replies.add(
                                node.sequencer.submit(wallet.call(PipelineNode.HASHES, 120_000)));
                    }
                }
                for (CompletableFuture<Admission> reply : replies) {
                    Admission verdict = reply.get(60, TimeUnit.SECONDS);
                    node.awaitSealed(assertInstanceOf(Admission.Accepted.class, verdict).hash());
                }
                StateView state = node.chain.view().state(node.log.height());
                assertTrue(node.log.height() >= 160, "blocks " + node.log.height());
                for (long n = 1; n <= node.log.height(); n++) {
                    SealedBlock block = node.log.block(n);
                    assertTrue(
                            block.receipts().stream().allMatch(receipt -> receipt.succeeded()),
                            "block " + n);
                    Word parent = node.log.block(n - 1).hash().toWord();
                    assertEquals(parent, state.storage(PipelineNode.HASHES, Word.of(2 * n)));
                    assertEquals(parent, state.storage(PipelineNode.HASHES, Word.of(2 * n + 1)));
                    assertEquals(
                            parent, state.storage(SystemCalls.HISTORY_STORAGE, Word.of(n - 1)));
                }
                node.assertReplayAgrees();
            }
        }
    }

    @Test
    void aLoneTransactionHasItsBlockAtOnceWhereSealingIsAdaptive() throws Exception {
        plan.sealing = new Sealing.Adaptive(Duration.ofHours(1));
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            for (int i = 1; i <= 10; i++) {
                SealedBlock block =
                        node.awaitSealed(node.accepted(wallets[i].transfer(wallets[0].address, 1)));
                assertEquals(i, block.number());
                assertEquals(1, block.transactions().size());
            }
        }
    }

    @Test
    void aFullIntakeRingAnswersBusyAndLosesNothing() throws Exception {
        plan.rings = new PipelineSettings.Rings(8, 64, 64);
        plan.core = PipelineSettings.Core.SPLIT;
        GatedLog gate = new GatedLog();
        plan.log = gate;
        plan.pool = new PoolLimits(200, 16, 4096, 16_384, Duration.ofHours(3), 10, 64);
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            List<Bytes> all = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                all.add(wallets[i % 8].transfer(PipelineNode.SINK, 1));
            }
            List<CompletableFuture<Admission>> replies = new ArrayList<>();
            for (Bytes raw : all) {
                replies.add(node.sequencer.submit(raw));
            }
            Map<Refusal, Integer> refusals = new HashMap<>();
            long accepted = 0;
            for (CompletableFuture<Admission> reply : replies) {
                switch (reply.get(30, TimeUnit.SECONDS)) {
                    case Admission.Accepted _ -> accepted++;
                    case Admission.Refused refused ->
                            refusals.merge(refused.reason(), 1, Integer::sum);
                }
            }
            assertTrue(refusals.getOrDefault(Refusal.BUSY, 0) > 0, refusals.toString());
            // Whatever was refused is sent again, until everything is in.
            gate.open();
            for (int round = 0; round < 600; round++) {
                for (Bytes raw : all) {
                    untilTaken(node, raw).get(30, TimeUnit.SECONDS);
                }
                if (node.balance(PipelineNode.SINK).equals(Word.of(600))) {
                    break;
                }
            }
            await(() -> node.balance(PipelineNode.SINK).equals(Word.of(600)), "all");
            assertTrue(accepted > 0);
            node.assertHealthy();
            node.assertReplayAgrees();
        }
    }

    @Test
    void fullOrderAndResultRingsOnlyDelay() throws Exception {
        plan.rings = new PipelineSettings.Rings(4096, 16, 16);
        plan.core = PipelineSettings.Core.SPLIT;
        plan.gasLimit = 100_000;
        GatedLog gate = new GatedLog();
        plan.log = gate;
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            List<Hash> hashes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                hashes.add(node.accepted(wallets[i % 16].transfer(PipelineNode.SINK, 1)));
            }
            assertEquals(0, node.log.height());
            assertTrue(
                    hashes.stream()
                            .map(node.sequencer::status)
                            .anyMatch(status -> status.stage() == Stage.PENDING));
            gate.open();
            for (Hash hash : hashes) {
                node.awaitSealed(hash);
            }
            assertEquals(Word.of(500), node.balance(PipelineNode.SINK));
            node.assertReplayAgrees();
        }
    }

    @Test
    void aTransactionThatTurnsInvalidBeforeItsPlaceIsVoidAndItsFollowersReturnOnce()
            throws Exception {
        plan.core = PipelineSettings.Core.SPLIT;
        GatedLog gate = new GatedLog();
        plan.log = gate;
        Wallet victim = wallets[9];
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            holdExecution(node);
            // In flight before the victim's: it is delegated to the drain, and then drained.
            node.accepted(wallets[2].delegate(victim.authorize(PipelineNode.DRAIN, 0)));
            node.accepted(wallets[3].call(victim.address, 100_000));
            Hash first = node.accepted(victim.transfer(PipelineNode.SINK, 1));
            Hash second = node.accepted(victim.transfer(PipelineNode.SINK, 2));
            Hash third = node.accepted(victim.transfer(PipelineNode.SINK, 3));
            Hash fourth = node.accepted(victim.transfer(PipelineNode.SINK, 4));
            await(() -> stage(node, fourth) == Stage.ORDERED, "the order");
            gate.open();
            await(() -> stage(node, fourth) == Stage.QUEUED, "the void");
            TransactionStatus low = node.sequencer.status(first);
            assertEquals(Stage.VOID, low.stage());
            assertTrue(low.reason().startsWith("nonce too low"), low.reason());
            assertNotNull(low.blockNumber());
            TransactionStatus poor = node.sequencer.status(second);
            assertEquals(Stage.VOID, poor.stage());
            assertTrue(poor.reason().startsWith("insufficient funds"), poor.reason());
            assertEquals(Stage.QUEUED, stage(node, third));
            assertEquals("waits for nonce 1", node.sequencer.status(third).reason());
            assertNull(node.chain.view().transaction(second));
            assertEquals(1, node.sequencer.pendingNonce(victim.address));

            node.awaitSealed(node.accepted(wallets[2].pay(victim.address, ETHER)));
            victim.nonce = 1;
            Hash again = node.accepted(victim.transfer(PipelineNode.SINK, 7));
            node.awaitSealed(fourth);
            for (Hash hash : List.of(again, third, fourth)) {
                assertEquals(Stage.SEALED, stage(node, hash));
            }
            assertEquals(Stage.VOID, stage(node, second));
            node.assertHealthy();
            assertEquals(4, node.assertReplayAgrees().voids());
            assertTrue(
                    node.preconfirmed.stream()
                            .noneMatch(item -> item.transaction().hash().equals(second)));
        }
    }

    @Test
    void aVoidTransactionSentAgainIsSealedAndSaysSo() throws Exception {
        plan.core = PipelineSettings.Core.SPLIT;
        GatedLog gate = new GatedLog();
        plan.log = gate;
        Wallet victim = wallets[9];
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            gate.pass(1);
            node.awaitSealed(
                    node.accepted(wallets[2].delegate(victim.authorize(PipelineNode.DRAIN, 0))));
            holdExecution(node);
            node.accepted(wallets[3].call(victim.address, 100_000));
            victim.nonce = 1;
            Bytes raw = victim.transfer(PipelineNode.SINK, 1);
            Hash hash = node.accepted(raw);
            gate.open();
            await(() -> stage(node, hash) == Stage.VOID, "the void");
            node.awaitSealed(node.accepted(wallets[2].pay(victim.address, ETHER)));
            assertEquals(hash, node.accepted(raw));
            node.awaitSealed(hash);
            assertEquals(Stage.SEALED, stage(node, hash));
        }
    }

    @Test
    void aNonceThatAnAuthorizationTookNoLongerHoldsUpTheSender() throws Exception {
        Wallet sender = wallets[9];
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            sender.nonce = 1;
            Bytes early = sender.transfer(PipelineNode.SINK, 1);
            Hash hash = node.accepted(early);
            assertEquals(Stage.QUEUED, stage(node, hash));
            node.awaitSealed(node.accepted(wallets[2].delegate(sender.authorize(Address.ZERO, 0))));
            Hash next = node.accepted(sender.transfer(PipelineNode.SINK, 1));
            node.awaitSealed(next);
            assertEquals(Stage.SEALED, stage(node, hash));
        }
    }

    /** Seals one block into the gate and has execution wait for its hash. */
    private void holdExecution(PipelineNode node) throws Exception {
        Hash first = node.accepted(wallets[0].transfer(PipelineNode.SINK, 1));
        await(((GatedLog) node.log)::isHolding, "the seal of " + first);
        node.accepted(wallets[1].call(PipelineNode.HASHES, 120_000));
    }

    private static Stage stage(PipelineNode node, Hash hash) {
        return node.sequencer.status(hash).stage();
    }

    @Test
    void theSameOrderGivesTheSameStateUnderAnyMappingOfThreads() throws Exception {
        Path order = folder.resolve("order");
        List<Hash> want = new ArrayList<>();
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            for (CompletableFuture<Admission> reply : flood(node, 20, 2)) {
                reply.get(30, TimeUnit.SECONDS);
            }
            node.stop();
            for (long n = 0; n <= node.log.height(); n++) {
                want.add(node.log.block(n).hash());
            }
        }
        assertNotEquals(1, want.size());
        for (PipelineSettings.Core core : PipelineSettings.Core.values()) {
            PipelineNode.Plan other = new PipelineNode.Plan();
            other.core = core;
            other.recoverWorkers = 2;
            other.rings = new PipelineSettings.Rings(64, 32, 16);
            Path copy = folder.resolve(core.name());
            Folders.copy(order, copy.resolve("order"));
            try (PipelineNode node = PipelineNode.start(copy, other)) {
                List<Hash> got = new ArrayList<>();
                for (long n = 0; n <= node.log.height(); n++) {
                    got.add(node.log.block(n).hash());
                }
                assertEquals(want, got);
            }
        }
    }

    @Test
    void underLoadCloseKeepsEverythingThatWasAccepted() throws Exception {
        Map<Hash, Boolean> accepted = new ConcurrentHashMap<>();
        List<CompletableFuture<Admission>> replies = new ArrayList<>();
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            Thread submitter =
                    new Thread(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            Wallet wallet = wallets[i % wallets.length];
                            Bytes raw = wallet.transfer(PipelineNode.SINK, 1);
                            CompletableFuture<Admission> reply = node.sequencer.submit(raw);
                            replies.add(
                                    reply.whenComplete((verdict, none) -> {
                                        if (verdict instanceof Admission.Accepted in) {
                                            accepted.put(in.hash(), true);
                                        }
                                    }));
                            if (reply.isDone() && reply.join() instanceof Admission.Refused r) {
                                if (r.reason() == Refusal.NOT_ACCEPTING) {
                                    return;
                                }
                                wallet.nonce--;
                            }
                        }
                    });
            submitter.start();
            await(() -> accepted.size() > 1000, "load");
            node.stop();
            submitter.join();
            node.assertHealthy();
        }
        for (CompletableFuture<Admission> reply : replies) {
            assertTrue(reply.isDone(), "a submission was never answered");
        }
        plan.log = new MemoryBlockLog();
        plan.store = new MemoryStateStore();
        try (PipelineNode again = PipelineNode.start(folder, plan)) {
            List<Hash> lost =
                    accepted.keySet().stream()
                            .filter(hash -> again.chain.view().transaction(hash) == null)
                            .toList();
            assertEquals(List.of(), lost);
            assertEquals(0, again.chain.view().head().number() - again.log.height());
            again.assertReplayAgrees();
        }
    }

    @Test
    void whatWasHandedInBeforeCloseIsTaken() throws Exception {
        long sent = 0;
        for (int round = 0; round < 30; round++) {
            plan.log = new MemoryBlockLog();
            plan.store = new MemoryStateStore();
            plan.recoverWorkers = 1 + round % 2;
            try (PipelineNode node = PipelineNode.start(folder, plan)) {
                assertEquals(Word.of(sent), node.balance(PipelineNode.SINK));
                List<CompletableFuture<Admission>> replies = new ArrayList<>();
                for (int i = 0; i < 7; i++) {
                    replies.add(node.sequencer.submit(wallets[i].transfer(PipelineNode.SINK, 1)));
                    sent++;
                }
                node.stop();
                for (CompletableFuture<Admission> reply : replies) {
                    assertInstanceOf(Admission.Accepted.class, reply.get(0, TimeUnit.SECONDS));
                }
            }
        }
    }

    @Test
    void aNodeThatNeverStartedCanBeStopped() {
        try (PipelineNode never = PipelineNode.built(folder, plan)) {
            never.stop();
            Admission verdict = never.sequencer.submit(Bytes.EMPTY).join();
            assertEquals(
                    Refusal.NOT_ACCEPTING,
                    assertInstanceOf(Admission.Refused.class, verdict).reason());
        }
    }
}
