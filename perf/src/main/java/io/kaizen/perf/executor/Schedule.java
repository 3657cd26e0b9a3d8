package io.kaizen.perf.executor;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.PriorityQueue;

/**
 * How long transactions would take on a number of threads: list scheduling (Graham, "Bounds on
 * multiprocessing timing anomalies", 1969) with the executor's rules on top. The first thread owns
 * the commits, which go in order and take time of their own; nobody runs what lies beyond the
 * window; a run that has begun is not interrupted. Everything else is free and known: see {@code
 * exec/docs/parallel.md}.
 *
 * <p>Each thread that is free takes the first transaction whose predecessors are done. The owner
 * commits the head if it is done, runs it itself if nobody has begun, and else works like the
 * others.
 */
final class Schedule {
    private static final int WAITING = 0;
    private static final int RUNNING = 1;
    private static final int DONE = 2;

    private final Work work;
    private final int window;

    private final int[] waitsFor;
    private final byte[] states;
    private final BitSet ready = new BitSet();
    private final BitSet idle = new BitSet();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private int head;
    private int entered;

    /** What a thread finishes; committing is what only the owner does. */
    private record Event(long atNs, int thread, int transaction, boolean commits)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Integer.compare(thread, other.thread);
        }
    }

    private Schedule(Work work, int threads, int window) {
        this.work = work;
        this.window = window;
        this.waitsFor = new int[work.size()];
        this.states = new byte[work.size()];
        this.idle.set(0, threads);
        for (int i = 0; i < work.size(); i++) {
            waitsFor[i] =
                    work.dependencies().runs(i).length + work.dependencies().commits(i).length;
        }
    }

    /**
     * When the last transaction is committed.
     *
     * @param threads the owner among them; one thread alone runs each in turn, without a commit
     * @return nanoseconds from the start
     */
    static long makespanNs(Work work, int threads, int window) {
        if (threads < 1 || window < 1) {
            throw new IllegalArgumentException("threads " + threads + ", window " + window);
        }
        return threads == 1 ? work.sequentialNs() : new Schedule(work, threads, window).run();
    }

    private long run() {
        enter();
        dispatch();
        while (head < work.size()) {
            Event event = events.remove();
            now = event.atNs();
            finish(event);
            // What ends at one time ends before anybody chooses.
            while (!events.isEmpty() && events.element().atNs() == now) {
                finish(events.remove());
            }
            dispatch();
        }
        return now;
    }

    private void finish(Event event) {
        int transaction = event.transaction();
        idle.set(event.thread());
        if (states[transaction] == RUNNING) {
            states[transaction] = DONE;
            release(work.dependents().runs(transaction));
        }
        if (event.commits()) {
            head++;
            release(work.dependents().commits(transaction));
            enter();
        }
    }

    private void release(int[] dependents) {
        for (int dependent : dependents) {
            if (--waitsFor[dependent] == 0 && dependent < entered) {
                ready.set(dependent);
            }
        }
    }

    private void enter() {
        int end = Math.min(work.size(), head + window);
        for (; entered < end; entered++) {
            if (waitsFor[entered] == 0) {
                ready.set(entered);
            }
        }
    }

    private void dispatch() {
        ArrayDeque<Integer> free = new ArrayDeque<>();
        idle.stream().forEach(free::add);
        for (int thread : free) {
            if (head == work.size()) {
                return;
            }
            boolean owner = thread == 0;
            int next = ready.nextSetBit(0);
            if (owner && states[head] == DONE) {
                start(thread, head, work.commitNs(), true);
            } else if (owner && states[head] == WAITING) {
                start(thread, head, work.turnNs(head), true);
            } else if (next >= 0) {
                start(thread, next, work.earlyNs(next), false);
            }
        }
    }

    private void start(int thread, int transaction, long takesNs, boolean commits) {
        idle.clear(thread);
        ready.clear(transaction);
        if (states[transaction] == WAITING) {
            states[transaction] = RUNNING;
        }
        events.add(new Event(now + takesNs, thread, transaction, commits));
    }
}
