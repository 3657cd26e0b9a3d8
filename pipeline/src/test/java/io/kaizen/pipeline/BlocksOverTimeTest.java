package io.kaizen.pipeline;

import static io.kaizen.pipeline.PipelineNode.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.pool.TransactionStatus.Stage;
import io.kaizen.pipeline.sequence.BaseFeeRule;
import io.kaizen.pipeline.sequence.Sealing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When blocks open and close, and what their base fee is, under a clock of the test's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlocksOverTimeTest {
    private static final long START_MS = 2_000_000;

    @TempDir Path folder;

    private final Wallet[] wallets = PipelineNode.wallets();
    private final PipelineNode.Plan plan = new PipelineNode.Plan();
    private final ManualClock clock = new ManualClock(START_MS, 0);

    private Hash preconfirmed(PipelineNode node, Bytes raw) throws Exception {
        Hash hash = node.accepted(raw);
        await(() -> node.sequencer.status(hash).stage() == Stage.PRECONFIRMED, "receipt");
        return hash;
    }

    @Test
    void anIntervalClosesTheBlockWheneverItWasOpenedAndSkipsWhatIsEmpty() throws Exception {
        plan.clock = clock;
        plan.sealing = new Sealing.Interval(Duration.ofSeconds(1), Sealing.EmptyBlocks.SKIPPED);
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            clock.set(START_MS + 900);
            Hash first = preconfirmed(node, wallets[0].transfer(PipelineNode.SINK, 1));
            assertEquals(0, node.chain.view().head().number());
            assertEquals(1, node.sequencer.pending().preconfirmed().size());
            clock.set(START_MS + 1_000);
            SealedBlock block = node.awaitSealed(first);
            assertEquals(1, block.number());
            assertEquals((START_MS + 900) / 1000, block.header().timestamp());
            // Seven silent intervals leave no block, nor do they move the eighth's end.
            clock.set(START_MS + 8_500);
            Hash second = preconfirmed(node, wallets[0].transfer(PipelineNode.SINK, 1));
            assertEquals(1, node.chain.view().head().number());
            clock.set(START_MS + 9_000);
            assertEquals(2, node.awaitSealed(second).number());
        }
    }

    @Test
    void anEmptyIntervalIsSealedWhereTheSettingsSaySo() throws Exception {
        plan.clock = clock;
        plan.sealing = new Sealing.Interval(Duration.ofMillis(500), Sealing.EmptyBlocks.SEALED);
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            for (int i = 1; i <= 6; i++) {
                clock.set(START_MS + 500L * i);
                int want = i;
                await(() -> node.chain.view().head().number() == want, "block " + i);
            }
            node.stop();
            assertEquals(6, node.log.height());
            assertEquals((START_MS + 3_000) / 1000, node.log.block(6).header().timestamp());
            assertTrue(node.log.block(3).transactions().isEmpty());
            node.assertReplayAgrees();
        }
    }

    @Test
    void aClockThatIsSetBackStopsNothing() throws Exception {
        plan.clock = clock;
        plan.sealing = new Sealing.Interval(Duration.ofMillis(500), Sealing.EmptyBlocks.SKIPPED);
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            Hash first = preconfirmed(node, wallets[0].transfer(PipelineNode.SINK, 1));
            clock.set(START_MS + 600);
            long before = node.awaitSealed(first).header().timestamp();
            clock.set(START_MS - 3_600_000);
            Hash second = preconfirmed(node, wallets[0].transfer(PipelineNode.SINK, 1));
            // An interval from here, not from an hour ahead.
            for (long ms = START_MS - 3_600_000; !isSealed(node, second); ms += 100) {
                clock.set(ms);
                Thread.onSpinWait();
                assertTrue(ms < START_MS - 600_000, "the block stays open");
                TimeUnit.MILLISECONDS.sleep(1);
            }
            assertEquals(before, node.awaitSealed(second).header().timestamp());
        }
    }

    private static boolean isSealed(PipelineNode node, Hash hash) {
        return node.chain.view().transaction(hash) != null;
    }

    @Test
    void declaredGasClosesABlockThatHasNoRoomForTheNext() throws Exception {
        plan.clock = clock;
        plan.sealing = new Sealing.Interval(Duration.ofHours(1), Sealing.EmptyBlocks.SKIPPED);
        plan.gasLimit = 100_000;
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            for (int i = 0; i < 11; i++) {
                node.accepted(wallets[i % 3].transfer(PipelineNode.SINK, 1));
            }
            // The declared limit counts, not what is used: 21,000 of 90,000.
            node.accepted(wallets[5].call(PipelineNode.SINK, 90_000));
            node.accepted(wallets[5].transfer(PipelineNode.SINK, 1));
            node.stop();
            List<Integer> sizes = new ArrayList<>();
            for (long n = 1; n <= node.log.height(); n++) {
                sizes.add(node.log.block(n).transactions().size());
            }
            assertEquals(List.of(4, 4, 3, 1, 1), sizes);
            node.assertReplayAgrees();
        }
    }

    @Test
    void theBaseFeeIsAFunctionOfTheChainHoweverTheSecondsTurn() throws Exception {
        for (PipelineSettings.Core core : PipelineSettings.Core.values()) {
            plan.core = core;
            // Every look at the clock moves it, so that seconds turn between any two decisions.
            plan.clock = new ManualClock(START_MS, 17);
            plan.baseFee = new BaseFeeRule(400_000, Wallet.GWEI);
            plan.gasLimit = 210_000;
            plan.log = new io.kaizen.journal.chain.MemoryBlockLog();
            plan.store = new io.kaizen.journal.store.MemoryStateStore();
            Wallet[] own = PipelineNode.wallets();
            try (PipelineNode node = PipelineNode.start(folder.resolve(core.name()), plan)) {
                List<CompletableFuture<Admission>> replies = new ArrayList<>();
                for (int i = 0; i < 3_000; i++) {
                    Bytes raw = own[i % own.length].transfer(PipelineNode.SINK, 1);
                    replies.add(node.sequencer.submit(raw));
                }
                for (CompletableFuture<Admission> reply : replies) {
                    reply.get(30, TimeUnit.SECONDS);
                }
                await(() -> node.balance(PipelineNode.SINK).w0() == 3_000, "all");
                node.stop();
                node.assertHealthy();
                assertTrue(assertFees(node, plan.baseFee) > 3, "the fee never moved");
                node.assertReplayAgrees();
            }
        }
    }

    /** Returns how many different fees there were. */
    private static int assertFees(PipelineNode node, BaseFeeRule rule) {
        long second = node.log.block(0).header().timestamp();
        Word fee = node.log.block(0).header().environment().baseFee();
        long gasUsed = 0;
        Set<Word> fees = new HashSet<>();
        for (long n = 1; n <= node.log.height(); n++) {
            SealedBlock block = node.log.block(n);
            long timestamp = block.header().timestamp();
            if (timestamp != second) {
                fee = rule.next(fee, gasUsed, timestamp - second);
                second = timestamp;
                gasUsed = 0;
            }
            assertEquals(fee, block.header().environment().baseFee(), "block " + n);
            gasUsed += block.header().gasUsed();
            fees.add(fee);
        }
        return fees.size();
    }
}
