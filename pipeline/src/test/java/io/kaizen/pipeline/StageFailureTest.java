package io.kaizen.pipeline;

import static io.kaizen.pipeline.PipelineNode.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.store.MemoryStateStore;
import io.kaizen.journal.store.StateStore;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Preconfirmation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a node does when something under it breaks: it stops at once, and says so once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StageFailureTest {
    @TempDir Path folder;

    private final PipelineNode.Plan plan = new PipelineNode.Plan();

    /** A store whose disk fails at one block, and that may fail to read. */
    private static final class FailingStore implements StateStore {
        private final MemoryStateStore store = new MemoryStateStore();
        private final long failsAt;
        private final Address unreadable;

        FailingStore(long failsAt, Address unreadable) {
            this.failsAt = failsAt;
            this.unreadable = unreadable;
        }

        @Override
        public void apply(long height, Effects effects, List<NodeChange> nodes) {
            if (height == failsAt) {
                throw new IllegalStateException("disk is gone at block " + height);
            }
            store.apply(height, effects, nodes);
        }

        @Override
        public @Nullable Account account(Address address) {
            if (address.equals(unreadable)) {
                throw new IllegalStateException("disk cannot read " + address);
            }
            return store.account(address);
        }

        @Override
        public Word storage(Address address, Word slot) {
            return store.storage(address, slot);
        }

        @Override
        public Bytes code(Hash codeHash) {
            return store.code(codeHash);
        }

        @Override
        public long height() {
            return store.height();
        }

        @Override
        public long visibleHeight() {
            return store.visibleHeight();
        }

        @Override
        public byte @Nullable [] get(Hash owner, NodePath path) {
            return store.get(owner, path);
        }

        @Override
        public boolean isSuspect() {
            return store.isSuspect();
        }

        @Override
        public void putEntries(long height, Effects effects) {
            store.putEntries(height, effects);
        }

        @Override
        public StateTrie rebuildTrie(TrieWorkers workers) {
            return store.rebuildTrie(workers);
        }

        @Override
        public void clear() {
            store.clear();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @ParameterizedTest
    @EnumSource(PipelineSettings.Core.class)
    void aSealerThatBreaksStopsAcceptanceAndIsReportedOnce(PipelineSettings.Core core)
            throws Exception {
        plan.core = core;
        plan.store = new FailingStore(5, Address.ZERO);
        plan.gasLimit = 100_000;
        Wallet[] wallets = PipelineNode.wallets();
        List<CompletableFuture<Admission>> replies = new ArrayList<>();
        List<Preconfirmation> known;
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            int next = 0;
            while (node.failures.isEmpty()) {
                Wallet wallet = wallets[next++ % wallets.length];
                replies.add(node.sequencer.submit(wallet.transfer(PipelineNode.SINK, 1)));
            }
            await(() -> isRefused(node, wallets[0]), "the end of acceptance");
            await(() -> node.preconfirmed.size() >= 4, "a receipt of each sealed block");
            node.stop();
            assertEquals(1, node.failures.size());
            String why = node.failures.peek().getMessage();
            assertEquals("disk is gone at block 5", why);
            known = List.copyOf(node.preconfirmed);
        }
        for (CompletableFuture<Admission> reply : replies) {
            assertNotNull(reply.get(0, TimeUnit.SECONDS));
        }
        // A whole disk: all that was told is there.
        plan.log = new MemoryBlockLog();
        plan.store = new MemoryStateStore();
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            for (Preconfirmation item : known) {
                assertNotNull(node.chain.view().transaction(item.transaction().hash()));
            }
            node.assertReplayAgrees();
        }
    }

    private static boolean isRefused(PipelineNode node, Wallet wallet) {
        CompletableFuture<Admission> reply =
                node.sequencer.submit(wallet.transfer(PipelineNode.SINK, 1));
        return reply.isDone()
                && reply.join() instanceof Admission.Refused refused
                && refused.reason() == Refusal.NOT_ACCEPTING;
    }

    @ParameterizedTest
    @EnumSource(PipelineSettings.Core.class)
    void anExecutionThatBreaksLeavesNoSubmissionWithoutAnAnswer(PipelineSettings.Core core)
            throws Exception {
        plan.core = core;
        Address bad = Address.ofLong(0xbad);
        plan.store = new FailingStore(-2, bad);
        Wallet[] wallets = PipelineNode.wallets();
        List<CompletableFuture<Admission>> replies = new ArrayList<>();
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            replies.add(node.sequencer.submit(wallets[0].transfer(bad, 1)));
            for (int i = 1; i < 500; i++) {
                replies.add(
                        node.sequencer.submit(
                                wallets[i % wallets.length].transfer(PipelineNode.SINK, 1)));
            }
            await(() -> !node.failures.isEmpty(), "the failure");
            node.stop();
            assertEquals(1, node.failures.size());
            assertTrue(node.failures.peek().getMessage().startsWith("disk cannot read"));
            assertEquals(0, node.preconfirmed.size());
        }
        for (CompletableFuture<Admission> reply : replies) {
            assertInstanceOf(Admission.class, reply.get(0, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource(PipelineSettings.Core.class)
    void whoWaitsForABlocksHashIsLetGoWhenTheSealerBreaks(PipelineSettings.Core core)
            throws Exception {
        GatedLog gate = new GatedLog();
        try (PipelineNode node = startGated(core, gate)) {
            List<CompletableFuture<Admission>> replies = haveExecutionWaitForTheSealer(node, gate);
            gate.fail("disk is gone at block 1");
            await(() -> !node.failures.isEmpty(), "the failure");
            node.stop();
            assertEquals(1, node.failures.size(), node.failures::toString);
            assertEquals("disk is gone at block 1", node.failures.peek().getMessage());
            assertEquals(1, node.preconfirmed.size());
            for (CompletableFuture<Admission> reply : replies) {
                assertNotNull(reply.get(0, TimeUnit.SECONDS));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PipelineSettings.Core.class)
    void closeWaitsForTheSealerThatOthersWaitFor(PipelineSettings.Core core) throws Exception {
        GatedLog gate = new GatedLog();
        try (PipelineNode node = startGated(core, gate)) {
            List<CompletableFuture<Admission>> replies = haveExecutionWaitForTheSealer(node, gate);
            Thread closer = Thread.ofPlatform().start(node::stop);
            closer.join(500);
            assertTrue(closer.isAlive(), "what was accepted is waited for");
            gate.open();
            closer.join();
            assertEquals(0, node.failures.size(), node.failures::toString);
            assertEquals(40, node.preconfirmed.size());
            for (CompletableFuture<Admission> reply : replies) {
                assertInstanceOf(Admission.Accepted.class, reply.get(0, TimeUnit.SECONDS));
            }
        }
    }

    private PipelineNode startGated(PipelineSettings.Core core, GatedLog gate) throws Exception {
        plan.core = core;
        plan.executeWorkers = 3;
        plan.log = gate;
        return PipelineNode.start(folder, plan);
    }

    /**
     * Holds the sealer at block 1 and sends what asks for its hash. Where one thread orders and
     * executes, only the first of these is ordered.
     */
    private static List<CompletableFuture<Admission>> haveExecutionWaitForTheSealer(
            PipelineNode node, GatedLog gate) throws Exception {
        Wallet[] wallets = PipelineNode.wallets();
        node.accepted(wallets[0].transfer(PipelineNode.SINK, 1));
        await(gate::isHolding, "the sealer at block 1");
        List<CompletableFuture<Admission>> replies = new ArrayList<>();
        Hash first = node.accepted(wallets[1].call(PipelineNode.HASHES, 120_000));
        for (int i = 2; i < 40; i++) {
            replies.add(node.sequencer.submit(wallets[i].call(PipelineNode.HASHES, 120_000)));
        }
        await(
                () -> node.sequencer.status(first).stage() == TransactionStatus.Stage.ORDERED,
                "the order");
        // Nothing shows that a thread waits; without this the test only sees less.
        LockSupport.parkNanos(20_000_000);
        return replies;
    }

    @Test
    void aFailureDuringRecoveryEndsTheStart() throws Exception {
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            Wallet wallet = PipelineNode.wallets()[0];
            node.awaitSealed(node.accepted(wallet.transfer(PipelineNode.SINK, 1)));
        }
        plan.log = new MemoryBlockLog();
        plan.store = new FailingStore(1, Address.ZERO);
        IllegalStateException failed =
                assertThrows(
                        IllegalStateException.class,
                        () -> PipelineNode.start(folder, plan).close());
        assertEquals("disk is gone at block 1", failed.getCause().getMessage());
    }
}
