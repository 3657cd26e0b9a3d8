package io.kaizen.exec.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Lets one thread run at a time and picks the next by seed whenever the running one pauses: so a
 * seed is an interleaving, and every interleaving of pauses has a seed.
 */
final class Baton {
    private final Random random;
    private final List<Thread> threads = new ArrayList<>();
    private Thread holder;

    /** The calling thread holds the baton first. */
    Baton(long seed) {
        random = new Random(seed);
        holder = Thread.currentThread();
        threads.add(holder);
    }

    /** Starts a thread that waits for its turn. */
    synchronized Thread start(Runnable body) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .unstarted(() -> {
                            await();
                            try {
                                body.run();
                            } finally {
                                leave();
                            }
                        });
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Hands the baton to anybody, maybe to the caller itself. */
    void pause() {
        synchronized (this) {
            holder = threads.get(random.nextInt(threads.size()));
            notifyAll();
        }
        await();
    }

    private synchronized void leave() {
        threads.remove(Thread.currentThread());
        holder = threads.get(random.nextInt(threads.size()));
        notifyAll();
    }

    private synchronized void await() {
        while (!holder.equals(Thread.currentThread())) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
