package io.kaizen.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nobody here wakes by the clock: a lost ring is a test that never ends. What is published is
 * published with a release and nothing stronger, so that the order rests on the bell's own fences.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoorbellTest {
    private static final long NEVER_NS = TimeUnit.HOURS.toNanos(1);

    /** Takes what was published, by whomever, until it has seen so many. */
    private static Thread consumer(Doorbell bell, List<AtomicLong> published, long until) {
        Thread thread =
                new Thread(() -> {
                    long seen = 0;
                    while (seen < until) {
                        long now = published.stream().mapToLong(AtomicLong::getAcquire).sum();
                        bell.idle(now > seen ? 1 : 0);
                        seen = now;
                    }
                });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void noRingIsLostHoweverManyRing() throws Exception {
        int producers = 3;
        int each = 30_000;
        for (int spins : new int[] {0, 3}) {
            Doorbell bell = new Doorbell(spins, spins, NEVER_NS);
            List<AtomicLong> published = Stream.generate(AtomicLong::new).limit(producers).toList();
            Thread consumer = consumer(bell, published, (long) producers * each);
            List<Thread> threads = new ArrayList<>();
            for (AtomicLong own : published) {
                Thread producer =
                        new Thread(() -> {
                            for (int i = 0; i < each; i++) {
                                own.setRelease(i + 1);
                                bell.ring();
                                for (int pause = i % 64; pause > 0; pause--) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
                producer.start();
                threads.add(producer);
            }
            for (Thread producer : threads) {
                producer.join();
            }
            consumer.join();
            assertEquals(
                    (long) producers * each, published.stream().mapToLong(AtomicLong::get).sum());
        }
    }

    @Test
    void twoWhoOnlyWaitForEachOtherGoOn() throws Exception {
        int rounds = 20_000;
        Doorbell left = new Doorbell(0, 0, NEVER_NS);
        Doorbell right = new Doorbell(0, 0, NEVER_NS);
        AtomicLong turn = new AtomicLong();
        Thread even = player(left, right, turn, 0, rounds);
        Thread odd = player(right, left, turn, 1, rounds);
        even.join();
        odd.join();
        assertEquals(rounds, turn.get());
    }

    private static Thread player(
            Doorbell own, Doorbell other, AtomicLong turn, int parity, int rounds) {
        Thread thread =
                new Thread(() -> {
                    long now;
                    while ((now = turn.getAcquire()) < rounds) {
                        boolean mine = (now & 1) == parity;
                        if (mine) {
                            turn.setRelease(now + 1);
                            other.ring();
                        }
                        own.idle(mine ? 1 : 0);
                    }
                    other.ring();
                });
        thread.start();
        return thread;
    }

    @Test
    void whoFindsNothingParksAndWakesWhenRung() throws Exception {
        Doorbell bell = new Doorbell(5, 5, NEVER_NS);
        AtomicLong published = new AtomicLong();
        Thread consumer = consumer(bell, List.of(published), 2);
        for (int i = 0; i < 2; i++) {
            while (consumer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            published.setRelease(i + 1);
            bell.ring();
        }
        consumer.join();
        assertEquals(2, published.get());
    }
}
