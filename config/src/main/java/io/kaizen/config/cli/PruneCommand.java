package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.node.DataFolder;
import io.kaizen.journal.chain.ChainIdentity;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.journal.retention.Retention;
import io.kaizen.journal.retention.RetentionPolicy;
import io.kaizen.journal.retention.RetentionResult;
import io.kaizen.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kaizen prune}: what a running node does by itself, for one that is stopped. */
@Command(
        name = "prune",
        description = {
            "Compresses the journal's full segments, and drops old blocks where --keep or --budget"
                    + " says so: never the last 1024, and never without a snapshot that was made"
                    + " and checked before.",
            "For a folder that no node has open. A running node does the same by itself: settings"
                    + " journal.archive, journal.keep-blocks, disk.budget-bytes. What is cut off"
                    + " goes on with the next run."
        },
        mixinStandardHelpOptions = true)
final class PruneCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "D",
            description = "the node's data folder")
    private Path dataDir = Path.of("");

    @Option(
            names = "--keep",
            paramLabel = "BLOCKS",
            description = "drop blocks that are older than so many; default: keep all")
    private long keep;

    @Option(
            names = "--budget",
            paramLabel = "BYTES",
            description = "drop the oldest blocks until the folder takes no more; default: none")
    private long budget;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    /** The field is filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    PruneCommand() {}

    @Override
    public Integer call() throws IOException {
        Usage.requireExisting(spec.commandLine(), dataDir);
        if (keep != 0) {
            Usage.requireAtLeast(spec.commandLine(), "--keep", keep, RetentionPolicy.BLOCKS_MIN);
        }
        Usage.requireAtLeast(spec.commandLine(), "--budget", budget, 0);
        RetentionPolicy policy = new RetentionPolicy(true, keep, budget);
        DataFolder folder = new DataFolder(dataDir, false);
        Usage.requireExisting(spec.commandLine(), folder.chain());
        Usage.requireExisting(spec.commandLine(), folder.order());
        if (policy.drops() && Files.exists(folder.history())) {
            throw new IOException(
                    "%s is archive mode's index, which needs every block: delete it to drop old ones"
                            .formatted(folder.history()));
        }
        try (ChainJournal chain = ChainJournal.open(folder.chain())) {
            ChainIdentity identity = chain.identity();
            if (identity == null) {
                throw new IOException("the chain in " + dataDir + " has no genesis block");
            }
            try (OrderJournal order =
                            OrderJournal.open(
                                    folder.order(), identity.orderAnchor(), SyncLevel.GROUP);
                    RetentionBars bars = new RetentionBars(spec.commandLine().getErr())) {
                Retention retention =
                        new Retention(
                                folder.root(), order, chain, Snapshots.in(folder.snapshots()));
                RetentionResult result = retention.run(policy, bars);
                System.out.println(json ? JSON.writeValueAsString(result) : text(result));
            }
        } catch (IllegalStateException refused) {
            throw new IOException(dataDir + ": " + refused.getMessage(), refused);
        }
        return 0;
    }

    private static String text(RetentionResult result) {
        return """
        archived %d segments: %.1f MiB are %.1f MiB
        dropped %d segments, %.1f MiB
        the chain begins at block %d; the folder takes %.1f MiB\
        """
                .formatted(
                        result.archived(),
                        mebibytes(result.archivedFrom()),
                        mebibytes(result.archivedTo()),
                        result.dropped(),
                        mebibytes(result.droppedBytes()),
                        result.firstBlock(),
                        mebibytes(result.usedBytes()));
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }
}
