package io.kaizen.config.mainnet;

import io.kaizen.exec.block.BlockFault;
import io.kaizen.exec.block.BlockProcessor;
import io.kaizen.exec.block.BlockVerifier;
import io.kaizen.exec.block.Fork;
import io.kaizen.exec.block.ForkSchedule;
import io.kaizen.exec.block.Senders;
import io.kaizen.exec.block.Verdict;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.ParallelBlocks;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.trie.TrieException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Executes and verifies mainnet blocks from files, one block in memory at a time. One thread; it
 * reads the clock for the timings and for nothing else.
 */
public final class MainnetReplay implements AutoCloseable {
    /** As much of a file as its format shows in. */
    private static final int BEGINNING_BYTES = 16 << 10;

    private final List<BlockFormat> formats =
            List.of(
                    // By content first: the others go by the names of files.
                    new WitnessFormat(),
                    new ScrollFormat(),
                    new PevmFormat(),
                    new EthereumJsFormat(),
                    new ZeroTraceFormat());
    private final ForkSchedule schedule = ForkSchedule.MAINNET;
    private final ParallelBlocks executors;
    private final BlockVerifier verifier;

    /**
     * @param threads that execute a block, the caller's among them; with one, transaction after
     *     transaction
     */
    public MainnetReplay(int threads) {
        executors = new ParallelBlocks(Word.ONE, Tier.HOT, threads);
        verifier =
                threads == 1
                        ? new BlockVerifier(schedule, Word.ONE)
                        : new BlockVerifier(
                                schedule, new BlockProcessor(Word.ONE, Tier.HOT, executors));
    }

    @Override
    public void close() {
        executors.close();
    }

    /** A block's main file and how to read it. */
    private record Source(Path file, BlockFormat format) {}

    /**
     * Replays every block below a folder: that of a block, of a format, or of several formats. What
     * cannot be read is a result too, and the others are replayed all the same.
     */
    public void run(Path folder, Consumer<ReplayedBlock> results) {
        List<ReplayedBlock> unlisted = new ArrayList<>();
        List<Source> sources = sources(folder, unlisted);
        unlisted.forEach(results);
        if (sources.isEmpty() && unlisted.isEmpty()) {
            results.accept(unread(folder, folder, null, "no blocks below " + folder));
        }
        for (Source source : sources) {
            results.accept(replay(source));
        }
    }

    private List<Source> sources(Path folder, List<ReplayedBlock> unlisted) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new JsonFiles(files, unlisted));
        } catch (IOException failure) {
            unlisted.add(unread(folder, folder, null, describe(failure)));
        }
        files.sort(ByNumber.OF_PATHS);
        List<Source> sources = new ArrayList<>();
        for (Path file : files) {
            try {
                String beginning = beginning(file);
                for (BlockFormat format : formats) {
                    if (format.recognises(file, beginning)) {
                        sources.add(new Source(file, format));
                        break;
                    }
                }
            } catch (IOException failure) {
                unlisted.add(unread(file, file.getParent(), null, describe(failure)));
            }
        }
        return sources;
    }

    /** Collects the JSON files of a folder, and what of it cannot be listed. */
    private static final class JsonFiles extends SimpleFileVisitor<Path> {
        private final List<Path> files;
        private final List<ReplayedBlock> unlisted;

        JsonFiles(List<Path> files, List<ReplayedBlock> unlisted) {
            this.files = files;
            this.unlisted = unlisted;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".json") && Files.isRegularFile(file)) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException failure) {
            unlisted.add(unread(path, path, null, describe(failure)));
            return FileVisitResult.CONTINUE;
        }
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
            return unread(
                    source.file(),
                    source.file().getParent(),
                    source.format().name(),
                    describe(unreadable));
        }
        long number = block.block().number();
        Fork fork = schedule.at(number, block.block().header().timestamp(), Word.ZERO);
        CheckList checks = new CheckList();
        String error = checkHash(block, checks);
        ReplayedBlock.Timing timing = null;
        if (error == null) {
            Outcome outcome = execute(fork, block, checks);
            error = outcome.error();
            timing = outcome.timing();
        }
        return new ReplayedBlock(
                origin(source.file(), source.file().getParent(), source.format().name()),
                new ReplayedBlock.Place(number, fork.name()),
                checks.of(fork, block),
                timing,
                error);
    }

    private static ReplayedBlock unread(
            Path source, @Nullable Path folder, @Nullable String format, String error) {
        return new ReplayedBlock(
                origin(source, folder, format), null, CheckList.ofUnread(), null, error);
    }

    private static ReplayedBlock.Origin origin(
            Path source, @Nullable Path folder, @Nullable String format) {
        Path whole = (folder == null ? Path.of("") : folder).toAbsolutePath().normalize();
        // The root of a file system has no name.
        Path name = whole.getFileName() == null ? whole : whole.getFileName();
        return new ReplayedBlock.Origin(source.toString(), name.toString(), format);
    }

    /** The JDK's own file exceptions have little more than a path for a message. */
    private static String describe(Exception failure) {
        return failure instanceof FileSystemException file
                ? file.getClass().getSimpleName() + ": " + file.getMessage()
                : String.valueOf(failure.getMessage());
    }

    private static @Nullable String checkHash(MainnetBlock block, CheckList checks) {
        Hash want = block.hash();
        if (want == null) {
            return null;
        }
        checks.makeHeaderHash();
        Hash hash = HeaderCodec.hash(block.block().header());
        return hash.equals(want) ? null : "header hash %s, want %s".formatted(hash, want);
    }

    /** What came of the execution. */
    private record Outcome(ReplayedBlock.@Nullable Timing timing, @Nullable String error) {
        static Outcome refused(BlockFault fault) {
            return failed(fault.reason() + ": " + fault.message());
        }

        static Outcome failed(@Nullable String error) {
            return new Outcome(null, String.valueOf(error));
        }
    }

    private Outcome execute(Fork fork, MainnetBlock source, CheckList checks) {
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
            verdict = verifier.verify(fork, block, transactions, source.before(), checks.made);
        } catch (TrieException missing) {
            return Outcome.failed(missing.getMessage());
        }
        long end = System.nanoTime();
        return switch (verdict) {
            case Verdict.Invalid invalid -> Outcome.refused(invalid.fault());
            case Verdict.Valid valid ->
                    new Outcome(
                            new ReplayedBlock.Timing(
                                    transactions.size(),
                                    valid.execution().gasUsed(),
                                    recovered - start,
                                    end - recovered),
                            null);
        };
    }

    /** What is wrong with the first sender that is wrong, or null. */
    private static @Nullable String checkSenders(
            @Nullable List<Address> want,
            List<RecoveredTransaction> transactions,
            CheckList checks) {
        if (want == null) {
            return null;
        }
        checks.makeSenders();
        if (want.size() != transactions.size()) {
            return "%d transactions, want %d".formatted(transactions.size(), want.size());
        }
        for (int i = 0; i < want.size(); i++) {
            Address have = transactions.get(i).sender();
            if (!have.equals(want.get(i))) {
                return "transaction %d: sender %s, want %s".formatted(i, have, want.get(i));
            }
        }
        return null;
    }
}
