package io.kaizen.journal.order;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * One subscriber's way through the order. {@link #request} and {@link #cancel} come from any
 * thread; all else happens on the worker, one run at a time.
 */
final class OrderSubscription implements Subscription {
    /** Entries before others on the worker's thread have a turn. */
    private static final int RUN_MAX = 256;

    private final Subscriber<? super OrderEntry> subscriber;
    private final OrderReader reader;
    private final OrderFlux.AtEnd atEnd;
    private final Duration poll;
    private final Scheduler.Worker worker;
    private final AtomicLong requested = new AtomicLong();

    /** Reasons to run that came since the last run began; a run is on its way while positive. */
    private final AtomicInteger reasons = new AtomicInteger();

    private volatile boolean cancelled;
    private volatile boolean badRequest;
    private boolean waiting;

    OrderSubscription(
            Subscriber<? super OrderEntry> subscriber,
            OrderReader reader,
            OrderFlux.AtEnd atEnd,
            Duration poll,
            Scheduler.Worker worker) {
        this.subscriber = subscriber;
        this.reader = reader;
        this.atEnd = atEnd;
        this.poll = poll;
        this.worker = worker;
    }

    @Override
    public void request(long count) {
        if (count > 0) {
            requested.accumulateAndGet(count, Operators::addCap);
        } else {
            badRequest = true;
        }
        wake();
    }

    @Override
    public void cancel() {
        cancelled = true;
        // What is running sees it; what waits for its turn has none any more.
        worker.dispose();
    }

    private void wake() {
        if (reasons.getAndIncrement() == 0) {
            schedule(this::run, Duration.ZERO);
        }
    }

    private void schedule(Runnable task, Duration delay) {
        try {
            if (!cancelled) {
                worker.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException disposed) {
            // Cancelled meanwhile, or the scheduler is gone: nobody is called any more either way.
            cancelled = true;
        }
    }

    private void run() {
        int seen = reasons.get();
        int emitted = 0;
        if (badRequest) {
            fail(new IllegalArgumentException("requests must be positive"));
        }
        while (!cancelled && requested.get() > 0 && emitted < RUN_MAX && emitNext()) {
            emitted++;
        }
        if (cancelled) {
            reader.close();
            return;
        }
        boolean isCutShort = emitted == RUN_MAX;
        if (reasons.addAndGet(-seen) > 0 || (isCutShort && reasons.getAndIncrement() == 0)) {
            schedule(this::run, Duration.ZERO);
        }
    }

    /** Whether there may be more at once. */
    private boolean emitNext() {
        ReadResult result;
        try {
            result = reader.read();
        } catch (RuntimeException unreadable) {
            fail(unreadable);
            return false;
        }
        switch (result) {
            case ReadResult.Entry(OrderEntry entry) -> {
                if (requested.get() != Long.MAX_VALUE) {
                    requested.decrementAndGet();
                }
                subscriber.onNext(entry);
                return true;
            }
            case ReadResult.End _ -> end();
            case ReadResult.Damaged(long position, String why) ->
                    fail(new OrderDamageException(position, why));
        }
        return false;
    }

    private void end() {
        if (atEnd == OrderFlux.AtEnd.COMPLETE) {
            terminate();
            subscriber.onComplete();
        } else if (!waiting) {
            waiting = true;
            schedule(this::lookAgain, poll);
        }
    }

    private void lookAgain() {
        waiting = false;
        wake();
    }

    private void fail(Throwable why) {
        terminate();
        subscriber.onError(why);
    }

    private void terminate() {
        cancelled = true;
        worker.dispose();
    }
}
