package io.kaizen.ingress.metrics;

import io.kaizen.exec.parallel.Conflict;
import io.kaizen.exec.parallel.Counters;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.pipeline.PipelineMetrics;
import io.kaizen.pipeline.PipelineMetrics.Stage;
import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.metrics.Tallies;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Broadcast;
import java.util.EnumSet;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** The pipeline's figures as meters. Counters come against the flow: see {@link MeterBook}. */
public final class PipelineMeters {
    private final MeterBook book;
    private final PipelineMetrics pipeline;

    private PipelineMeters(MeterBook book, PipelineMetrics pipeline) {
        this.book = book;
        this.pipeline = pipeline;
    }

    public static void bind(MeterBook book, PipelineMetrics pipeline) {
        PipelineMeters meters = new PipelineMeters(book, pipeline);
        meters.blocks();
        meters.execution();
        meters.executor();
        meters.journal();
        meters.transactions();
        meters.stages();
        meters.levels();
    }

    /** The label's value for a constant. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private <E extends Enum<E>> void tallies(
            String name, String help, Tallies<E> tallies, String label) {
        tallies(name, help, EnumSet.copyOf(tallies.kinds()), tallies::value, label);
    }

    private <E extends Enum<E>> void tallies(
            String name, String help, EnumSet<E> kinds, ToLongFunction<E> count, String label) {
        kinds.forEach(kind ->
                book.counter(name, help, () -> count.applyAsLong(kind), label, label(kind)));
    }

    private void blocks() {
        var seal = pipeline.seal();
        book.counter(
                "kaizen_blocks_sealed_total", "Blocks sealed since the start.", seal::blockCount);
        book.counter(
                "kaizen_transactions_sealed_total",
                "Transactions in blocks sealed since the start.",
                seal::transactionCount);
        book.counter("kaizen_gas_sealed_total", "Gas used by sealed blocks.", seal::gasUsed);
        book.gauge(
                "kaizen_head_block",
                "Number of the last sealed block.",
                () -> pipeline.sealedHead().getAsLong());
        book.histogram(
                "kaizen_block_transactions",
                "Transactions of a sealed block.",
                Scale.ENTRIES,
                () -> seal.blockSizes().read());
        book.histogram(
                "kaizen_root_seconds",
                "Time to compute a block's state root.",
                Scale.SECONDS,
                () -> seal.roots().read());
        book.histogram(
                "kaizen_block_store_seconds",
                "Time to write a sealed block to the chain queue and the state store.",
                Scale.SECONDS,
                () -> seal.stores().read());
    }

    private void execution() {
        var execute = pipeline.execute();
        book.counter(
                "kaizen_transactions_executed_total",
                "Ordered transactions that were executed.",
                execute::executedCount);
        tallies(
                "kaizen_transactions_void_total",
                "Ordered transactions that were invalid at their position.",
                execute.voids(),
                "reason");
        book.counter(
                "kaizen_gas_executed_total",
                "Gas used by executed transactions.",
                execute::gasUsed);
    }

    private void executor() {
        ParallelExecutor executor = pipeline.executor();
        Counters counters = executor.counters();
        book.counter(
                "kaizen_executor_direct_total",
                "Transactions offered to the workers and run in their turn all the same.",
                counters::direct);
        book.counter(
                "kaizen_executor_repaired_total",
                "Reused runs whose credits were added to balances that had moved.",
                counters::repaired);
        MeterBook.Reading reused =
                book.counter(
                        "kaizen_executor_reused_total",
                        "Runs ahead of their turn that were right.",
                        counters::speculated);
        tallies(
                "kaizen_executor_conflicts_total",
                "Re-executions, by what the run ahead had read otherwise.",
                EnumSet.allOf(Conflict.class),
                counters::conflicts,
                "kind");
        MeterBook.Reading again =
                book.counter(
                        "kaizen_executor_reexecuted_total",
                        "Runs ahead of their turn that were stale and were run again.",
                        counters::reexecuted);
        book.counter(
                "kaizen_executor_ahead_total",
                "Transactions that were run ahead of their turn: reused and re-executed.",
                () -> reused.value() + again.value());
        book.counter(
                "kaizen_executor_given_up_total",
                "Runs ahead that were given up, for lack of room or of a hash not yet known.",
                executor::givenUp);
        book.counter(
                "kaizen_executor_abandoned_total",
                "Transactions taken from a worker that had come to a halt, and run by the executor itself.",
                counters::abandoned);
        book.counter(
                "kaizen_executor_waits_total",
                "Times that the next transaction was still running elsewhere.",
                counters::waits);
        book.gauge(
                "kaizen_executor_parallel_ratio",
                "Share of all transactions taken since the start whose run ahead was reused.",
                () -> (double) reused.value() / Math.max(1, counters.taken()));
        ParallelExecutor.phases()
                .forEach(phase ->
                        book.gauge(
                                "kaizen_executor_phase",
                                "1 for what decides between the ways of execution now, else 0.",
                                () -> executor.phase().equals(phase) ? 1 : 0,
                                "phase",
                                phase));
        book.gauge(
                "kaizen_executor_window_transactions",
                "Transactions in the executor's window now.",
                () -> Math.clamp(executor.depth(), 0, executor.windowCapacity()));
        book.gauge(
                "kaizen_executor_window_capacity_transactions",
                "Transactions that the executor's window holds at most.",
                executor::windowCapacity);
        book.gauge(
                "kaizen_executor_hot_locations",
                "Accounts and slots in the young generation of the hot state.",
                executor::hotLocations);
    }

    private void journal() {
        var journal = pipeline.journal();
        book.counter(
                "kaizen_journal_bytes_total",
                "Bytes of entries appended to the order queue.",
                journal::bytesAppended);
        book.histogram(
                "kaizen_journal_sync_seconds",
                "Time of a sync of the order queue.",
                Scale.SECONDS,
                () -> journal.syncs().read());
        book.histogram(
                "kaizen_journal_sync_entries",
                "Entries that a sync made durable.",
                Scale.ENTRIES,
                () -> journal.syncSizes().read());
    }

    private void transactions() {
        tallies(
                "kaizen_transactions_ordered_total",
                "Transactions that got a place in the order, or had one when the node started.",
                pipeline.ordered(),
                "origin");
        tallies(
                "kaizen_pool_dropped_total",
                "Admitted transactions that left the pool without a place in the order.",
                EnumSet.of(TransactionStatus.Stage.REFUSED, TransactionStatus.Stage.REPLACED),
                pipeline.ends()::value,
                "reason");
        book.counter(
                "kaizen_transactions_admitted_total",
                "Transactions that the pool took in.",
                pipeline.ordering()::admittedCount);
        tallies(
                "kaizen_transactions_refused_total",
                "Transactions that were turned away: at the intake ring, by decoding, by the pool.",
                EnumSet.allOf(Refusal.class),
                this::refused,
                "reason");
        book.counter(
                "kaizen_transactions_received_total",
                "Transactions handed in, by RPC or from inside the process.",
                pipeline.intake()::receivedCount);
    }

    /** Admission's refusals and those at the intake ring. */
    private long refused(Refusal reason) {
        long early =
                switch (reason) {
                    case BUSY -> pipeline.intake().busyCount();
                    case NOT_ACCEPTING -> pipeline.intake().notAcceptingCount();
                    case DISK_LOW -> pipeline.intake().heldCount();
                    default -> 0;
                };
        return early + pipeline.ordering().refusals().value(reason);
    }

    private void stages() {
        for (Stage stage : Stage.values()) {
            book.counter(
                    "kaizen_stage_entries_total",
                    "Entries that the stage handled.",
                    () -> pipeline.stage(stage).entries(),
                    "stage",
                    label(stage));
            book.histogram(
                    "kaizen_stage_cycle_seconds",
                    "Time of a duty cycle with work; the sum is the time that the stage was busy.",
                    Scale.SECONDS,
                    () -> pipeline.stage(stage).cycles(),
                    "stage",
                    label(stage));
        }
        for (Stage stage : EnumSet.range(Stage.RECOVER, Stage.PUBLISH)) {
            book.histogram(
                    "kaizen_transaction_age_seconds",
                    "Time from a transaction's arrival until the stage was done with it.",
                    Scale.SECONDS,
                    () -> pipeline.stage(stage).ages(),
                    "stage",
                    label(stage));
        }
    }

    private void levels() {
        for (PipelineMetrics.Ring ring : pipeline.rings()) {
            book.gauge(
                    "kaizen_ring_depth_slots",
                    "Slots of the ring that are taken.",
                    () -> Math.clamp(ring.depth().getAsLong(), 0, ring.capacity()),
                    "ring",
                    ring.name());
            book.gauge(
                    "kaizen_ring_capacity_slots",
                    "Slots of the ring.",
                    ring::capacity,
                    "ring",
                    ring.name());
        }
        pool("pending", pipeline.ordering()::pendingCount);
        pool("queued", pipeline.ordering()::queuedCount);
        pool("in_flight", pipeline.ordering()::inFlightCount);
        for (Broadcast<?> stream : pipeline.streams()) {
            String name = stream.name().replace(' ', '_');
            book.gauge(
                    "kaizen_stream_subscribers",
                    "Subscribers of the stream inside the process.",
                    stream::subscribers,
                    "stream",
                    name);
            book.counter(
                    "kaizen_stream_gaps_total",
                    "Subscribers let go because they fell behind.",
                    stream::gaps,
                    "stream",
                    name);
        }
    }

    private void pool(String state, LongSupplier count) {
        book.gauge(
                "kaizen_pool_transactions",
                "Transactions that can be ordered (pending), wait behind a gap of nonces (queued), or"
                        + " have their place and are not yet published (in_flight).",
                count::getAsLong,
                "state",
                state);
    }
}
