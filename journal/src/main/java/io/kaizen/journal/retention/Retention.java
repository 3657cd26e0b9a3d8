package io.kaizen.journal.retention;

import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.disk.FolderUsage;
import io.kaizen.journal.order.OrderBase;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.segment.FinishedSegments;
import io.kaizen.journal.snapshot.Snapshot;
import io.kaizen.journal.snapshot.SnapshotVerifier;
import io.kaizen.journal.snapshot.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a data folder hold what a policy says and no more, beside a node that writes to it. Goes in
 * steps, of which each leaves everything whole: cut off anywhere, the next run goes on. {@code
 * journal/docs/retention.md} has the steps. One thread at a time.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Path folder;
    private final OrderJournal order;
    private final ChainJournal chain;
    private final Snapshots snapshots;
    private volatile boolean stopped;

    /**
     * @param folder of all that counts against the disk budget
     */
    public Retention(Path folder, OrderJournal order, ChainJournal chain, Snapshots snapshots) {
        this.folder = folder;
        this.order = order;
        this.chain = chain;
        this.snapshots = snapshots;
    }

    /** Has a run end before its next step. Any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Archives, then drops.
     *
     * @throws CancellationException where it was stopped between two steps
     * @throws IOException where a step fails, as for want of disk; it can be run again
     */
    public RetentionResult run(RetentionPolicy policy, RetentionProgress progress)
            throws IOException {
        try {
            return steps(policy, progress);
        } catch (UncheckedIOException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private RetentionResult steps(RetentionPolicy policy, RetentionProgress progress)
            throws IOException {
        Tally tally = new Tally();
        // Segments that are full but not on the disk are still their writer's.
        chain.sync();
        if (policy.archive()) {
            archive(tally, progress);
        }
        dropLeftovers(tally);
        if (policy.drops()) {
            drop(policy, tally, progress);
        }
        return tally.result(chain.first(), FolderUsage.bytes(folder));
    }

    /** What was done so far. */
    private static final class Tally {
        int archived;
        long archivedFrom;
        long archivedTo;
        int dropped;
        long droppedBytes;

        RetentionResult result(long firstBlock, long usedBytes) {
            return new RetentionResult(
                    archived,
                    archivedFrom,
                    archivedTo,
                    dropped,
                    droppedBytes,
                    firstBlock,
                    usedBytes);
        }

        void drop(FinishedSegments from, FinishedSegments.Item item) throws IOException {
            from.drop(item.number());
            dropped++;
            droppedBytes += item.bytes();
        }
    }

    private void archive(Tally tally, RetentionProgress progress) throws IOException {
        List<FinishedSegments> queues = List.of(chain.finished(), order.finished());
        List<List<FinishedSegments.Item>> raw = new ArrayList<>();
        long total = 0;
        for (FinishedSegments segments : queues) {
            List<FinishedSegments.Item> items =
                    old(segments.items()).stream().filter(item -> !item.archived()).toList();
            raw.add(items);
            total += items.stream().mapToLong(FinishedSegments.Item::bytes).sum();
        }
        for (int i = 0; i < queues.size(); i++) {
            for (FinishedSegments.Item item : raw.get(i)) {
                step();
                long bytes = queues.get(i).archive(item.number());
                tally.archived++;
                tally.archivedFrom += item.bytes();
                tally.archivedTo += bytes;
                progress.archived(tally.archivedFrom, total);
            }
        }
        if (tally.archived > 0) {
            LOG.info(
                    "retention: {} segments archived, {} MiB are {} MiB",
                    tally.archived,
                    tally.archivedFrom >> 20,
                    tally.archivedTo >> 20);
        }
    }

    /** Segments that an earlier run, which was cut off, did not come to. */
    private void dropLeftovers(Tally tally) throws IOException {
        for (ChainSegment segment : chainSegments(chain.first() - 1)) {
            tally.drop(chain.finished(), segment.item());
        }
        for (OrderSegment segment : orderSegments(order.base().position())) {
            tally.drop(order.finished(), segment.item());
        }
    }

    private void drop(RetentionPolicy policy, Tally tally, RetentionProgress progress)
            throws IOException {
        DropPlan plan = plan(policy);
        if (plan.isEmpty()) {
            return;
        }
        step();
        long lowestStart = Snapshots.lowestStart(plan.lastBlock() + 1);
        Snapshot kept = snapshotOf(lowestStart, progress);
        step();
        // What the snapshot's block and those after it say must not be lost with the power.
        chain.sync();
        chain.beginBehind(plan.lastBlock());
        if (!plan.order().isEmpty()) {
            order.beginBehind(plan.order().getLast().last());
        }
        LOG.info(
                "retention: blocks up to {} are dropped, {} MiB; {} has the state",
                plan.lastBlock(),
                plan.bytes() >> 20,
                kept.file().getFileName());
        int total = plan.chain().size() + plan.order().size();
        for (ChainSegment segment : plan.chain()) {
            tally.drop(chain.finished(), segment.item());
            progress.dropped(tally.dropped, total);
        }
        for (OrderSegment segment : plan.order()) {
            tally.drop(order.finished(), segment.item());
            progress.dropped(tally.dropped, total);
        }
        snapshots.dropBelow(lowestStart);
    }

    /** What the policy would have dropped now. */
    private DropPlan plan(RetentionPolicy policy) throws IOException {
        List<ChainSegment> segments = chainSegments(chain.height() - RetentionPolicy.BLOCKS_MIN);
        long position = segments.isEmpty() ? 0 : segments.getLast().lastPosition();
        return DropPlan.of(
                policy,
                segments,
                orderSegments(position),
                chain.height(),
                FolderUsage.bytes(folder));
    }

    /**
     * A whole one of just this block, made where there is none: what is kept above it can then be
     * executed again, all of it.
     */
    private Snapshot snapshotOf(long number, RetentionProgress progress) throws IOException {
        for (Snapshot snapshot : snapshots.of(chain, number)) {
            if (snapshot.manifest().blockNumber() == number
                    && SnapshotVerifier.faults(snapshot, progress).isEmpty()) {
                return snapshot;
            }
        }
        Snapshot made = snapshots.make(chain, number, progress);
        List<String> faults = SnapshotVerifier.faults(made, progress);
        if (!faults.isEmpty()) {
            throw new IOException(
                    "nothing is dropped: the snapshot that was made is damaged, " + faults);
        }
        return made;
    }

    /** The first segments, with blocks up to this one only; never the newest. */
    private List<ChainSegment> chainSegments(long lastBlock) throws IOException {
        List<ChainSegment> segments = new ArrayList<>();
        for (FinishedSegments.Item item : old(chain.finished().items())) {
            SealedBlock next = chain.firstAt(item.end());
            if (next == null || next.number() - 1 > lastBlock) {
                break;
            }
            SealedBlock last = before(next);
            segments.add(
                    new ChainSegment(
                            item,
                            next.number() - 1,
                            last == null ? BlockSource.EMPTY : last.range().last()));
        }
        return segments;
    }

    private @Nullable SealedBlock before(SealedBlock block) {
        return chain.block(block.number() - 1);
    }

    /** The first segments, with entries up to this one only; never the newest. */
    private List<OrderSegment> orderSegments(long lastPosition) throws IOException {
        List<OrderSegment> segments = new ArrayList<>();
        for (FinishedSegments.Item item : old(order.finished().items())) {
            OrderBase last = order.lastBefore(item.end());
            if (last == null || last.position() > lastPosition) {
                break;
            }
            segments.add(new OrderSegment(item, last));
        }
        return segments;
    }

    /** All but the newest: what was just written is asked for most. */
    private static <T> List<T> old(List<T> segments) {
        return segments.subList(0, Math.max(0, segments.size() - 1));
    }

    private void step() {
        if (stopped) {
            throw new CancellationException("retention was stopped; it goes on with the next run");
        }
    }
}
