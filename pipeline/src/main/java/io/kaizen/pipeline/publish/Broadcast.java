package io.kaizen.pipeline.publish;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One writer to any number of subscribers, each with its own bounded buffer, drained on the
 * scheduler and never on the writer. A subscriber whose buffer is full gets {@link GapException}
 * and is let go; the others and the writer notice nothing.
 *
 * @param <T> an immutable event
 */
public final class Broadcast<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);

    private final String name;
    private final int bufferMax;
    private final Scheduler scheduler;
    private final Sinks.Many<T> sink = Sinks.many().multicast().directBestEffort();
    private final LongAdder gaps = new LongAdder();

    /** A subscriber fell behind by more than its buffer; the message says by how much. */
    public static final class GapException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GapException(String message) {
            super(message, null, false, false);
        }
    }

    public Broadcast(String name, int bufferMax, Scheduler scheduler) {
        this.name = name;
        this.bufferMax = bufferMax;
        this.scheduler = scheduler;
    }

    /** Hands the event to every subscriber's buffer. One thread only. */
    public void emit(T event) {
        Sinks.EmitResult result = sink.tryEmitNext(event);
        if (result.isFailure() && result != Sinks.EmitResult.FAIL_ZERO_SUBSCRIBER) {
            throw new IllegalStateException(name + ": emit " + result);
        }
    }

    /** Subscribers now. Any thread. */
    public int subscribers() {
        return sink.currentSubscriberCount();
    }

    /** Subscribers let go so far because they fell behind. Any thread. */
    public long gaps() {
        return gaps.sum();
    }

    public String name() {
        return name;
    }

    /** Ends every subscription. */
    public void complete() {
        Sinks.EmitResult result = sink.tryEmitComplete();
        if (result.isFailure()) {
            LOG.debug("{}: complete {}", name, result);
        }
    }

    private GapException gap() {
        gaps.increment();
        return new GapException(
                name + ": subscriber fell behind by more than " + bufferMax + " events");
    }

    public Flux<T> flux() {
        return flux(any -> true);
    }

    /**
     * A new subscription, on the scheduler.
     *
     * @param wanted judges on the writer's thread: what is not wanted wakes nobody. Brief, throws
     *     nothing
     */
    public Flux<T> flux(Predicate<? super T> wanted) {
        return sink.asFlux()
                .filter(wanted)
                .onBackpressureBuffer(bufferMax, BufferOverflowStrategy.ERROR)
                .onErrorMap(Exceptions::isOverflow, overflow -> gap())
                .publishOn(scheduler, 256);
    }
}
