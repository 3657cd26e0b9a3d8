package io.kaizen.perf.executor;

import java.util.Arrays;

/** Transactions as {@link Schedule} sees them: what each costs, and what it has to wait for. */
final class Work {
    private final long[] turnNs;
    private final Costs costs;
    private final Links dependencies;
    private final Links dependents;

    /**
     * What the parallel way adds to a run in its turn.
     *
     * @param earlyFactor a run before its turn takes so many times that of one in its turn: reads
     *     are noted and versions made
     * @param offerNs of the owner for each transaction: to predict what it depends on
     * @param commitNs of the owner for each that was run early: to validate and commit it
     */
    record Costs(double earlyFactor, long offerNs, long commitNs) {}

    /**
     * @param turnNs of each transaction, where one thread runs one after the other
     * @param dependencies of each, all of them earlier ones
     */
    Work(long[] turnNs, Costs costs, Links dependencies) {
        this.turnNs = turnNs.clone();
        this.costs = costs;
        this.dependencies = dependencies;
        this.dependents = dependencies.reversed();
    }

    int size() {
        return turnNs.length;
    }

    Costs costs() {
        return costs;
    }

    Links dependencies() {
        return dependencies;
    }

    /** Who waits for each. */
    Links dependents() {
        return dependents;
    }

    /** All of it by one thread that knows of no others. */
    long sequentialNs() {
        return Arrays.stream(turnNs).sum();
    }

    /** By the owner in its turn, committed. */
    long turnNs(int transaction) {
        return costs.offerNs + turnNs[transaction];
    }

    /** Before its turn, not committed. */
    long earlyNs(int transaction) {
        return Math.round(costs.earlyFactor * turnNs[transaction]);
    }

    /** By the owner, of what was run early. */
    long commitNs() {
        return costs.offerNs + costs.commitNs;
    }

    /**
     * The longest chain of transactions that wait for each other, in nanoseconds of runs in turn:
     * no number of threads is faster.
     */
    long criticalPathNs() {
        long[] ends = new long[turnNs.length];
        long longest = 0;
        for (int i = 0; i < ends.length; i++) {
            long begins =
                    Math.max(
                            latest(ends, dependencies.runs[i]),
                            latest(ends, dependencies.commits[i]));
            ends[i] = begins + turnNs[i];
            longest = Math.max(longest, ends[i]);
        }
        return longest;
    }

    private static long latest(long[] ends, int[] of) {
        long latest = 0;
        for (int i : of) {
            latest = Math.max(latest, ends[i]);
        }
        return latest;
    }

    /** Links of each transaction to others. */
    static final class Links {
        private final int[][] runs;
        private final int[][] commits;

        /**
         * @param runs that have to have ended, be they committed or not
         * @param commits that have to be committed
         */
        Links(int[][] runs, int[][] commits) {
            this.runs = runs;
            this.commits = commits;
        }

        int[] runs(int transaction) {
            return runs[transaction];
        }

        int[] commits(int transaction) {
            return commits[transaction];
        }

        private Links reversed() {
            return new Links(reversed(runs), reversed(commits));
        }

        private static int[][] reversed(int[][] links) {
            int[] counts = new int[links.length];
            for (int[] row : links) {
                for (int to : row) {
                    counts[to]++;
                }
            }
            int[][] turned = new int[links.length][];
            Arrays.setAll(turned, i -> new int[counts[i]]);
            for (int from = links.length - 1; from >= 0; from--) {
                for (int to : links[from]) {
                    turned[to][--counts[to]] = from;
                }
            }
            return turned;
        }
    }
}
