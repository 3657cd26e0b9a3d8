package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.config.mainnet.MainnetReplay;
import io.kaizen.config.mainnet.ReplayedBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            "Exit status 0 if all pass."
        },
        mixinStandardHelpOptions = true)
public final class ReplayMainnetCommand implements Callable<Integer> {
    private final ObjectMapper mapper = new ObjectMapper();

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a block.")
    private boolean json;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR",
            description =
                    "Folders of blocks: pevm, witness, witness-scroll-format, ethereumjs,"
                            + " zero-trace, or one above them or one block's below.")
    private List<Path> folders;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    public ReplayMainnetCommand() {}

    @Override
    public Integer call() throws IOException {
        FixtureReport report = new FixtureReport(spec, json);
        MainnetReplay replay = new MainnetReplay();
        for (Path folder : folders) {
            replay.run(
                    folder, block -> report.line(json ? json(block) : text(block), block.pass()));
        }
        return report.finish("blocks");
    }

    private static String text(ReplayedBlock block) {
        StringBuilder line = new StringBuilder(block.pass() ? "ok " : "FAIL ");
        line.append(block.number()).append(' ').append(block.fork()).append(' ');
        line.append(block.format());
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
        if (!block.checks().isEmpty()) {
            line.append("; checked: ").append(String.join(", ", block.checks()));
        }
        if (!block.notPossible().isEmpty()) {
            line.append("; not possible: ");
            line.append(
                    block.notPossible().entrySet().stream()
                            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
        if (block.error() != null) {
            line.append("; ").append(block.source()).append(": ").append(block.error());
        }
        return line.toString();
    }

    private String json(ReplayedBlock block) {
        ObjectNode line = mapper.createObjectNode();
        line.put("number", block.number());
        line.put("fork", block.fork());
        line.put("format", block.format());
        line.put("source", block.source());
        line.put("pass", block.pass());
        ReplayedBlock.Timing timing = block.timing();
        if (timing != null) {
            line.put("transactions", timing.transactions());
            line.put("gas", timing.gas());
            line.put("sendersMilliseconds", timing.sendersNanos() / 1e6);
            line.put("milliseconds", timing.milliseconds());
            line.put("megagasPerSecond", timing.megagasPerSecond());
        }
        block.checks().forEach(line.putArray("checks")::add);
        ObjectNode notPossible = line.putObject("notPossible");
        block.notPossible().forEach(notPossible::put);
        if (block.error() != null) {
            line.put("error", block.error());
        }
        return line.toString();
    }
}
