package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.config.mainnet.MainnetReplay;
import io.kaizen.config.mainnet.ReplayedBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay-mainnet}: executes and verifies blocks of Ethereum's mainnet, one line a block. */
@Command(
        name = "replay-mainnet",
        description = {
            "Executes blocks of Ethereum's mainnet on the state that each file brings, and checks"
                    + " whatever that allows: one line a block.",
            "Times are of execution and checks, without the recovery of senders.",
            "Exit status 0 if all pass, 1 if one fails or cannot be read.",
            "",
            "Kinds of folders, and the files that each needs:",
            "  pevm                   N/block.json, N/pre_state.json, and beside the",
            "                         folder N, for all blocks: codes.json and",
            "                         block_hashes.json",
            "  ethereumjs             blockN.json and blockNState.json",
            "  zero-trace             X_main.json and X_main_header.json",
            "  witness                one JSON file, with block_rlp",
            "  witness-scroll-format  one JSON file, with prev_state_root",
            "A folder may hold several blocks and several kinds.",
            ""
        },
        mixinStandardHelpOptions = true)
public final class ReplayMainnetCommand implements Callable<Integer> {
    private final ObjectMapper mapper = new ObjectMapper();

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a block.")
    private boolean json;

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "that execute a block, in parallel from two (default: ${DEFAULT-VALUE})")
    private int threads;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR",
            description = "Folders of blocks: one block's, one kind's, or one above them.")
    private List<Path> folders;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    public ReplayMainnetCommand() {}

    @Override
    public Integer call() {
        folders.forEach(path -> Usage.requireExisting(spec.commandLine(), path));
        FixtureReport report = new FixtureReport(spec, json);
        Usage.requireAtLeast(spec.commandLine(), "--threads", threads, 1);
        try (MainnetReplay replay = new MainnetReplay(threads)) {
            for (Path folder : folders) {
                replay.run(
                        folder,
                        block -> report.line(json ? json(block) : text(block), block.pass()));
            }
        }
        return report.finish("blocks");
    }

    private static String text(ReplayedBlock block) {
        StringBuilder line = new StringBuilder(block.pass() ? "ok " : "FAIL ");
        ReplayedBlock.Place place = block.place();
        ReplayedBlock.Origin origin = block.origin();
        line.append(
                place == null
                        ? "no block read in folder " + origin.folder()
                        : place.number() + " " + place.fork());
        if (origin.format() != null) {
            line.append(' ').append(origin.format());
        }
        ReplayedBlock.Timing timing = block.timing();
        if (timing != null) {
            line.append(
                    String.format(
                            Locale.ROOT,
                            " %d txs %.2f Mgas %.1f ms %.1f Mgas/s",
                            timing.transactions(),
                            timing.megagas(),
                            timing.milliseconds(),
                            timing.megagasPerSecond()));
        }
        ReplayedBlock.Checks checks = block.checks();
        list(line, "checked", checks.made());
        list(
                line,
                "not possible",
                checks.notPossible().entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .toList());
        list(line, "not reached", checks.notReached());
        if (block.error() != null) {
            line.append("; ").append(origin.source()).append(": ").append(block.error());
        }
        return line.toString();
    }

    private static void list(StringBuilder line, String title, List<String> items) {
        if (!items.isEmpty()) {
            line.append("; ").append(title).append(": ").append(String.join(", ", items));
        }
    }

    private String json(ReplayedBlock block) {
        ObjectNode line = mapper.createObjectNode();
        ReplayedBlock.Place place = block.place();
        line.put("number", place == null ? null : place.number());
        line.put("fork", place == null ? null : place.fork());
        line.put("format", block.origin().format());
        line.put("folder", block.origin().folder());
        line.put("source", block.origin().source());
        line.put("pass", block.pass());
        ReplayedBlock.Timing timing = block.timing();
        if (timing != null) {
            line.put("transactions", timing.transactions());
            line.put("gas", timing.gas());
            line.put("sendersMilliseconds", timing.sendersNanos() / 1e6);
            line.put("milliseconds", timing.milliseconds());
            line.put("megagasPerSecond", timing.megagasPerSecond());
        }
        block.checks().made().forEach(line.putArray("checks")::add);
        ObjectNode notPossible = line.putObject("notPossible");
        block.checks().notPossible().forEach(notPossible::put);
        block.checks().notReached().forEach(line.putArray("notReached")::add);
        if (block.error() != null) {
            line.put("error", block.error());
        }
        return line.toString();
    }
}
