package io.kaizen.config.mainnet;

import io.kaizen.exec.block.BlockFault;
import io.kaizen.exec.block.BlockVerifier;
import io.kaizen.exec.block.Check;
import io.kaizen.exec.block.Fork;
import io.kaizen.exec.block.ForkSchedule;
import io.kaizen.exec.block.Senders;
import io.kaizen.exec.block.Verdict;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.trie.TrieException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Executes and verifies mainnet blocks from files, one block in memory at a time. One thread; it
 * reads the clock for the timings and for nothing else.
 */
public final class MainnetReplay {
    /** As much of a file as its format shows in. */
    private static final int BEGINNING_BYTES = 16 << 10;

    private static final Map<Check, String> WORDS =
            new EnumMap<>(
                    Map.of(
                            Check.SUCCESSION, "header after its parent",
                            Check.OMMERS, "ommers",
                            Check.BODY, "body roots",
                            Check.GAS_USED, "gas used",
                            Check.LOGS_BLOOM, "logs bloom",
                            Check.RECEIPTS_ROOT, "receipts root",
                            Check.BLOB_GAS_USED, "blob gas used",
                            Check.REQUESTS_HASH, "requests hash",
                            Check.STATE_ROOT, "state root"));

    private final List<BlockFormat> formats =
            List.of(
                    new PevmFormat(),
                    new EthereumJsFormat(),
                    new ZeroTraceFormat(),
                    new WitnessFormat(),
                    new ScrollFormat());
    private final ForkSchedule schedule = ForkSchedule.MAINNET;
    private final BlockVerifier verifier = new BlockVerifier(schedule, Word.ONE);

    /** A block's main file and how to read it. */
    private record Source(Path file, BlockFormat format) {}

    /**
     * Replays every block below a folder: that of a block, of a format, or of several formats.
     *
     * @throws IOException if the folder cannot be read, or holds no block
     */
    public void run(Path folder, Consumer<ReplayedBlock> results) throws IOException {
        List<Source> sources = sources(folder);
        if (sources.isEmpty()) {
            throw new IOException("no blocks below " + folder);
        }
        for (Source source : sources) {
            results.accept(replay(source));
        }
    }

    private List<Source> sources(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files =
                    walk.filter(file -> file.toString().endsWith(".json"))
                            .filter(Files::isRegularFile)
                            .sorted(ByNumber.OF_PATHS)
                            .toList();
        }
        List<Source> sources = new ArrayList<>();
        for (Path file : files) {
            String beginning = beginning(file);
            for (BlockFormat format : formats) {
                if (format.recognises(file, beginning)) {
                    sources.add(new Source(file, format));
                    break;
                }
            }
        }
        return sources;
    }

    private static String beginning(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(BEGINNING_BYTES), StandardCharsets.ISO_8859_1);
        }
    }

    private ReplayedBlock replay(Source source) {
        MainnetBlock block;
        try {
            block = source.format().read(source.file());
        } catch (IOException | RlpException | TrieException | IllegalArgumentException unreadable) {
            return unread(source, String.valueOf(unreadable.getMessage()));
        }
        long number = block.block().number();
        Fork fork = schedule.at(number, block.block().header().timestamp(), Word.ZERO);
        List<String> checks = new ArrayList<>();
        String error = checkHash(block, checks);
        Map<String, String> notPossible = new LinkedHashMap<>();
        if (block.hash() == null) {
            notPossible.put("header hash", "not given");
        }
        ReplayedBlock.Timing timing = null;
        if (error == null) {
            Outcome outcome = execute(fork, block, checks);
            error = outcome.error();
            timing = outcome.timing();
            notPossible(fork, block, outcome.checks(), notPossible);
        }
        return new ReplayedBlock(
                source.file().toString(),
                source.format().name(),
                number,
                fork.name(),
                checks,
                notPossible,
                timing,
                error);
    }

    private static ReplayedBlock unread(Source source, String error) {
        return new ReplayedBlock(
                source.file().toString(),
                source.format().name(),
                0,
                "",
                List.of(),
                Map.of(),
                null,
                error);
    }

    private static @Nullable String checkHash(MainnetBlock block, List<String> checks) {
        Hash want = block.hash();
        if (want == null) {
            return null;
        }
        checks.add("header hash");
        Hash hash = HeaderCodec.hash(block.block().header());
        return hash.equals(want) ? null : "header hash %s, want %s".formatted(hash, want);
    }

    /** What came of the execution. */
    private record Outcome(
            Set<Check> checks, ReplayedBlock.@Nullable Timing timing, @Nullable String error) {
        static Outcome refused(BlockFault fault) {
            return failed(fault.reason() + ": " + fault.message());
        }

        static Outcome failed(@Nullable String error) {
            return new Outcome(Set.of(), null, String.valueOf(error));
        }
    }

    private Outcome execute(Fork fork, MainnetBlock source, List<String> checks) {
        Block block = source.block();
        long start = System.nanoTime();
        Senders.Recovery recovery = Senders.recover(fork.revision(), block.body().transactions());
        if (recovery instanceof Senders.Refused(BlockFault fault)) {
            return Outcome.refused(fault);
        }
        List<RecoveredTransaction> transactions = ((Senders.Recovered) recovery).transactions();
        String wrongSender = checkSenders(source.senders(), transactions, checks);
        if (wrongSender != null) {
            return Outcome.failed(wrongSender);
        }
        long recovered = System.nanoTime();
        Verdict verdict;
        try {
            verdict = verifier.verify(fork, block, transactions, source.before());
        } catch (TrieException missing) {
            return Outcome.failed(missing.getMessage());
        }
        long end = System.nanoTime();
        return switch (verdict) {
            case Verdict.Invalid invalid -> Outcome.refused(invalid.fault());
            case Verdict.Valid valid -> {
                for (Check check : Check.values()) {
                    if (valid.checks().contains(check)) {
                        checks.add(String.valueOf(WORDS.get(check)));
                    }
                }
                yield new Outcome(
                        valid.checks(),
                        new ReplayedBlock.Timing(
                                transactions.size(),
                                valid.execution().gasUsed(),
                                recovered - start,
                                end - recovered),
                        null);
            }
        };
    }

    private static @Nullable String checkSenders(
            @Nullable List<Address> want,
            List<RecoveredTransaction> transactions,
            List<String> checks) {
        if (want == null) {
            return null;
        }
        checks.add("senders");
        List<Address> have = transactions.stream().map(RecoveredTransaction::sender).toList();
        return have.equals(want) ? null : "senders %s, want %s".formatted(have, want);
    }

    /** Adds the checks that the block's fork knows and that were not made, with the reason. */
    private static void notPossible(
            Fork fork, MainnetBlock block, Set<Check> made, Map<String, String> notPossible) {
        if (!made.contains(Check.SUCCESSION)) {
            notPossible.put("header after its parent", "no parent's header");
        }
        if (!made.contains(Check.OMMERS)) {
            boolean byHash = block.block().body().ommers() == null;
            notPossible.put("ommers", byHash ? "named by hash only" : "no ancestors");
        }
        if (!made.contains(Check.RECEIPTS_ROOT)) {
            notPossible.put(
                    "receipts root",
                    fork.atLeast(Revision.BYZANTIUM)
                            ? "not reached"
                            : "holds state roots before Byzantium");
        }
        if (!made.contains(Check.STATE_ROOT)) {
            notPossible.put("state root", "no trie of the state");
        }
    }
}
