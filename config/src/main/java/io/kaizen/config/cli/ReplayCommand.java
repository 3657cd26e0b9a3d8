package io.kaizen.config.cli;

import io.kaizen.config.settings.SettingsException;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.chain.RecordDamageException;
import io.kaizen.journal.replay.Damage;
import io.kaizen.journal.replay.Divergence;
import io.kaizen.journal.replay.OrderTail;
import io.kaizen.journal.replay.Replay;
import io.kaizen.journal.replay.ReplayResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kaizen replay}: re-executes the order and compares everything with the record. */
@Command(
        name = "replay",
        description = {
            "Re-executes the order queue of a node on a state of its own and compares every"
                    + " receipt, root and header with the chain's record. The node may run"
                    + " meanwhile.",
            "Exit status 0 only if all agree; the first divergence is named: block, transaction,"
                    + " field."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    private static final int THREADS_MAX = 256;

    /** A node that runs has sealed by then what its order has closed. */
    private static final long SEALING_NS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_MS = 100;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "D",
            description = "the node's data folder")
    private Path dataDir = Path.of("");

    @Option(names = "--from", description = "first block (default: the first that can be replayed)")
    private @Nullable Long asked;

    private long from = 1;

    @Option(names = "--to", description = "last block (default: the head)")
    private long to = Long.MAX_VALUE;

    @Option(names = "--verify", description = "recover every sender from its signature again")
    private boolean verify;

    @Option(
            names = "--threads",
            description =
                    "to work with, each on a range and a state of its own (default: the processor's"
                            + " cores)")
    private int threads = Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors());

    @Option(names = "--chain-id", description = "of the chain (default: ${DEFAULT-VALUE})")
    private long chainId = 31337;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "write a report: JSON where the name ends in .json, else text")
    private @Nullable Path report;

    @Option(
            names = "--trace",
            paramLabel = "TX",
            description =
                    "print the calls of the transaction with this hash instead; with --json"
                            + " as geth's callTracer")
    private @Nullable String traced;

    /** The field is filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    ReplayCommand() {}

    @Override
    public Integer call() throws IOException {
        from = asked == null ? 1 : asked;
        Usage.requireAtLeast(spec.commandLine(), "--from", from, 1);
        Usage.requireAtLeast(spec.commandLine(), "--to", to, from);
        Usage.requireBetween(spec.commandLine(), "--threads", threads, 1, THREADS_MAX);
        Usage.requireExisting(spec.commandLine(), dataDir);
        return traced == null ? replay() : trace(hash(traced));
    }

    private int trace(Hash transaction) throws IOException {
        try {
            ReplayTrace trace =
                    ReplayTrace.of(
                            JournalFolder.open(dataDir, chainId),
                            transaction,
                            spec.commandLine().getErr());
            System.out.println(json ? trace.json() : trace.text().stripTrailing());
            return trace.agrees() ? 0 : 1;
        } catch (IllegalStateException unsound) {
            throw new IOException(
                    "cannot trace " + transaction + ": " + unsound.getMessage(), unsound);
        }
    }

    private Hash hash(String hex) {
        try {
            return Hash.fromHex(hex);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(
                    spec.commandLine(), "--trace " + hex + ": " + malformed.getMessage());
        }
    }

    private int replay() throws IOException {
        ReplayReport done;
        try {
            done = replay(JournalFolder.open(dataDir, chainId));
        } catch (RecordDamageException damaged) {
            done = ReplayReport.ofDamage(dataDir, chainId, Damage.of(damaged));
        }
        System.out.println(json ? done.json() : done.verdict());
        if (report != null) {
            done.write(report);
        }
        return done.result() instanceof ReplayResult.Agreed ? 0 : 1;
    }

    private ReplayReport replay(JournalFolder journal) {
        ChainReader chain = journal.chain();
        if (chain.first() > 0) {
            from = firstOf(journal);
        }
        boolean empty = to == Long.MAX_VALUE && from == 1 && chain.height() == 0;
        long last = empty ? 0 : journal.last(from, to);
        long began = System.nanoTime();
        ReplayResult result =
                empty ? new ReplayResult.Agreed(ReplayResult.Counts.NONE) : run(journal, last);
        if (result instanceof ReplayResult.Agreed && last == chain.height()) {
            result = tail(journal, result.counts());
        }
        return ReplayReport.of(
                new ReplayReport.Run(
                        dataDir,
                        chainId,
                        from,
                        last,
                        senders(),
                        threads,
                        System.nanoTime() - began),
                chain,
                result);
    }

    /** Of a chain whose first blocks were dropped: as asked, or the first that can be replayed. */
    private long firstOf(JournalFolder journal) {
        Long first = journal.start().firstBlock();
        if (first == null || (asked != null && asked < first)) {
            throw new SettingsException(
                    "%s: blocks before %d are not kept, and %s"
                            .formatted(
                                    dataDir,
                                    journal.chain().first(),
                                    first == null
                                            ? "no snapshot has a state to begin with"
                                            : "a replay can begin at block " + first));
        }
        if (asked == null) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "blocks before %d are not kept: beginning at block %d, behind a"
                                    + " snapshot%n",
                            journal.chain().first(), first);
        }
        return asked == null ? first : asked;
    }

    private ReplayResult run(JournalFolder journal, long last) {
        Replay replay =
                new Replay(journal.chain(), journal.order(), journal.plan(senders(), threads));
        try (Progress progress =
                Progress.of("replay", "blocks", last - from + 1, spec.commandLine().getErr())) {
            return replay.run(from, last, done -> progress.stepTo(done.blocks()));
        }
    }

    private Replay.Senders senders() {
        return verify ? Replay.Senders.RECOVERED : Replay.Senders.TRUSTED;
    }

    /** Entries behind the last sealed block must be whole, and closed blocks become sealed. */
    private static ReplayResult tail(JournalFolder journal, ReplayResult.Counts counts) {
        OrderTail tail = OrderTail.of(journal.order(), journal.chain());
        ReplayResult.Counts all =
                new ReplayResult.Counts(
                        counts.entries() + tail.entries(),
                        counts.blocks(),
                        counts.transactions(),
                        counts.voids());
        if (tail.damage() != null) {
            return new ReplayResult.Unreadable(all, tail.damage());
        }
        Divergence missing = missing(journal, tail);
        return missing == null
                ? new ReplayResult.Agreed(all)
                : new ReplayResult.Diverged(all, missing);
    }

    private static @Nullable Divergence missing(JournalFolder journal, OrderTail tail) {
        Divergence missing = tail.missing(journal.chain().height());
        long end = System.nanoTime() + SEALING_NS;
        while (missing != null && System.nanoTime() - end < 0) {
            try {
                Thread.sleep(LOOK_MS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return missing;
            }
            missing = tail.missing(ChainReader.open(journal.folder().chain()).height());
        }
        return missing;
    }
}
