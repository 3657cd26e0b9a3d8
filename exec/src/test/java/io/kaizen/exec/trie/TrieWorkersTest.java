package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kaizen.exec.ledger.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrieWorkersTest {

    @Test
    void everyTaskRunsOnceWhateverTheExecutorDoes() {
        try (ExecutorService pool = Executors.newFixedThreadPool(3);
                ExecutorService closed = Executors.newFixedThreadPool(1)) {
            closed.shutdown();
            Executor idle = task -> {};
            for (Executor executor : List.of(pool, closed, idle, (Executor) Runnable::run)) {
                for (int threads = 1; threads <= 5; threads++) {
                    AtomicIntegerArray runs = new AtomicIntegerArray(40);
                    new TrieWorkers(executor, threads).forEach(40, runs::incrementAndGet);
                    for (int i = 0; i < 40; i++) {
                        assertEquals(1, runs.get(i));
                    }
                }
            }
        }
    }

    @Test
    void theLowestOfTheTasksThatFailIsReportedAndTheOthersEnd() {
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(40);
            TrieWorkers workers = new TrieWorkers(pool, 4);
            for (int round = 1; round <= 50; round++) {
                TrieException failure =
                        assertThrows(
                                TrieException.class,
                                () ->
                                        workers.forEach(
                                                40,
                                                i -> {
                                                    runs.incrementAndGet(i);
                                                    if (i % 10 == 7) {
                                                        throw new TrieException("task " + i);
                                                    }
                                                }));
                assertEquals("task 7", failure.getMessage());
                for (int i = 0; i < 40; i++) {
                    assertEquals(round, runs.get(i));
                }
            }
        }
    }

    @Test
    void withoutThreadsThereIsNobodyToWork() {
        assertThrows(IllegalArgumentException.class, () -> new TrieWorkers(Runnable::run, 0));
    }

    @Test
    void hashesThatBeginAlikeAreSortedByTheRest() {
        List<Hash> hashes = new ArrayList<>();
        for (long i = 0; i < 300; i++) {
            // Both signs, and heads that differ below the bits that the index takes.
            hashes.add(new Hash(i % 2 == 0 ? -1 : i % 5, i % 3 - 1, -i, i * 7919));
        }
        int[] order = HashOrder.of(hashes.toArray(Hash[]::new));
        List<Hash> sorted = new ArrayList<>();
        for (int index : order) {
            sorted.add(hashes.get(index));
        }
        assertEquals(hashes.stream().sorted().toList(), sorted);
        assertArrayEquals(new int[0], HashOrder.of(new Hash[0]));
    }
}
