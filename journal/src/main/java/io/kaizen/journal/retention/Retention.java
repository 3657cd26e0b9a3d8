package io.kaizen.journal.retention;

import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.disk.FolderUsage;
import io.kaizen.journal.order.OrderBase;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.segment.SegmentShelf;
import io.kaizen.journal.snapshot.Snapshot;
import io.kaizen.journal.snapshot.SnapshotVerifier;
import io.kaizen.journal.snapshot.Snapshots;
import java.io.IOException;
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

    /**
     * Blocks that are kept below a snapshot from which the state can be made: whoever executes the
     * next block may ask for the hashes of 256 before it.
     */
    private static final long HASHES = 257;

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

        void dropped(SegmentShelf.Item item) {
            dropped++;
            droppedBytes += item.bytes();
        }
    }

    private void archive(Tally tally, RetentionProgress progress) throws IOException {
        List<SegmentShelf> shelves = List.of(chain.shelf(), order.shelf());
        List<List<SegmentShelf.Item>> raw = new ArrayList<>();
        long total = 0;
        for (SegmentShelf shelf : shelves) {
            List<SegmentShelf.Item> items =
                    old(shelf.items()).stream().filter(item -> !item.archived()).toList();
            raw.add(items);
            total += items.stream().mapToLong(SegmentShelf.Item::bytes).sum();
        }
        for (int i = 0; i < shelves.size(); i++) {
            for (SegmentShelf.Item item : raw.get(i)) {
                step();
                long bytes = shelves.get(i).archive(item.number());
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
            chain.shelf().drop(segment.item().number());
            tally.dropped(segment.item());
        }
        for (OrderSegment segment : orderSegments(order.base().position())) {
            order.shelf().drop(segment.item().number());
            tally.dropped(segment.item());
        }
    }

    private void drop(RetentionPolicy policy, Tally tally, RetentionProgress progress)
            throws IOException {
        DropPlan plan = plan(policy);
        if (plan.isEmpty()) {
            return;
        }
        step();
        Snapshot kept = snapshotAbove(plan.lastBlock() + HASHES, progress);
        step();
        // What the snapshot's block and those after it say must not be lost with the power.
        chain.sync();
        chain.beginBehind(plan.lastBlock());
        if (!plan.order().isEmpty()) {
            order.beginBehind(plan.order().getLast().last());
        }
        LOG.info(
                "retention: blocks up to {} are dropped, snapshot {} of block {} has the state",
                plan.lastBlock(),
                kept.file().getFileName(),
                kept.manifest().blockNumber());
        int total = plan.chain().size() + plan.order().size();
        for (ChainSegment segment : plan.chain()) {
            chain.shelf().drop(segment.item().number());
            tally.dropped(segment.item());
            progress.dropped(tally.dropped, total);
        }
        for (OrderSegment segment : plan.order()) {
            order.shelf().drop(segment.item().number());
            tally.dropped(segment.item());
            progress.dropped(tally.dropped, total);
        }
        snapshots.dropBelow(plan.lastBlock() + HASHES);
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

    /** The newest one of the chain that is whole, where that is high enough; or one of the head. */
    private Snapshot snapshotAbove(long number, RetentionProgress progress) throws IOException {
        for (Snapshot snapshot : snapshots.of(chain, chain.height())) {
            if (snapshot.manifest().blockNumber() >= number
                    && SnapshotVerifier.faults(snapshot, progress).isEmpty()) {
                return snapshot;
            }
        }
        Snapshot made = snapshots.make(chain, chain.height(), progress);
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
        for (SegmentShelf.Item item : old(chain.shelf().items())) {
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
        for (SegmentShelf.Item item : old(order.shelf().items())) {
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
