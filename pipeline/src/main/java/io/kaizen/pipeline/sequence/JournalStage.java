package io.kaizen.pipeline.sequence;

import com.lmax.disruptor.EventPoller;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.pipeline.Doorbell;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;

/**
 * Appends the order to its journal, before anything of it is published: the ring's barrier lets the
 * publisher pass a slot only after this stage's sequence has, and the sequence moves only after the
 * sync that the level asks for.
 *
 * <p>Group commit: everything that is available is appended, then synced once. Where syncs would
 * follow each other without a break, the next one waits for a group to gather, the longer the
 * larger the last one was: a transaction that comes alone never waits, and a burst pays for few
 * syncs.
 */
public final class JournalStage implements Agent {
    private static final int BATCH_MAX = 4096;

    /** A group of so many entries makes the next gather for {@link #gatherNs} more. */
    private static final int GROUP_ENTRIES = 8;

    private static final int GATHER_FACTOR_MAX = 6;

    private final EventPoller<OrderEvent> poller;
    private final LongSupplier available;
    private final OrderJournal journal;
    private final SyncLevel level;
    private final Doorbell next;
    private final long gatherNs;
    private final JournalMeter meter;
    private long syncedNs = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
    private int group;
    private int polled;

    /** Appended since the last sync. */
    private int unsynced;

    /**
     * @param gatherNs least time between two syncs at level GROUP, while groups are small
     */
    public JournalStage(
            OrderRing ring,
            OrderJournal journal,
            SyncLevel level,
            long gatherNs,
            Doorbell next,
            JournalMeter meter) {
        this.gatherNs = gatherNs;
        this.poller = ring.journalPoller();
        this.available = ring::published;
        this.journal = journal;
        this.level = level;
        this.next = next;
        this.meter = meter;
    }

    @Override
    public int doWork() throws Exception {
        if (level == SyncLevel.GROUP && gatherNs > 0) {
            gather();
        }
        polled = 0;
        long began = meter.stage().begin();
        poller.poll(this::onEvent);
        if (polled > 0) {
            next.ring();
            meter.appended(journal.bytesAppended());
            meter.stage().end(began, polled);
        }
        return polled;
    }

    private void gather() {
        long factor = Math.clamp(group / GROUP_ENTRIES, 1, GATHER_FACTOR_MAX);
        long left = factor * gatherNs - (System.nanoTime() - syncedNs);
        if (left > 0 && hasEntries()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private boolean hasEntries() {
        return available.getAsLong() > poller.getSequence().get();
    }

    private boolean onEvent(OrderEvent event, long sequence, boolean endOfBatch) {
        polled++;
        boolean batchEnds = endOfBatch || polled >= BATCH_MAX || level == SyncLevel.EVERY;
        if (event.origin() == OrderEvent.Origin.LIVE) {
            appendLive(event);
        }
        if (batchEnds && level == SyncLevel.GROUP) {
            sync();
            group = polled;
        }
        return !batchEnds;
    }

    private void appendLive(OrderEvent event) {
        long began = level == SyncLevel.EVERY ? System.nanoTime() : 0;
        append(event);
        unsynced++;
        if (level == SyncLevel.EVERY) {
            // The append itself syncs.
            synced(System.nanoTime() - began);
        }
        if (event.kind() == OrderEvent.Kind.TRANSACTION) {
            meter.stage().note(event.intakeTimeNs());
        }
    }

    private void sync() {
        long began = System.nanoTime();
        journal.sync();
        syncedNs = System.nanoTime();
        synced(syncedNs - began);
    }

    private void synced(long tookNs) {
        if (unsynced > 0) {
            meter.synced(tookNs, unsynced);
            unsynced = 0;
        }
    }

    private void append(OrderEvent event) {
        long timeNs = event.intakeTimeNs();
        long position =
                switch (event.kind()) {
                    case OPEN -> journal.appendOpen(event.open(), timeNs);
                    case TRANSACTION -> {
                        RecoveredTransaction tx = event.transaction().transaction();
                        yield journal.appendTransaction(
                                tx.sender(), tx.hash(), tx.raw().array(), timeNs);
                    }
                    case CLOSE -> journal.appendClose(event.blockNumber(), timeNs);
                };
        if (position != event.position()) {
            throw new IllegalStateException(
                    "position " + event.position() + " was journaled as " + position);
        }
        if (event.kind() == OrderEvent.Kind.CLOSE) {
            event.entryHash(journal.lastHash());
        }
    }

    @Override
    public String roleName() {
        return "journal";
    }
}
