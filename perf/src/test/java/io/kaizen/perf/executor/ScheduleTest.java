package io.kaizen.perf.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against schedules worked out by hand: O is the owner, W a worker, c a commit. */
class ScheduleTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final Work.Costs FREE = new Work.Costs(1, 0, 0);
    private static final int WIDE = 1024;

    private static int[][] none(int count) {
        int[][] links = new int[count][];
        Arrays.fill(links, new int[0]);
        return links;
    }

    private static Work independent(Work.Costs costs, long... turnNs) {
        return new Work(turnNs, costs, new Work.Links(none(turnNs.length), none(turnNs.length)));
    }

    /** Each waits for the run of the one before. */
    private static int[][] chain(int count) {
        int[][] links = none(count);
        for (int i = 1; i < count; i++) {
            links[i] = new int[] {i - 1};
        }
        return links;
    }

    @Test
    void oneThreadTakesTheSumAndPaysForNothingElse() {
        Work work = independent(new Work.Costs(2, 5, 7), 10, 20, 30);
        assertEquals(60, Schedule.makespanNs(work, 1, WIDE));
    }

    @Test
    void independentTransactionsAreShared() {
        // O: 0 c 2 c   W: 1 3
        assertEquals(20, Schedule.makespanNs(independent(FREE, 10, 10, 10, 10), 2, WIDE));
        assertEquals(10, Schedule.makespanNs(independent(FREE, 10, 10, 10, 10), 4, WIDE));
        assertEquals(10, Schedule.makespanNs(independent(FREE, 10, 10, 10, 10), 32, WIDE));
    }

    @Test
    void theOwnerCommitsInOrderAndPaysForIt() {
        // O: 0 [0-10] c1 [10-13] 3 itself [13-23]   W: 1 [0-10], 2 [10-20]; then c2 [23-26]...
        // The owner finds 2 running at 13 and takes 3 early [13-23]; c2 [23-26], c3 [26-29].
        Work work = independent(new Work.Costs(1, 0, 3), 10, 10, 10, 10);
        assertEquals(29, Schedule.makespanNs(work, 2, WIDE));
    }

    @Test
    void manyThreadsAreBoundByTheCommits() {
        // O: 0 [0-10], then nine commits of 4.
        Work work = independent(new Work.Costs(1, 0, 4), 10, 10, 10, 10, 10, 10, 10, 10, 10, 10);
        assertEquals(10 + 9 * 4, Schedule.makespanNs(work, 32, WIDE));
    }

    @Test
    void offeringCostsTheOwnerWithEachTransaction() {
        // O: 0 [0-12], c1 [12-17]   W: 1 [0-10]
        assertEquals(
                17, Schedule.makespanNs(independent(new Work.Costs(1, 2, 3), 10, 10), 2, WIDE));
    }

    @Test
    void anEarlyRunTakesLonger() {
        // O: 0 [0-10], 2 early [10-25]   W: 1 [0-15]; c1 and c2 at 25.
        assertEquals(
                25,
                Schedule.makespanNs(independent(new Work.Costs(1.5, 0, 0), 10, 10, 10), 2, WIDE));
    }

    @Test
    void aChainGainsNothing() {
        Work work = new Work(new long[] {10, 20, 30}, FREE, new Work.Links(chain(3), none(3)));
        assertEquals(60, Schedule.makespanNs(work, 2, WIDE));
        assertEquals(60, Schedule.makespanNs(work, 32, WIDE));
        assertEquals(60, work.criticalPathNs());
    }

    @Test
    void aRunOnVersionsDoesNotWaitForTheCommitAndOneOnCommittedValuesDoes() {
        // 0 takes the owner 30. W: 1 [0-10], and 2 needs 1: run [10-20], or after 1's commit at 30.
        int[][] needs = {{}, {}, {1}};
        Work onVersions = new Work(new long[] {30, 10, 10}, FREE, new Work.Links(needs, none(3)));
        Work onCommits = new Work(new long[] {30, 10, 10}, FREE, new Work.Links(none(3), needs));
        assertEquals(30, Schedule.makespanNs(onVersions, 2, WIDE));
        assertEquals(40, Schedule.makespanNs(onCommits, 2, WIDE));
        assertEquals(30, onVersions.criticalPathNs());
    }

    @Test
    void nobodyRunsBeyondTheWindow() {
        // Window 2: O: 0 [0-40]   W: 1 [0-10], idle until 40; then 2 and 3 [40-50].
        long[] turnNs = {40, 10, 10, 10};
        assertEquals(50, Schedule.makespanNs(independent(FREE, turnNs), 2, 2));
        assertEquals(40, Schedule.makespanNs(independent(FREE, turnNs), 2, WIDE));
    }

    @Test
    void aRunThatHasBegunIsNotInterrupted() {
        // O: 0 [0-1], head 1 runs elsewhere until 10, so 2 early [1-51]; c1, c2 at 51.
        assertEquals(51, Schedule.makespanNs(independent(FREE, 1, 10, 50), 2, WIDE));
    }

    @Test
    void noScheduleBeatsItsBoundsOrWastesMoreThanTheyAllow() {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(200);
            long[] turnNs = random.longs(count, 1, 100).toArray();
            int[][] runs = none(count);
            for (int i = 1; i < count; i++) {
                runs[i] = random.ints(random.nextInt(3), 0, i).distinct().toArray();
            }
            Work work = new Work(turnNs, FREE, new Work.Links(runs, none(count)));
            for (int threads = 2; threads <= 32; threads *= 2) {
                long makespan = Schedule.makespanNs(work, threads, WIDE);
                long share = work.sequentialNs() / threads;
                String where = "seed " + SEED + ", round " + round + ", threads " + threads;
                assertTrue(makespan >= Math.max(share, work.criticalPathNs()), where);
                // Graham's bound, which commits that cost nothing do not touch.
                assertTrue(makespan <= share + 1 + work.criticalPathNs(), where);
            }
        }
    }

    @Test
    void noThreadsOrNoWindowIsRefused() {
        Work work = independent(FREE, 10);
        assertThrows(IllegalArgumentException.class, () -> Schedule.makespanNs(work, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.makespanNs(work, 2, 0));
    }
}
