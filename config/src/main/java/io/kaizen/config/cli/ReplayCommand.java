package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.node.DataFolder;
import io.kaizen.config.settings.SettingsException;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderAnchor;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.journal.replay.Replay;
import io.kaizen.journal.replay.ReplayResult;
import io.kaizen.journal.store.MemoryStateStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kaizen replay}: re-executes the order and compares everything with the record. */
@Command(
        name = "replay",
        description = {
            "Re-executes the order queue of a node on a state of its own and compares every"
                    + " receipt, root and header with the chain's record.",
            "Exit status 0 only if all agree; the first divergence is named."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "D",
            description = "the node's data folder")
    private Path dataDir = Path.of("");

    @Option(names = "--from", description = "first block (default: 1)")
    private long from = 1;

    @Option(names = "--to", description = "last block (default: the head)")
    private long to = Long.MAX_VALUE;

    @Option(names = "--verify", description = "recover every sender from its signature again")
    private boolean verify;

    @Option(names = "--chain-id", description = "of the chain (default: ${DEFAULT-VALUE})")
    private long chainId = 31337;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    /** The field is filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    ReplayCommand() {}

    /** What replay says in the end. */
    private record Verdict(boolean agreed, Map<String, Object> fields, String text) {}

    @Override
    public Integer call() throws IOException {
        Usage.requireAtLeast(spec.commandLine(), "--from", from, 1);
        Usage.requireAtLeast(spec.commandLine(), "--to", to, from);
        Usage.requireExisting(spec.commandLine(), dataDir);
        DataFolder folder = new DataFolder(dataDir, false);
        if (!Files.isDirectory(folder.order()) || !Files.isDirectory(folder.chain())) {
            throw new IOException(
                    "no journal in " + dataDir + ": want its folders order and chain");
        }
        Verdict verdict;
        try {
            verdict = replay(folder, ChainReader.open(folder.chain()));
        } catch (IllegalStateException refused) {
            throw new IOException(
                    "cannot read " + folder.chain() + ": " + refused.getMessage(), refused);
        }
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(verdict.fields()));
        } else {
            System.out.println(verdict.text());
        }
        return verdict.agreed() ? 0 : 1;
    }

    private Verdict replay(DataFolder folder, ChainReader chain) throws IOException {
        SealedBlock genesis = chain.block(0);
        if (genesis == null) {
            throw new IOException("the chain in " + dataDir + " has no genesis block");
        }
        if (!OrderAnchor.of(chainId, genesis.hash()).equals(genesis.range().orderHash())) {
            throw new SettingsException(
                    "the chain in "
                            + dataDir
                            + " has another chain id than "
                            + chainId
                            + ": give it with --chain-id");
        }
        boolean whole = to == Long.MAX_VALUE;
        long last = whole ? chain.height() : to;
        boolean empty = whole && from == 1 && last == 0;
        if (!empty && (from < 1 || from > last || last > chain.height())) {
            throw new SettingsException(
                    "no such range: blocks %d to %d of a chain of height %d"
                            .formatted(from, last, chain.height()));
        }
        ReplayResult result =
                empty
                        ? new ReplayResult.Agreed(new ReplayResult.Counts(0, 0, 0, 0))
                        : run(folder, chain, last);
        if (result instanceof ReplayResult.Agreed && last == chain.height()) {
            return verdict(tail(folder, chain, result.counts()), chain);
        }
        return verdict(result, chain);
    }

    private ReplayResult run(DataFolder folder, ChainReader chain, long last) {
        Replay replay =
                new Replay(
                        chain,
                        new SequentialExecutor(Revision.OSAKA, Word.of(chainId)),
                        new MemoryStateStore(),
                        verify ? Replay.Senders.RECOVERED : Replay.Senders.TRUSTED);
        PrintWriter err = spec.commandLine().getErr();
        try (Progress progress = Progress.of("replay", "blocks", last - from + 1, err)) {
            return replay.run(
                    (position, previous) -> OrderJournal.read(folder.order(), position, previous),
                    from,
                    last,
                    (number, counts) -> progress.stepTo(number - from + 1));
        }
    }

    /**
     * Entries behind the last sealed block: nothing follows from them yet, but they must be whole.
     */
    private static ReplayResult tail(
            DataFolder folder, ChainReader chain, ReplayResult.Counts counts) {
        SealedBlock head = Objects.requireNonNull(chain.block(chain.height()));
        long entries = counts.entries();
        try (OrderReader reader =
                OrderJournal.read(
                        folder.order(), head.range().last() + 1, head.range().orderHash())) {
            while (true) {
                switch (reader.read()) {
                    case ReadResult.Entry entry -> entries++;
                    case ReadResult.End end -> {
                        return new ReplayResult.Agreed(
                                new ReplayResult.Counts(
                                        entries,
                                        counts.blocks(),
                                        counts.transactions(),
                                        counts.voids()));
                    }
                    case ReadResult.Damaged(long position, String why) -> {
                        return new ReplayResult.Unreadable(counts, position, why);
                    }
                }
            }
        }
    }

    private Verdict verdict(ReplayResult result, ChainReader chain) {
        Map<String, Object> fields = new LinkedHashMap<>();
        ReplayResult.Counts counts = result.counts();
        fields.put("agreed", result instanceof ReplayResult.Agreed);
        fields.put("blocks", counts.blocks());
        fields.put("transactions", counts.transactions());
        fields.put("voids", counts.voids());
        fields.put("entries", counts.entries());
        fields.put("sendersRecovered", verify);
        fields.put("height", chain.height());
        String done =
                "%d blocks, %d transactions, %d void, %d entries"
                        .formatted(
                                counts.blocks(),
                                counts.transactions(),
                                counts.voids(),
                                counts.entries());
        return switch (result) {
            case ReplayResult.Agreed agreed -> new Verdict(true, fields, "replay agrees: " + done);
            case ReplayResult.Diverged(var at, var divergence) -> {
                fields.put("divergence", divergence.toString());
                yield new Verdict(
                        false,
                        fields,
                        "replay DIVERGES at " + divergence + " (after " + done + ")");
            }
            case ReplayResult.Unreadable(var at, long position, String why) -> {
                fields.put("damagedPosition", position);
                fields.put("damage", why);
                yield new Verdict(
                        false,
                        fields,
                        "journal DAMAGED at entry "
                                + position
                                + ": "
                                + why
                                + " (after "
                                + done
                                + ")");
            }
        };
    }
}
