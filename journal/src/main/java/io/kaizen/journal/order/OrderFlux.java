package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Hash;
import java.nio.file.Path;
import java.time.Duration;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The order as a stream: from any position whose predecessor's hash is known, every entry checked
 * and in order, with or without a node that appends to it, in this process or beside it.
 *
 * <p>Cold: each subscriber has a reader of its own, on a worker of the scheduler, and gets no more
 * than it has asked for; what it does not ask for stays on the disk. An entry that cannot be read
 * ends the stream with an {@link OrderDamageException} that names its position.
 *
 * <p>Entries come as they are appended: the last of them may not be durable yet, and a crash may
 * take those back. A stream that has gone beyond what is left then ends with damage at the next
 * position.
 */
public final class OrderFlux {
    /** How soon a stream that has nothing left looks again. */
    public static final Duration POLL = Duration.ofMillis(10);

    private OrderFlux() {}

    /** What a stream does at the end of what is there. */
    public enum AtEnd {
        COMPLETE,
        /** Waits for more. */
        FOLLOW
    }

    /** As below, on a thread that may wait for the disk, and at the usual pace. */
    public static Flux<OrderEntry> from(Path folder, long position, Hash previous, AtEnd atEnd) {
        return from(folder, position, previous, atEnd, POLL, Schedulers.boundedElastic());
    }

    /**
     * The entries from a position on.
     *
     * @param folder of the order queue
     * @param position of the first entry, from 1
     * @param previous the order hash before it; the anchor for position 1
     * @param poll the time between two looks at an end, where the stream follows
     * @param scheduler its threads read, and call the subscriber
     */
    public static Flux<OrderEntry> from(
            Path folder,
            long position,
            Hash previous,
            AtEnd atEnd,
            Duration poll,
            Scheduler scheduler) {
        if (position < 1) {
            throw new IllegalArgumentException("position " + position + ", want at least 1");
        }
        return Flux.from((Subscriber<? super OrderEntry> subscriber) ->
                subscriber.onSubscribe(
                        new OrderSubscription(
                                subscriber,
                                OrderJournal.read(folder, position, previous),
                                atEnd,
                                poll,
                                scheduler.createWorker())));
    }
}
