package io.kaizen.journal.replay;

import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.RecordDamageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts blocks into ranges that take about as long as each other, each on a thread of its own. A
 * range that begins later is shorter: its state is made from the recorded effects before it first.
 */
final class RangePlan {
    /**
     * When blocks are cut.
     *
     * @param entriesMin entries of the order that are worth a range
     * @param heapBytes for all states but the first, together
     */
    record Limits(long entriesMin, long heapBytes) {
        static Limits standard() {
            return new Limits(20_000, Runtime.getRuntime().maxMemory() / 2);
        }
    }

    /** What it takes to apply recorded effects, of what it takes to execute and compare. */
    private static final double APPLYING_OF_TRUSTED = 0.2;

    private static final double APPLYING_OF_RECOVERED = 0.06;

    /** Both included. */
    record Range(long from, long to) {}

    private RangePlan() {}

    /** At most so many ranges, at least one; one where the record cannot be read on the way. */
    static List<Range> of(
            BlockSource log, Range whole, Replay.Senders senders, int most, long entriesMin) {
        try {
            List<Long> starts = starts(log, whole, senders, most, entriesMin);
            List<Range> ranges = new ArrayList<>();
            for (int i = 0; i < starts.size(); i++) {
                long end = i + 1 < starts.size() ? starts.get(i + 1) - 1 : whole.to();
                ranges.add(new Range(starts.get(i), end));
            }
            return ranges;
        } catch (RecordDamageException damaged) {
            // Found again, in its order, by the one range.
            return List.of(whole);
        }
    }

    private static List<Long> starts(
            BlockSource log, Range whole, Replay.Senders senders, int most, long entriesMin) {
        long before = lastPosition(log, whole.from() - 1);
        long entries = lastPosition(log, whole.to()) - before;
        // Each range makes a state of all that is before it, which is to be the smaller part.
        long kept = before - lastPosition(log, log.first());
        long worth = Math.max(entriesMin, (long) (kept * applying(senders)));
        int count = Math.clamp(entries / worth, 1, most);
        List<Long> starts = new ArrayList<>(List.of(whole.from()));
        for (int i = 1; i < count; i++) {
            long position = before + (long) (entries * share(i, count, senders));
            long start = blockOf(log, position, whole) + 1;
            if (start > starts.getLast() && start <= whole.to()) {
                starts.add(start);
            }
        }
        return starts;
    }

    /**
     * How much lies before range {@code i} of {@code count} where all take as long: with a range
     * from p to q taking rp + (q - p), each q is the range's time + (1 - r)p.
     */
    private static double share(int i, int count, Replay.Senders senders) {
        double kept = 1 - applying(senders);
        return (1 - Math.pow(kept, i)) / (1 - Math.pow(kept, count));
    }

    private static double applying(Replay.Senders senders) {
        return senders == Replay.Senders.TRUSTED ? APPLYING_OF_TRUSTED : APPLYING_OF_RECOVERED;
    }

    /** The block that has the position. */
    private static long blockOf(BlockSource log, long position, Range whole) {
        long low = whole.from();
        long high = whole.to();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (lastPosition(log, middle) < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long lastPosition(BlockSource log, long block) {
        return log.recorded(block).range().last();
    }
}
