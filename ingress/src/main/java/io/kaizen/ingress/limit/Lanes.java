package io.kaizen.ingress.limit;

import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.RpcError;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The worker threads of a server, one bounded pool a lane. A full lane refuses at once, and says
 * so. Safe on any thread.
 */
public final class Lanes implements AutoCloseable {
    private static final int CLOSE_SECONDS = 10;

    private final ThreadPoolExecutor read;
    private final ThreadPoolExecutor heavy;

    /**
     * Writes answers that completed on somebody else's thread. Its queue holds at most one entry a
     * payload in flight, which connections and their calls in flight bound.
     */
    private final ThreadPoolExecutor answers;

    public Lanes(RpcLimits.Work limits) {
        read = pool("rpc-read", limits.readThreads(), limits.readQueue());
        heavy = pool("rpc-heavy", limits.heavyThreads(), limits.heavyQueue());
        answers =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        threads("rpc-answer"));
    }

    /**
     * Runs the work on its lane.
     *
     * @throws io.kaizen.ingress.rpc.RpcException with -32005 where the lane is full
     */
    public void run(Lane lane, Runnable work) {
        ThreadPoolExecutor pool =
                switch (lane) {
                    case INSTANT -> null;
                    case READ -> read;
                    case HEAVY -> heavy;
                };
        if (pool == null) {
            work.run();
            return;
        }
        try {
            pool.execute(work);
        } catch (RejectedExecutionException e) {
            throw busy(pool).exception();
        }
    }

    /** Payloads that wait for a thread of the lane now. Any thread. */
    public int waiting(Lane lane) {
        return switch (lane) {
            case INSTANT -> 0;
            case READ -> read.getQueue().size();
            case HEAVY -> heavy.getQueue().size();
        };
    }

    /** For work that follows an event on a thread that must not be held up. */
    public Executor answers() {
        return answers;
    }

    private static RpcError busy(ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            return RpcError.server("server is stopping");
        }
        return RpcError.limitExceeded(
                "server busy: " + pool.getQueue().size() + " requests are waiting, try again");
    }

    @Override
    public void close() {
        read.shutdownNow();
        heavy.shutdownNow();
        answers.shutdown();
        try {
            await(read);
            await(heavy);
            await(answers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(ThreadPoolExecutor pool) throws InterruptedException {
        if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("an rpc worker did not stop: " + pool);
        }
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                threads(name));
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger next = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
