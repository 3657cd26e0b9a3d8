package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Revision;
import io.kaizen.perf.fuzz.program.Program;
import io.kaizen.perf.fuzz.program.ProgramGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs random programs here and on Anvil and compares them. Three threads: one writes programs, the
 * caller's drives Anvil, one runs our engine and compares; each is one block ahead of the next.
 */
public final class EvmFuzz {
    private static final int DIFFERENCES_MAX = 10;
    private static final int PATIENCE_S = 120;

    private final Plan plan;
    private final Progress progress;
    private final GasEdges edges;
    private final List<Difference> differences = new ArrayList<>();
    private long transactions;
    private long gas;
    private long done;

    /**
     * @param seed of the first program; the others follow by one
     * @param blockSize programs in a block
     * @param reproductions where differences are written
     */
    public record Plan(
            Revision revision, long seed, long programs, int blockSize, Path reproductions) {
        public Plan {
            if (programs < 1 || blockSize < 1) {
                throw new IllegalArgumentException("no programs to run");
            }
        }
    }

    /**
     * @param programs compared; fewer than planned where there were too many differences
     * @param gas used by all transactions
     */
    public record Result(
            Revision revision,
            long seed,
            long programs,
            long transactions,
            long gas,
            List<Difference> differences) {
        public Result {
            differences = List.copyOf(differences);
        }
    }

    /** Told after every block. */
    @FunctionalInterface
    public interface Progress {
        void at(Revision revision, long nextSeed, long programs, int differences);
    }

    public EvmFuzz(Plan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.edges = new GasEdges(plan.revision());
    }

    /** The program of a seed, as a run with the same revision has it. */
    public static Program program(long seed, Revision revision) {
        return new GasEdges(revision).apply(ProgramGenerator.generate(seed, revision));
    }

    /**
     * @param anvil closed by the caller
     * @throws IOException if Anvil fails or a reproduction cannot be written
     */
    public Result run(Anvil anvil) throws IOException, InterruptedException {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (Arena arena = new Arena(anvil, plan.revision())) {
            Future<Block> upcoming = writer.submit(() -> block(0));
            Judge.Pending previous = null;
            for (long from = 0; from < plan.programs(); from += plan.blockSize()) {
                Block block = await(upcoming, from);
                long next = from + plan.blockSize();
                upcoming = writer.submit(() -> block(next));
                Judge.Pending pending = arena.begin(block);
                if (previous != null) {
                    settle(arena, anvil, previous);
                }
                previous = pending;
                if (differences.size() >= DIFFERENCES_MAX) {
                    break;
                }
            }
            if (previous != null) {
                settle(arena, anvil, previous);
            }
        } finally {
            writer.shutdownNow();
        }
        return new Result(plan.revision(), plan.seed(), done, transactions, gas, differences);
    }

    private Block block(long from) {
        long to = Math.min(plan.programs(), from + plan.blockSize());
        List<Program> programs = new ArrayList<>();
        for (long i = from; i < to; i++) {
            programs.add(edges.apply(ProgramGenerator.generate(plan.seed() + i, plan.revision())));
        }
        // Beyond the end: nobody asks for it.
        return new Block(programs);
    }

    private Block await(Future<Block> upcoming, long from) throws InterruptedException {
        try {
            return upcoming.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(
                    "cannot write the programs from seed " + (plan.seed() + from),
                    failed.getCause());
        } catch (TimeoutException hanging) {
            throw new IllegalStateException(
                    "our engine does not end with a program from seed " + (plan.seed() + from),
                    hanging);
        }
    }

    private void settle(Arena arena, Anvil anvil, Judge.Pending pending)
            throws IOException, InterruptedException {
        List<Finding> findings = arena.await(pending);
        List<Program> programs = pending.block().programs();
        while (!findings.isEmpty() && differences.size() < DIFFERENCES_MAX) {
            List<Program> culprits =
                    arena.narrow(programs, Finding.gravest(findings).orElseThrow());
            differences.add(report(arena, anvil, culprits, findings));
            programs = new ArrayList<>(programs);
            programs.removeAll(culprits);
            if (programs.isEmpty()) {
                break;
            }
            findings = arena.await(arena.examine(programs));
        }
        done += pending.block().programs().size();
        transactions += pending.peer().included().size();
        gas += pending.peer().digest().gasUsed();
        progress.at(plan.revision(), plan.seed() + done, done, differences.size());
    }

    private Difference report(
            Arena arena, Anvil anvil, List<Program> culprits, List<Finding> inBlock)
            throws IOException, InterruptedException {
        List<Long> seeds = culprits.stream().map(Program::seed).toList();
        Judge.Pending alone = arena.examine(culprits);
        List<Finding> findings = arena.await(alone);
        if (culprits.size() > 1 || findings.isEmpty()) {
            // Only in that block, or not again.
            return new Difference(plan.revision(), seeds, inBlock, null);
        }
        Program small =
                new Minimizer(
                                arena,
                                plan.revision(),
                                anvil.genesis(),
                                Finding.gravest(findings).orElseThrow())
                        .minimize(culprits.getFirst(), alone.peer().context());
        Judge.Pending smallest = arena.examine(List.of(small));
        List<Finding> found = arena.await(smallest);
        Path file =
                Reproduction.write(
                        plan.reproductions(), small, smallest.peer(), anvil.genesis(), found);
        return new Difference(plan.revision(), seeds, findings, file);
    }
}
