package io.kaizen.pipeline;

import static io.kaizen.pipeline.PipelineNode.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.chain.TransactionLocation;
import io.kaizen.journal.store.MemoryStateStore;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.publish.Preconfirmation;
import io.kaizen.pipeline.sequence.Sealing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that ends without a close, at any moment, goes on where it had told anybody it was. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecoveryTest {
    private static final int CRASHES = 8;

    @TempDir Path folder;

    private final PipelineNode.Plan plan = new PipelineNode.Plan();

    /** What the wallets send until it is stopped. */
    private static final class Load {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread;

        Load(PipelineNode node, long seed) {
            Wallet[] wallets = PipelineNode.wallets();
            for (Wallet wallet : wallets) {
                wallet.nonce = node.sequencer.pendingNonce(wallet.address);
            }
            thread = new Thread(() -> run(node, wallets, new Random(seed)), "load");
            thread.start();
        }

        private void run(PipelineNode node, Wallet[] wallets, Random random) {
            while (!stopped.get()) {
                // The last wallet is the test's own.
                Wallet wallet = wallets[random.nextInt(wallets.length - 1)];
                Bytes raw =
                        random.nextInt(10) == 0
                                ? wallet.call(PipelineNode.HASHES, 120_000)
                                : wallet.transfer(wallets[random.nextInt(8)].address, 1);
                CompletableFuture<Admission> reply = node.sequencer.submit(raw);
                if (reply.isDone() && reply.join() instanceof Admission.Refused) {
                    // The ring is full: the same nonce again.
                    wallet.nonce--;
                    LockSupport.parkNanos(100_000);
                }
                if (random.nextInt(50) == 0) {
                    LockSupport.parkNanos(random.nextInt(500_000));
                }
            }
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            thread.join();
        }
    }

    @Test
    void everythingPreconfirmedBeforeACrashIsThereAfterIt() throws Exception {
        long seed = Long.getLong("kaizen.seed", System.nanoTime());
        Random random = new Random(seed);
        System.out.println("RecoveryTest: -Dkaizen.seed=" + seed);
        Path now = folder.resolve("0");
        List<Preconfirmation> known = new ArrayList<>();
        for (int crash = 0; crash <= CRASHES; crash++) {
            boolean onDisk = random.nextBoolean() || crash == 0;
            shape(random, now, onDisk);
            Path next = folder.resolve(String.valueOf(crash + 1));
            try (PipelineNode node = PipelineNode.start(now, plan)) {
                String round = "seed " + seed + ", crash " + crash;
                assertThere(node, known, round);
                assertGoesOn(node, known);
                node.assertReplayAgrees();
                Load load = new Load(node, random.nextLong());
                try {
                    await(() -> node.preconfirmed.size() > 20, "load");
                    LockSupport.parkNanos(random.nextInt(40_000_000));
                    known.addAll(node.preconfirmed);
                    // The chain first: the order that it follows from is always ahead of it.
                    if (onDisk) {
                        Folders.copy(now.resolve("chain"), next.resolve("chain"));
                    }
                    Folders.copy(now.resolve("order"), next.resolve("order"));
                } finally {
                    load.stop();
                }
                node.stop();
                node.assertHealthy();
            }
            now = next;
        }
    }

    /** A node like the last in nothing but its data; or without its chain, which follows. */
    private void shape(Random random, Path data, boolean onDisk) {
        plan.core =
                random.nextBoolean() ? PipelineSettings.Core.SHARED : PipelineSettings.Core.SPLIT;
        plan.recoverWorkers = 1 + random.nextInt(2);
        plan.executeWorkers = random.nextInt(4);
        plan.gasLimit = 300_000L << random.nextInt(8);
        int slots = 32 << random.nextInt(6);
        plan.rings = new PipelineSettings.Rings(4096, slots, slots);
        plan.sealing =
                random.nextBoolean()
                        ? new Sealing.Adaptive(Duration.ofMillis(20))
                        : new Sealing.Interval(Duration.ofMillis(10), Sealing.EmptyBlocks.SKIPPED);
        plan.store = new MemoryStateStore();
        plan.log = onDisk ? ChainJournal.open(data.resolve("chain")) : new MemoryBlockLog();
    }

    private static void assertThere(PipelineNode node, List<Preconfirmation> known, String round) {
        for (Preconfirmation item : known) {
            Hash hash = item.transaction().hash();
            TransactionLocation at = node.chain.view().transaction(hash);
            String where = round + ", position " + item.position();
            assertNotNull(at, where);
            assertEquals(item.blockNumber(), at.blockNumber(), where);
            assertEquals(item.index(), at.index(), where);
            SealedBlock block = node.chain.view().block(at.blockNumber());
            assertEquals(item.receipt(), block.receipts().get(item.index()), where);
        }
    }

    private static void assertGoesOn(PipelineNode node, List<Preconfirmation> known)
            throws Exception {
        long head = node.chain.view().head().number();
        Wallet own = PipelineNode.wallets()[PipelineNode.WALLETS - 1];
        own.nonce = node.sequencer.pendingNonce(own.address);
        SealedBlock block = node.awaitSealed(node.accepted(own.transfer(own.address, 1)));
        assertTrue(block.number() > head, "block " + block.number() + " after " + head);
        assertTrue(known.isEmpty() || head >= known.getLast().blockNumber());
    }

    @Test
    void aBlockThatWasLeftOpenIsClosedFirstThing() throws Exception {
        plan.sealing = new Sealing.Interval(Duration.ofHours(1), Sealing.EmptyBlocks.SKIPPED);
        Path copy = folder.resolve("copy");
        List<Hash> hashes = new ArrayList<>();
        try (PipelineNode node = PipelineNode.start(folder.resolve("first"), plan)) {
            Wallet wallet = PipelineNode.wallets()[0];
            for (int i = 0; i < 5; i++) {
                hashes.add(node.accepted(wallet.transfer(PipelineNode.SINK, 1)));
            }
            await(() -> node.preconfirmed.size() == 5, "receipts");
            assertEquals(0, node.log.height());
            Folders.copy(folder.resolve("first/order"), copy.resolve("order"));
        }
        plan.log = new MemoryBlockLog();
        plan.store = new MemoryStateStore();
        try (PipelineNode node = PipelineNode.start(copy, plan)) {
            assertEquals(1, node.chain.view().head().number());
            assertEquals(
                    hashes,
                    node.chain.view().head().transactions().stream().map(tx -> tx.hash()).toList());
            node.assertReplayAgrees();
        }
    }

    @Test
    void anOrderThatEndsBeforeTheChainIsRefusedAtTheStart() throws Exception {
        try (PipelineNode node = PipelineNode.start(folder.resolve("whole"), plan)) {
            Wallet wallet = PipelineNode.wallets()[0];
            node.awaitSealed(node.accepted(wallet.transfer(PipelineNode.SINK, 1)));
        }
        // The same chain over an order queue that was lost.
        IllegalStateException refused =
                assertThrows(
                        IllegalStateException.class,
                        () -> PipelineNode.start(folder.resolve("lost"), plan).close());
        String why = String.valueOf(refused.getCause().getMessage());
        assertTrue(why.contains("the order ends at position 0"), why);
        assertTrue(why.contains("block 1 cites position 3"), why);
    }
}
