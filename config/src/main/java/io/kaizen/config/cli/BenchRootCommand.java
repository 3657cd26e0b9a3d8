package io.kaizen.config.cli;

import io.kaizen.perf.root.RootRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench root}: the speed of the state root. */
@Command(
        name = "root",
        description = {
            "Measures the state root in this process: grows a state, then changes keys of it block",
            "by block. Prints JSON: nanoseconds of the trie's update, of keeping what it overwrites",
            "for proofs, of writing to the store, and of all three.",
        },
        mixinStandardHelpOptions = true)
final class BenchRootCommand implements Callable<Integer> {
    private static final int GROWTH_BLOCK = 20_000;

    enum Store {
        memory,
        map
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--accounts",
            defaultValue = "1000000",
            description = "accounts in the state (default: ${DEFAULT-VALUE})")
    private int accounts;

    @Option(
            names = "--slots",
            defaultValue = "1000000",
            description = "slots of one contract (default: ${DEFAULT-VALUE})")
    private int slots;

    @Option(
            names = "--changes",
            defaultValue = "2000,20000",
            split = ",",
            description = "keys that a block changes, one or more (default: ${DEFAULT-VALUE})")
    private List<Integer> changes = List.of();

    @Option(
            names = "--runs",
            defaultValue = "100",
            description = "blocks that are timed (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--warmup",
            defaultValue = "100",
            description = "blocks before them (default: ${DEFAULT-VALUE})")
    private int warmup;

    @Option(
            names = "--threads",
            defaultValue = "0",
            description = "that may hash; 0: as many as there are processors")
    private int threads;

    @Option(
            names = "--store",
            defaultValue = "map",
            description =
                    "${COMPLETION-CANDIDATES}: Chronicle Map files, or the heap"
                            + " (default: ${DEFAULT-VALUE})")
    private Store store = Store.map;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "same seed, same blocks (default: ${DEFAULT-VALUE})")
    private long seed;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    BenchRootCommand() {}

    @Override
    public Integer call() throws IOException {
        check();
        Map<String, Object> figures;
        try (TemporaryFolder folder = TemporaryFolder.create("kaizen-root");
                Progress progress =
                        Progress.of(
                                "state",
                                "keys",
                                (long) accounts + slots,
                                spec.commandLine().getErr())) {
            Path files = store == Store.map ? folder.path() : null;
            figures = new RootRun(plan(files), progress::stepTo).run();
        }
        spec.commandLine().getOut().println(BenchCommand.JSON.writeValueAsString(figures));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void check() {
        Usage.requireAtLeast(spec.commandLine(), "--accounts", accounts, 1);
        Usage.requireAtLeast(spec.commandLine(), "--slots", slots, 1);
        int most = Math.min(accounts, slots);
        for (int each : changes) {
            if (each < 1 || each > most) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--changes %d: must lie between 1 and %d, the keys there are"
                                .formatted(each, most));
            }
        }
        Usage.requireAtLeast(spec.commandLine(), "--runs", runs, 1);
        Usage.requireAtLeast(spec.commandLine(), "--warmup", warmup, 0);
        Usage.requireAtLeast(spec.commandLine(), "--threads", threads, 0);
    }

    private RootRun.Plan plan(@Nullable Path folder) {
        int lent = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        return new RootRun.Plan(
                accounts, slots, changes, GROWTH_BLOCK, runs, warmup, lent, folder, seed);
    }
}
