package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.perf.fuzz.Anvil;
import io.kaizen.perf.fuzz.AnvilBinary;
import io.kaizen.perf.fuzz.Difference;
import io.kaizen.perf.fuzz.EvmFuzz;
import io.kaizen.perf.fuzz.PeerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kaizen fuzz evm}: random programs, here and on Anvil. */
@Command(
        name = "evm",
        description = {
            "Runs random programs here and on Anvil and compares gas, results, logs and state.",
            "Exit status 0 only if both agree on all."
        },
        mixinStandardHelpOptions = true)
final class FuzzEvmCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long REPORT_NS = 10_000_000_000L;

    @Spec private CommandSpec spec;

    @Option(
            names = "--peer",
            paramLabel = "URL|FILE",
            description =
                    "a running Anvil, or its binary (default: the one that npm installed for the"
                            + " tests, else the one on the PATH)")
    private @Nullable String peer;

    @Option(
            names = "--fork",
            split = ",",
            defaultValue = "Osaka",
            paramLabel = "F",
            description = "one or more forks (default: ${DEFAULT-VALUE})")
    private List<String> forks;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "of the first program (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--programs",
            defaultValue = "10000",
            paramLabel = "N",
            description = "for each fork (default: ${DEFAULT-VALUE})")
    private long programs;

    @Option(
            names = "--block",
            defaultValue = "200",
            paramLabel = "N",
            description = "programs in a block (default: ${DEFAULT-VALUE})")
    private int block;

    @Option(
            names = "--out",
            defaultValue = "target/fuzz",
            paramLabel = "DIR",
            description =
                    "where each difference is written as a state test (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    FuzzEvmCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Usage.requireAtLeast(spec.commandLine(), "--programs", programs, 1);
        Usage.requireAtLeast(spec.commandLine(), "--block", block, 1);
        checkPeer();
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new ParameterException(spec.commandLine(), "--out " + out + ": is no folder");
        }
        List<Revision> revisions = forks.stream().map(this::revision).toList();
        ObjectNode report = JSON.createObjectNode();
        ArrayNode runs = report.putArray("runs");
        boolean agreed = true;
        for (Revision revision : revisions) {
            EvmFuzz.Plan plan = new EvmFuzz.Plan(revision, seed, programs, block, out);
            try (Anvil anvil = anvil(revision)) {
                report.put("peer", anvil.version());
                agreed &= run(plan, anvil, runs.addObject());
            }
        }
        if (json) {
            spec.commandLine().getOut().println(JSON.writeValueAsString(report));
        }
        spec.commandLine().getOut().flush();
        return agreed ? 0 : 1;
    }

    private void checkPeer() {
        if (peer == null) {
            return;
        }
        if (isUrl(peer)) {
            Usage.requireNode(spec.commandLine(), "--peer", peer);
        } else {
            Usage.requireExisting(spec.commandLine(), Path.of(peer));
        }
    }

    private static boolean isUrl(String peer) {
        return peer.startsWith("http:") || peer.startsWith("https:");
    }

    private Revision revision(String fork) {
        Revision revision = Revision.named(fork);
        if (revision == null || !revision.atLeast(Anvil.FIRST)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no fork that Anvil can judge: %s (the first is %s)"
                            .formatted(fork, Anvil.FIRST.fixtureName()));
        }
        return revision;
    }

    private Anvil anvil(Revision revision) throws IOException, InterruptedException {
        if (peer != null && isUrl(peer)) {
            return Anvil.connect(URI.create(peer), revision);
        }
        Path binary =
                peer == null
                        ? AnvilBinary.find(Path.of(System.getProperty("kaizen.root", ".")))
                        : Path.of(peer);
        if (binary == null) {
            throw new PeerException(
                    "no Anvil found: run npm ci in config/src/test/npm, or name one with --peer");
        }
        return Anvil.start(binary, revision);
    }

    private boolean run(EvmFuzz.Plan plan, Anvil anvil, ObjectNode run)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        EvmFuzz.Result result = new EvmFuzz(plan, new Reporter(plan)).run(anvil);
        double seconds = (System.nanoTime() - begin) / 1e9;
        run.put("fork", plan.revision().fixtureName());
        run.put("firstSeed", result.seed());
        run.put("lastSeed", result.seed() + result.programs() - 1);
        run.put("programs", result.programs());
        run.put("transactions", result.transactions());
        run.put("gas", result.gas());
        run.put("seconds", Math.round(seconds * 10) / 10.0);
        ArrayNode differences = run.putArray("differences");
        PrintWriter text = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        for (Difference difference : result.differences()) {
            print(difference, text);
            ObjectNode entry = differences.addObject();
            ArrayNode seeds = entry.putArray("seeds");
            difference.seeds().forEach(seeds::add);
            ArrayNode findings = entry.putArray("findings");
            difference.findings().forEach(finding -> findings.add(finding.text()));
            Path file = difference.reproduction();
            entry.put("reproduction", file == null ? null : file.toString());
        }
        text.printf(
                "%s: seeds %d to %d, %d programs, %d transactions, %d differences, %.0f s%n",
                plan.revision().fixtureName(),
                result.seed(),
                result.seed() + result.programs() - 1,
                result.programs(),
                result.transactions(),
                result.differences().size(),
                seconds);
        text.flush();
        return result.differences().isEmpty();
    }

    private static void print(Difference difference, PrintWriter out) {
        out.println(
                "DIFFERENCE "
                        + difference.revision().fixtureName()
                        + " seeds "
                        + difference.seeds()
                        + (difference.reproduction() == null
                                ? ""
                                : ", reproduction " + difference.reproduction()));
        difference.findings().forEach(finding -> out.println("  " + finding));
    }

    /** A line every ten seconds, which also says where to resume. */
    private final class Reporter implements EvmFuzz.Progress {
        private final EvmFuzz.Plan plan;
        private final long begin = System.nanoTime();
        private long last = begin;

        Reporter(EvmFuzz.Plan plan) {
            this.plan = plan;
        }

        @Override
        public void at(Revision revision, long nextSeed, long programs, int differences) {
            long now = System.nanoTime();
            if (now - last < REPORT_NS) {
                return;
            }
            last = now;
            PrintWriter err = spec.commandLine().getErr();
            err.printf(
                    "%s: %d of %d programs, %.0f a second, %d differences, next seed %d%n",
                    revision.fixtureName(),
                    programs,
                    plan.programs(),
                    programs / ((now - begin) / 1e9),
                    differences,
                    nextSeed);
            err.flush();
        }
    }
}
