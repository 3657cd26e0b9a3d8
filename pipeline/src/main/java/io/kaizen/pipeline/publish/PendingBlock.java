package io.kaizen.pipeline.publish;

import io.kaizen.exec.process.BlockContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was preconfirmed in one block so far. Grows by publishing a new head of an immutable list:
 * one writer, the publisher; a reader keeps what it has seen.
 *
 * @param context null only of the block that the node started on, which is sealed
 * @param newest the last preconfirmed transaction, with the earlier ones behind it
 */
record PendingBlock(
        Phase phase,
        long blockNumber,
        long position,
        @Nullable BlockContext context,
        @Nullable Entry newest) {

    enum Phase {
        OPEN,
        /** Nothing is added any more; it stays the pending block until it is sealed. */
        CLOSED
    }

    static PendingBlock opened(BlockContext context, long at) {
        return new PendingBlock(Phase.OPEN, context.number(), at, context, null);
    }

    static PendingBlock sealed(long blockNumber, long at) {
        return new PendingBlock(Phase.CLOSED, blockNumber, at, null, null);
    }

    record Entry(Preconfirmation item, int size, @Nullable Entry earlier) {}

    PendingBlock plus(Preconfirmation item, long at) {
        int size = newest == null ? 1 : newest.size() + 1;
        return new PendingBlock(phase, blockNumber, at, context, new Entry(item, size, newest));
    }

    PendingBlock closed(long at) {
        return new PendingBlock(Phase.CLOSED, blockNumber, at, context, newest);
    }

    PendingBlock at(long newPosition) {
        return new PendingBlock(phase, blockNumber, newPosition, context, newest);
    }

    /** Of a block that was opened here, seconds. */
    long timestamp() {
        return Objects.requireNonNull(context, "a block that was sealed before").timestamp();
    }

    List<Preconfirmation> items() {
        List<Preconfirmation> items = new ArrayList<>(newest == null ? 0 : newest.size());
        for (Entry entry = newest; entry != null; entry = entry.earlier()) {
            items.add(entry.item());
        }
        Collections.reverse(items);
        return Collections.unmodifiableList(items);
    }
}
