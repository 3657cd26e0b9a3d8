package io.kaizen.pipeline.sequence;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderDamageException;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.pipeline.pool.PooledTransaction;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a restarted node to where its journal ends: the entries behind the last sealed block go
 * through the same rings and stages as new ones, marked as already journaled, so that the same
 * blocks come out. A block that the crash left open is closed first thing.
 *
 * <p>Runs once, on the starting thread, before the ordering thread begins: the order ring has one
 * producer at a time.
 */
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long PARK_NS = 50_000;

    private final OrderRing ring;
    private final BlockWriter blocks;
    private final Progress progress;
    private final SealedBlock head;

    private @Nullable BlockOpening open;
    private BlockWriter.Last last;
    private long nextPosition;

    public Recovery(OrderRing ring, BlockWriter blocks, Progress progress, SealedBlock head) {
        this.ring = ring;
        this.blocks = blocks;
        this.progress = progress;
        this.head = head;
        this.nextPosition = head.range().last() + 1;
        this.last = lastOf(head);
    }

    private static BlockWriter.Last lastOf(SealedBlock head) {
        Word baseFee = head.header().environment().baseFee();
        Bytes extra = head.header().environment().extraData();
        int ms = extra.size() == 3 ? ((extra.get(1) & 0xff) << 8) | (extra.get(2) & 0xff) : 0;
        return new BlockWriter.Last(
                head.number(),
                head.header().timestamp() * 1000 + ms,
                baseFee == null ? Word.ZERO : baseFee);
    }

    /**
     * @param failure what a stage failed with, null while all run
     * @throws OrderDamageException if an entry that was durable cannot be read
     * @throws InterruptedException if interrupted while the stages work
     */
    public void run(OrderJournal journal, Supplier<@Nullable Throwable> failure)
            throws InterruptedException {
        long from = nextPosition;
        try (OrderReader reader = journal.reader(from, head.range().orderHash())) {
            boolean more = true;
            while (more) {
                more =
                        switch (reader.read()) {
                            case ReadResult.Entry(OrderEntry entry) -> {
                                awaitRoom(failure);
                                replay(entry);
                                yield true;
                            }
                            case ReadResult.End(int torn) -> {
                                if (torn > 0) {
                                    LOG.warn(
                                            "{} torn documents behind position {} are skipped",
                                            torn,
                                            nextPosition - 1);
                                }
                                yield false;
                            }
                            case ReadResult.Damaged(long position, String why) ->
                                    throw new OrderDamageException(position, why);
                        };
            }
        }
        if (open != null) {
            awaitRoom(failure);
            ring.close(
                    OrderEvent.Origin.LIVE,
                    nextPosition++,
                    open.number(),
                    open.timestampMs() * 1_000_000L);
            closed(open);
        }
        ring.announce();
        if (nextPosition > from) {
            LOG.info("recovering positions {} to {}", from, nextPosition - 1);
        }
        await(() -> progress.sealedBlock() >= last.number(), failure);
        blocks.resume(nextPosition, last);
    }

    private void replay(OrderEntry entry) {
        if (entry.position() != nextPosition) {
            throw new IllegalStateException(
                    "journal gave position " + entry.position() + ", want " + nextPosition);
        }
        OrderEvent.Origin origin = OrderEvent.Origin.JOURNAL;
        switch (entry.body()) {
            case OrderEntry.Body.Open(BlockOpening opening) -> {
                open = opening;
                ring.open(origin, nextPosition, entry.intakeTimeNs(), opening);
            }
            case OrderEntry.Body.Ordered ordered -> {
                RecoveredTransaction tx =
                        new RecoveredTransaction(
                                TransactionCodec.decode(ordered.raw().array()),
                                ordered.sender(),
                                ordered.hash(),
                                ordered.raw());
                long block = openBlock().number();
                ring.transaction(
                        origin,
                        nextPosition,
                        block,
                        PooledTransaction.ofJournal(tx, entry.intakeTimeNs(), nextPosition, block));
            }
            case OrderEntry.Body.Close(long number) -> {
                ring.close(origin, nextPosition, number, entry.intakeTimeNs(), entry.hash());
                closed(openBlock());
            }
            case OrderEntry.Body.Reserved reserved ->
                    throw new IllegalStateException(
                            "position "
                                    + nextPosition
                                    + ": this version cannot run a "
                                    + reserved.kind()
                                    + " entry");
        }
        nextPosition++;
        ring.announce();
    }

    private BlockOpening openBlock() {
        if (open == null) {
            throw new IllegalStateException("position " + nextPosition + " lies in no block");
        }
        return open;
    }

    private void closed(BlockOpening closing) {
        last = new BlockWriter.Last(closing.number(), closing.timestampMs(), closing.baseFee());
        open = null;
    }

    private void awaitRoom(Supplier<@Nullable Throwable> failure) throws InterruptedException {
        await(() -> ring.hasRoom(2), failure);
    }

    private static void await(
            java.util.function.BooleanSupplier done, Supplier<@Nullable Throwable> failure)
            throws InterruptedException {
        while (!done.getAsBoolean()) {
            Throwable broken = failure.get();
            if (broken != null) {
                throw new IllegalStateException("a stage failed during recovery", broken);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted during recovery");
            }
            LockSupport.parkNanos(PARK_NS);
        }
    }
}
