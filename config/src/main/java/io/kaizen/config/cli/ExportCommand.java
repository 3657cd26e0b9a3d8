package io.kaizen.config.cli;

import io.kaizen.config.settings.SettingsException;
import io.kaizen.journal.chain.RecordDamageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kaizen export}: blocks of a data folder as one file. */
@Command(
        name = "export",
        description = {
            "Writes blocks of a node's data folder to a file, while the node runs or not.",
            "",
            "  rlp      blocks as geth's export has them, for the tools that read those",
            "  jsonl    a block a line, with full transactions and receipts as JSON-RPC has them",
            "  journal  the order's entries as they are: what an import makes the same chain of",
            ""
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "D",
            description = "the node's data folder")
    private Path dataDir = Path.of("");

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}")
    private ExportFormat format = ExportFormat.RLP;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "compressed where it ends in .gz or .zst; there once it is whole")
    private Path out = Path.of("");

    @Option(
            names = "--from",
            description = "first block (default: 0, for journal 1; or the first that is kept)")
    private @Nullable Long from;

    @Option(names = "--to", description = "last block (default: the head)")
    private long to = Long.MAX_VALUE;

    @Option(names = "--chain-id", description = "of the chain (default: ${DEFAULT-VALUE})")
    private long chainId = 31337;

    /** The field is filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    ExportCommand() {}

    @Override
    public Integer call() throws IOException {
        long asked = from == null ? format.first() : from;
        Usage.requireAtLeast(spec.commandLine(), "--from", asked, format.first());
        Usage.requireAtLeast(spec.commandLine(), "--to", to, asked);
        Usage.requireExisting(spec.commandLine(), dataDir);
        if (Files.isDirectory(out)) {
            throw new SettingsException("--out " + out + ": is a folder");
        }
        try {
            JournalFolder journal = JournalFolder.open(dataDir, chainId);
            long first = from == null ? Math.max(asked, journal.chain().first()) : asked;
            write(journal, new ExportFormat.Range(first, journal.last(first, to)));
        } catch (RecordDamageException damaged) {
            throw new IOException(damaged.getMessage(), damaged);
        }
        return 0;
    }

    private void write(JournalFolder journal, ExportFormat.Range range) throws IOException {
        long count = range.to() - range.from() + 1;
        try (ArchiveOutput file = new ArchiveOutput(out);
                Progress progress =
                        Progress.of("export", "blocks", count, spec.commandLine().getErr())) {
            format.write(
                    journal,
                    range,
                    file.stream(),
                    number -> progress.stepTo(number - range.from() + 1));
            file.commit();
        }
        System.out.printf(
                "%s: blocks %d to %d, %d bytes; the last is %s%n",
                out,
                range.from(),
                range.to(),
                Files.size(out),
                journal.chain().recorded(range.to()).hash());
    }
}
