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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a restarted node to where its journal ends: the entries behind the last sealed block go
 * through the same rings and stages as new ones, marked as already journaled, so that the same
 * blocks come out. A block that the crash left open is closed first thing.
 *
 * <p>The first duty of the ordering thread, which is the order ring's one producer. Takes up no
 * more than the ring has room for.
 */
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int BATCH_MAX = 256;

    private final OrderJournal journal;
    private final OrderRing ring;
    private final BlockWriter blocks;
    private final Progress progress;
    private final SealedBlock head;

    private @Nullable OrderReader reader;
    private @Nullable BlockOpening open;
    private BlockWriter.Last last;
    private long nextPosition;
    private boolean readToEnd;
    private volatile boolean done;

    public Recovery(
            OrderJournal journal,
            OrderRing ring,
            BlockWriter blocks,
            Progress progress,
            SealedBlock head) {
        this.journal = journal;
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

    /** Whether everything the journal held is sealed and blocks go on. Any thread. */
    public boolean isDone() {
        return done;
    }

    /**
     * Part of the work, until {@link #isDone}. Ordering thread.
     *
     * @throws OrderDamageException if an entry that was durable cannot be read
     * @throws IllegalStateException where the journal ends before the sealed chain
     */
    int doWork() {
        int work = 0;
        while (!readToEnd && ring.hasRoom(2) && work < BATCH_MAX) {
            step();
            work++;
        }
        ring.announce();
        if (readToEnd && progress.sealedBlock() >= last.number()) {
            blocks.resume(nextPosition, last);
            done = true;
        }
        return work;
    }

    private void step() {
        OrderReader entries = reader;
        if (entries == null) {
            checkOrderReaches();
            entries = journal.reader(nextPosition, head.range().orderHash());
            reader = entries;
        }
        switch (entries.read()) {
            case ReadResult.Entry(OrderEntry entry) -> replay(entry);
            case ReadResult.End(int torn) -> {
                entries.close();
                end(torn);
            }
            case ReadResult.Damaged(long position, String why) -> {
                entries.close();
                throw new OrderDamageException(position, why);
            }
        }
    }

    /** The chain follows from the order: it cannot know more. */
    private void checkOrderReaches() {
        long last = journal.opening().lastPosition();
        if (last < head.range().last()) {
            throw new IllegalStateException(
                    "the order ends at position "
                            + last
                            + ", block "
                            + head.number()
                            + " cites position "
                            + head.range().last()
                            + ": the order queue lost entries or belongs to another chain. Without"
                            + " chain/ and state/ a start makes both again from what is there");
        }
    }

    private void end(int torn) {
        if (torn > 0) {
            LOG.warn("{} torn documents behind position {} are skipped", torn, nextPosition - 1);
        }
        if (open != null) {
            ring.close(
                    OrderEvent.Origin.LIVE,
                    nextPosition++,
                    open.number(),
                    open.timestampMs() * 1_000_000L);
            closed(open);
        }
        long from = head.range().last() + 1;
        if (nextPosition > from) {
            LOG.info("recovering positions {} to {}", from, nextPosition - 1);
        }
        readToEnd = true;
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
}
