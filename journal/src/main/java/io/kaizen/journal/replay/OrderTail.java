package io.kaizen.journal.replay;

import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import org.jspecify.annotations.Nullable;

/**
 * What the order holds behind the last recorded block: nothing follows from it yet, but it must be
 * whole. Runs on its caller's thread.
 *
 * @param entries that are whole
 * @param lastClosed the last block that was closed there, the recorded one if none was
 * @param damage behind the entries
 */
public record OrderTail(long entries, long lastClosed, @Nullable Damage damage) {

    /** What the order holds now behind the chain's last block. */
    public static OrderTail of(Replay.Order order, BlockSource chain) {
        long closed = chain.height();
        SealedBlock.OrderRange range = chain.recorded(closed).range();
        long entries = 0;
        try (OrderReader reader = order.reader(range.last() + 1, range.orderHash())) {
            while (true) {
                switch (reader.read()) {
                    case ReadResult.Entry(OrderEntry entry) -> {
                        entries++;
                        if (entry.body() instanceof OrderEntry.Body.Close(long number)) {
                            closed = number;
                        }
                    }
                    case ReadResult.End _ -> {
                        return new OrderTail(entries, closed, null);
                    }
                    case ReadResult.Damaged(long position, String why) -> {
                        return new OrderTail(
                                entries, closed, new Damage.Entry(closed + 1, position, why));
                    }
                }
            }
        }
    }

    /**
     * What to say of closed blocks that have no record: those that are being sealed have one soon,
     * others are sealed by the next start.
     *
     * @param height of the chain, looked at again since
     */
    public @Nullable Divergence missing(long height) {
        return lastClosed <= height
                ? null
                : new Divergence(
                        Divergence.Place.ofBlock(height + 1),
                        "record",
                        "the order closes blocks up to " + lastClosed,
                        "the chain ends at block " + height);
    }
}
