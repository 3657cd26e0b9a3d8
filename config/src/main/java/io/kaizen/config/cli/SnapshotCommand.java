package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.node.DataFolder;
import io.kaizen.config.settings.NodeSettings;
import io.kaizen.config.settings.Settings;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.snapshot.Manifest;
import io.kaizen.journal.snapshot.Snapshot;
import io.kaizen.journal.snapshot.SnapshotException;
import io.kaizen.journal.snapshot.SnapshotVerifier;
import io.kaizen.journal.snapshot.Snapshots;
import io.kaizen.journal.snapshot.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kaizen snapshot}: states of single blocks as files that can be checked by themselves. */
@Command(
        name = "snapshot",
        description = {
            "Makes, checks and restores snapshots: the state of a block as compressed files that are"
                    + " named by their hash.",
            "A snapshot is made from the chain's record, while the node runs or not; every node's"
                    + " snapshot of a block has the same id."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SnapshotCommand implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;

    /** The field is filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    SnapshotCommand() {}

    /** What all of them are told. */
    static final class Shared {
        @Option(
                names = "--data-dir",
                required = true,
                paramLabel = "D",
                description = "the node's data folder")
        Path dataDir = Path.of("");

        @Option(names = "--json", description = "print the result as JSON")
        boolean json;

        DataFolder folder(CommandLine command) {
            Usage.requireExisting(command, dataDir);
            return new DataFolder(dataDir, false);
        }

        Snapshots snapshots(CommandLine command) {
            return Snapshots.in(folder(command).snapshots());
        }

        void print(Object fields, String text) throws IOException {
            System.out.println(json ? JSON.writeValueAsString(fields) : text);
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "missing command");
    }

    @Command(
            name = "create",
            description =
                    "Makes the snapshot of a block, from the last one and what changed since.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Shared shared,
            @Option(names = "--at", paramLabel = "BLOCK", description = "default: the head")
                    @Nullable Long at,
            @Option(
                            names = "--keep",
                            paramLabel = "N",
                            description = "delete all but the newest N afterwards")
                    @Nullable Integer keep)
            throws IOException {
        CommandLine command = subcommand("create");
        Usage.requireAtLeast(command, "--at", at == null ? 0 : at, 0);
        Usage.requireAtLeast(command, "--keep", keep == null ? 1 : keep, 1);
        Snapshots snapshots = shared.snapshots(command);
        ChainReader chain = chain(shared.folder(command));
        try (SnapshotBars bars = new SnapshotBars(command.getErr())) {
            Snapshot made = snapshots.make(chain, at == null ? chain.height() : at, bars);
            int deleted = keep == null ? 0 : snapshots.prune(keep);
            Map<String, Object> fields = fields(made);
            fields.put("deleted", deleted);
            shared.print(
                    fields, text(made) + (deleted == 0 ? "" : "; deleted " + deleted + " older"));
            return 0;
        } catch (IllegalStateException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Command(
            name = "list",
            description = "Lists the snapshots of a data folder, the newest block first.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Shared shared) throws IOException {
        CommandLine command = subcommand("list");
        Snapshots.Listing found = shared.snapshots(command).list();
        List<Map<String, Object>> all = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Snapshot snapshot : found.snapshots()) {
            all.add(fields(snapshot));
            lines.add(text(snapshot));
        }
        shared.print(all, lines.isEmpty() ? "no snapshots" : String.join("\n", lines));
        found.faults().forEach(fault -> command.getErr().println("kaizen: " + fault));
        return found.faults().isEmpty() ? 0 : 1;
    }

    @Command(
            name = "verify",
            description = {
                "Checks every chunk, record and code, and computes the state root anew.",
                "Exit status 0 only if all is right; what is not, is named."
            },
            mixinStandardHelpOptions = true)
    int verify(
            @Mixin Shared shared,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "SNAPSHOT",
                            description =
                                    "block number, beginning of an id, or manifest file; default: the"
                                            + " newest")
                    @Nullable String name)
            throws IOException {
        CommandLine command = subcommand("verify");
        DataFolder folder = shared.folder(command);
        Snapshot snapshot = find(folder, name);
        List<String> faults = new ArrayList<>();
        try (SnapshotBars bars = new SnapshotBars(command.getErr())) {
            faults.addAll(SnapshotVerifier.faults(snapshot, bars));
        }
        if (Files.isDirectory(folder.chain())) {
            String mismatch = Snapshots.mismatch(snapshot.manifest(), chain(folder));
            if (mismatch != null) {
                faults.add(mismatch);
            }
        }
        Map<String, Object> fields = fields(snapshot);
        fields.put("valid", faults.isEmpty());
        fields.put("faults", faults);
        shared.print(
                fields,
                faults.isEmpty()
                        ? "snapshot is whole: " + text(snapshot)
                        : "snapshot DAMAGED: %s%n  %s"
                                .formatted(snapshot.file(), String.join("\n  ", faults)));
        return faults.isEmpty() ? 0 : 1;
    }

    @Command(
            name = "restore",
            description = {
                "Puts the state of a snapshot into the data folder of a node that does not run.",
                "The next start goes on from there by the chain's record."
            },
            mixinStandardHelpOptions = true)
    int restore(
            @Mixin Shared shared,
            @Option(
                            names = "--from",
                            paramLabel = "SNAPSHOT",
                            description =
                                    "block number, beginning of an id, manifest file, or a folder of"
                                            + " snapshots; default: the newest of the data folder")
                    @Nullable String from,
            @Option(names = "--force", description = "replace a store that is as far, or further")
                    boolean force)
            throws IOException {
        CommandLine command = subcommand("restore");
        DataFolder folder = shared.folder(command);
        Snapshot snapshot = find(folder, from);
        StateFolder state = new StateFolder(folder.order(), folder.chain(), folder.state());
        try (SnapshotBars bars = new SnapshotBars(command.getErr())) {
            state.restore(
                    snapshot,
                    force ? StateFolder.Newer.REPLACED : StateFolder.Newer.KEPT,
                    NodeSettings.store(Settings.defaults()),
                    new TrieWorkers(
                            ForkJoinPool.commonPool(), Runtime.getRuntime().availableProcessors()),
                    bars);
        } catch (IllegalStateException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        shared.print(fields(snapshot), "restored " + text(snapshot));
        return 0;
    }

    private CommandLine subcommand(String name) {
        return spec.commandLine().getSubcommands().get(name);
    }

    private static ChainReader chain(DataFolder folder) throws IOException {
        if (!Files.isDirectory(folder.chain())) {
            throw new IOException("no chain in " + folder.root() + ": want its folder chain");
        }
        try {
            return ChainReader.open(folder.chain());
        } catch (IllegalStateException refused) {
            throw new IOException(
                    "cannot read " + folder.chain() + ": " + refused.getMessage(), refused);
        }
    }

    private static Snapshot find(DataFolder folder, @Nullable String name) throws IOException {
        if (name == null) {
            return newest(folder.snapshots());
        }
        Path path = Path.of(name);
        if (Files.isRegularFile(path)) {
            return Snapshot.read(path);
        }
        return Files.isDirectory(path) ? newest(path) : Snapshots.in(folder.snapshots()).find(name);
    }

    private static Snapshot newest(Path folder) throws IOException {
        Snapshots.Listing found = Snapshots.in(folder).list();
        if (found.snapshots().isEmpty()) {
            throw new SnapshotException(
                    "no snapshot in %s%s"
                            .formatted(
                                    folder, found.faults().isEmpty() ? "" : ": " + found.faults()));
        }
        return found.snapshots().getFirst();
    }

    private static Map<String, Object> fields(Snapshot snapshot) throws IOException {
        Manifest manifest = snapshot.manifest();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", snapshot.id().hex());
        fields.put("block", manifest.blockNumber());
        fields.put("blockHash", manifest.blockHash().hex());
        fields.put("stateRoot", manifest.stateRoot().hex());
        fields.put("accounts", manifest.counts().accounts());
        fields.put("slots", manifest.counts().slots());
        fields.put("codes", manifest.counts().codes());
        fields.put("bytes", manifest.counts().bytes());
        fields.put("bytesOnDisk", snapshot.bytesOnDisk());
        fields.put("file", snapshot.file().toString());
        return fields;
    }

    private static String text(Snapshot snapshot) throws IOException {
        Manifest manifest = snapshot.manifest();
        return "block %d: %d accounts, %d slots, %d codes, %d bytes (%d on disk), %s"
                .formatted(
                        manifest.blockNumber(),
                        manifest.counts().accounts(),
                        manifest.counts().slots(),
                        manifest.counts().codes(),
                        manifest.counts().bytes(),
                        snapshot.bytesOnDisk(),
                        snapshot.file());
    }
}
