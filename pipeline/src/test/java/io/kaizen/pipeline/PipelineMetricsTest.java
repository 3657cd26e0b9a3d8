package io.kaizen.pipeline;

import static io.kaizen.pipeline.PipelineNode.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.Conflict;
import io.kaizen.exec.parallel.Counters;
import io.kaizen.exec.process.InvalidReason;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.pipeline.PipelineMetrics.Stage;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.sequence.OrderEvent;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the stages record, on a whole pipeline: the sums agree with what happened. */
class PipelineMetricsTest {
    private static final Word ETHER = Word.fromDecimal("1000000000000000000");

    @TempDir Path folder;
    private final PipelineNode.Plan plan = new PipelineNode.Plan();
    private final Wallet[] wallets = PipelineNode.wallets();

    @ParameterizedTest
    @EnumSource(SyncLevel.class)
    void sumsAgreeOnceAllIsSealed(SyncLevel sync) throws Exception {
        plan.sync = sync;
        int accepted = 4 * wallets.length;
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            PipelineMetrics metrics = node.sequencer.metrics();
            Hash last = Hash.ZERO;
            for (int round = 0; round < 4; round++) {
                for (Wallet wallet : wallets) {
                    last = node.accepted(wallet.transfer(PipelineNode.SINK, 1));
                }
            }
            assertInstanceOf(Admission.Refused.class, node.submit(Bytes.fromHex("0xc0")));
            wallets[0].nonce = 0;
            assertInstanceOf(
                    Admission.Refused.class,
                    node.submit(wallets[0].transfer(PipelineNode.SINK, 9)));
            Hash newest = last;
            await(
                    () -> metrics.seal().transactionCount() == accepted,
                    "the seal of all up to " + newest);

            assertEquals(accepted + 2, metrics.intake().receivedCount());
            assertEquals(accepted, metrics.ordering().admittedCount());
            assertEquals(2, metrics.ordering().refusals().total());
            assertEquals(1, metrics.ordering().refusals().value(Refusal.MALFORMED));
            assertEquals(1, metrics.ordering().refusals().value(Refusal.NONCE_TOO_LOW));
            assertEquals(accepted, metrics.ordered().value(OrderEvent.Origin.LIVE));
            assertEquals(accepted, metrics.execute().executedCount());
            assertEquals(21_000L * accepted, metrics.execute().gasUsed());
            assertEquals(21_000L * accepted, metrics.seal().gasUsed());
            assertEquals(0, metrics.execute().voids().total());
            long blocks = metrics.seal().blockCount();
            await(() -> metrics.sealedHead().getAsLong() == blocks, "the head");
            assertEquals(blocks, metrics.seal().roots().read().count());
            // The store follows the seal.
            await(() -> metrics.seal().stores().read().count() == blocks, "the store");
            assertEquals(accepted, metrics.seal().blockSizes().read().sum());

            // Every transaction passed every stage once; blocks add an open and a close.
            long entries = accepted + 2 * blocks;
            for (Stage stage : Stage.values()) {
                boolean early = stage == Stage.RECOVER || stage == Stage.ORDERING;
                long handled = early ? accepted + 2 : entries;
                // A cycle is noted at its end, when its results are already out.
                await(() -> metrics.stage(stage).entries() == handled, "the cycles of " + stage);
                assertTrue(metrics.stage(stage).cycles().sum() > 0, stage.name());
            }
            assertEquals(accepted + 2, metrics.stage(Stage.RECOVER).ages().count());
            for (Stage stage : EnumSet.range(Stage.ORDERING, Stage.PUBLISH)) {
                assertEquals(accepted, metrics.stage(stage).ages().count(), stage.name());
            }
            long synced = sync == SyncLevel.NONE ? 0 : entries;
            assertEquals(synced, metrics.journal().syncSizes().read().sum());
            assertTrue(metrics.journal().bytesAppended() > 100L * accepted);

            Counters counters = metrics.executor().counters();
            assertEquals(accepted, counters.taken());
            long conflicts = 0;
            for (Conflict kind : Conflict.values()) {
                conflicts += counters.conflicts(kind);
            }
            assertEquals(counters.reexecuted(), conflicts);
            assertTrue(
                    counters.direct() + counters.speculated() + counters.reexecuted() <= accepted);
            await(() -> metrics.ordering().inFlightCount() == 0, "settling");
            assertEquals(0, metrics.ordering().pendingCount());
            metrics.rings().forEach(ring -> assertEquals(0, ring.depth().getAsLong(), ring.name()));
            assertEquals(0, metrics.executor().depth());
            node.assertHealthy();
        }
    }

    @Test
    void whoReadsTheLaterFigureFirstNeverSeesMoreOfIt() throws Exception {
        plan.recoverWorkers = 2;
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            PipelineMetrics metrics = node.sequencer.metrics();
            AtomicBoolean done = new AtomicBoolean();
            ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
            Thread reader = new Thread(() -> readAlong(metrics, done, broken));
            reader.start();
            int sent = 0;
            try {
                for (int round = 0; round < 30; round++) {
                    for (Wallet wallet : wallets) {
                        var _ = node.sequencer.submit(wallet.transfer(PipelineNode.SINK, 1));
                        sent++;
                        if (sent % 3 == 0) {
                            var _ = node.sequencer.submit(Bytes.fromHex("0xc0"));
                        }
                    }
                }
                int wanted = sent;
                await(() -> metrics.seal().transactionCount() == wanted, "the seal of all");
            } finally {
                done.set(true);
                reader.join(10_000);
            }
            assertTrue(broken.isEmpty(), () -> String.join("\n", broken));
            assertEquals(sent + sent / 3, metrics.intake().receivedCount());
            node.assertHealthy();
        }
    }

    private static void readAlong(
            PipelineMetrics metrics, AtomicBoolean done, ConcurrentLinkedQueue<String> broken) {
        long[] before = new long[6];
        while (!done.get()) {
            long[] now = {
                metrics.seal().transactionCount(),
                metrics.execute().executedCount() + metrics.execute().voids().total(),
                metrics.ordered().total(),
                metrics.ordering().admittedCount(),
                metrics.ordering().admittedCount() + metrics.ordering().refusals().total(),
                metrics.intake().receivedCount()
            };
            for (int i = 0; i < now.length; i++) {
                if (now[i] < before[i] || (i > 0 && now[i] < now[i - 1])) {
                    broken.add(
                            java.util.Arrays.toString(before)
                                    + " then "
                                    + java.util.Arrays.toString(now));
                }
            }
            before = now;
            Thread.onSpinWait();
        }
    }

    @Test
    void voidsAreCountedByReasonAndOrderedAgainOnce() throws Exception {
        plan.core = PipelineSettings.Core.SPLIT;
        GatedLog gate = new GatedLog();
        plan.log = gate;
        Wallet victim = wallets[9];
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            PipelineMetrics metrics = node.sequencer.metrics();
            // Execution waits for the hash of a block that cannot be sealed.
            node.accepted(wallets[0].transfer(PipelineNode.SINK, 1));
            await(gate::isHolding, "the seal");
            node.accepted(wallets[1].call(PipelineNode.HASHES, 120_000));
            node.accepted(wallets[2].delegate(victim.authorize(PipelineNode.DRAIN, 0)));
            node.accepted(wallets[3].call(victim.address, 100_000));
            Hash first = node.accepted(victim.transfer(PipelineNode.SINK, 1));
            Hash second = node.accepted(victim.transfer(PipelineNode.SINK, 2));
            Hash third = node.accepted(victim.transfer(PipelineNode.SINK, 3));
            await(
                    () -> node.sequencer.status(third).stage() == TransactionStatus.Stage.ORDERED,
                    "the order of " + first + " and " + second);
            gate.open();
            await(
                    () -> node.sequencer.status(third).stage() == TransactionStatus.Stage.QUEUED,
                    "the void");
            await(() -> metrics.ordering().queuedCount() == 1, "the return to the pool");
            node.awaitSealed(node.accepted(wallets[2].pay(victim.address, ETHER)));
            victim.nonce = 1;
            Hash again = node.accepted(victim.transfer(PipelineNode.SINK, 7));
            node.awaitSealed(third);
            node.awaitSealed(again);

            assertEquals(1, metrics.execute().voids().value(InvalidReason.NONCE_TOO_LOW));
            assertEquals(1, metrics.execute().voids().value(InvalidReason.INSUFFICIENT_FUNDS));
            assertEquals(1, metrics.execute().voids().value(InvalidReason.NONCE_TOO_HIGH));
            assertEquals(3, metrics.execute().voids().total());
            assertEquals(9, metrics.ordering().admittedCount());
            assertEquals(10, metrics.ordered().total());
            assertEquals(7, metrics.execute().executedCount());
            assertEquals(2, metrics.ends().value(TransactionStatus.Stage.VOID));
            node.assertHealthy();
        }
    }

    @Test
    void whatIsReplayedAfterARestartIsOrderedFromTheJournalAndHasNoAge() throws Exception {
        GatedLog gate = new GatedLog();
        plan.log = gate;
        try (PipelineNode node = PipelineNode.start(folder, plan)) {
            for (Wallet wallet : wallets) {
                node.accepted(wallet.transfer(PipelineNode.SINK, 1));
            }
            await(
                    () -> node.sequencer.metrics().execute().executedCount() == wallets.length,
                    "execution");
            // The gate lets nothing be sealed: all of it is the journal's to bring back.
            gate.open();
        }
        PipelineNode.Plan again = new PipelineNode.Plan();
        try (PipelineNode node = PipelineNode.start(folder, again)) {
            PipelineMetrics metrics = node.sequencer.metrics();
            assertEquals(wallets.length, metrics.ordered().value(OrderEvent.Origin.JOURNAL));
            assertEquals(0, metrics.ordered().value(OrderEvent.Origin.LIVE));
            assertEquals(wallets.length, metrics.execute().executedCount());
            assertEquals(wallets.length, metrics.seal().transactionCount());
            assertEquals(0, metrics.stage(Stage.PUBLISH).ages().count());
            assertEquals(0, metrics.journal().syncSizes().read().sum());
            node.assertHealthy();
        }
    }

    @Test
    void aFullRingAndAClosedDoorAreCountedAsRefused() throws Exception {
        plan.rings = new PipelineSettings.Rings(64, 64, 64);
        long refused = 0;
        long submitted = 0;
        PipelineNode node = PipelineNode.start(folder, plan);
        PipelineMetrics metrics = node.sequencer.metrics();
        try (node) {
            while (metrics.intake().busyCount() == 0) {
                var reply = node.sequencer.submit(Bytes.fromHex("0xc0"));
                submitted++;
                if (reply.isDone()
                        && reply.join() instanceof Admission.Refused no
                        && no.reason() == Refusal.BUSY) {
                    refused++;
                }
            }
        }
        var _ = node.sequencer.submit(Bytes.fromHex("0xc0"));
        submitted++;
        assertEquals(submitted, metrics.intake().receivedCount());
        assertEquals(refused, metrics.intake().busyCount());
        assertEquals(
                submitted,
                metrics.ordering().refusals().total()
                        + metrics.intake().busyCount()
                        + metrics.intake().notAcceptingCount());
        assertTrue(metrics.intake().notAcceptingCount() >= 1);
    }
}
