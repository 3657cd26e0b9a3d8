package io.kaizen.config.cli;

import io.kaizen.config.node.DataFolder;
import io.kaizen.config.node.NodeStores;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.archive.ArchiveException;
import io.kaizen.journal.archive.BlockFile;
import io.kaizen.journal.archive.BlockImport;
import io.kaizen.journal.archive.JournalFile;
import io.kaizen.journal.order.OrderEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kaizen import}: blocks of files into a data folder. */
@Command(
        name = "import",
        description = {
            "Adds the blocks of files to a data folder that no node has open; one that is not there"
                    + " is made.",
            "Each is executed, and nothing of it is kept unless signatures, receipts, roots and"
                    + " header come out as the file says. Blocks that are there already are"
                    + " compared and passed over.",
            "Takes what export writes as journal or rlp, compressed or not."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    /** Far beyond what a block's gas allows. */
    private static final int BLOCK_ENTRIES_MAX = 1 << 20;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "D",
            description = "the data folder")
    private Path dataDir = Path.of("");

    @Option(names = "--chain-id", description = "EIP-155 chain id (default: 31337)")
    private @Nullable String chainId;

    @Option(
            names = "--genesis",
            paramLabel = "FILE",
            description = "genesis file of the chain (default: the development chain's)")
    private @Nullable String genesis;

    @Mixin private Overrides overrides = new Overrides();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "in the order of their blocks")
    private List<Path> files = List.of();

    /** The field is filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    ImportCommand() {}

    @Override
    public Integer call() throws IOException {
        files.forEach(file -> Usage.requireExisting(spec.commandLine(), file));
        Settings settings =
                overrides.over(
                        Settings.defaults()
                                .withOption(Keys.CHAIN_ID, chainId)
                                .withOption(Keys.CHAIN_GENESIS, genesis));
        try (NodeStores stores = NodeStores.open(settings, DataFolder.of(dataDir.toString()))) {
            BlockImport target =
                    new BlockImport(
                            stores.order(),
                            stores.chain(),
                            new SequentialExecutor(Revision.OSAKA, Word.of(stores.chainId())),
                            new TrieWorkers(
                                    ForkJoinPool.commonPool(),
                                    Runtime.getRuntime().availableProcessors()));
            for (Path file : files) {
                read(file, stores, target);
            }
            System.out.printf(
                    "%d blocks added; the head is block %d, %s%n",
                    target.added(), target.head().number(), target.head().hash());
        } catch (IllegalStateException refused) {
            throw new IOException(dataDir + ": " + refused.getMessage(), refused);
        }
        return 0;
    }

    private void read(Path file, NodeStores stores, BlockImport target) throws IOException {
        try (ArchiveInput in = new ArchiveInput(file);
                Progress progress =
                        Progress.of(
                                "import", "bytes", Files.size(file), spec.commandLine().getErr())) {
            byte[] beginning = in.beginning();
            if (JournalFile.isOne(beginning)) {
                readJournal(in, stores, target, progress);
            } else if (beginning.length > 0 && beginning[0] == '{') {
                throw new ArchiveException("JSON lines are for reading, and cannot be imported");
            } else {
                readBlocks(in, target, progress);
            }
        } catch (IOException failed) {
            throw new IOException(file + ": " + Causes.describe(failed), failed);
        }
    }

    private static void readBlocks(ArchiveInput in, BlockImport target, Progress progress)
            throws IOException {
        long index = 0;
        for (Block block = BlockFile.read(in.stream(), index);
                block != null;
                block = BlockFile.read(in.stream(), ++index)) {
            target.add(block);
            progress.stepTo(in.bytesRead());
        }
    }

    private static void readJournal(
            ArchiveInput in, NodeStores stores, BlockImport target, Progress progress)
            throws IOException {
        JournalFile.Reader reader = new JournalFile.Reader(in.stream());
        JournalFile.Head head = reader.head();
        if (head.chainId() != stores.chainId() || !head.genesis().equals(stores.genesisHash())) {
            throw new ArchiveException(
                    "the file is of chain %d with genesis %s, the folder of chain %d with %s"
                            .formatted(
                                    head.chainId(),
                                    head.genesis(),
                                    stores.chainId(),
                                    stores.genesisHash()));
        }
        List<OrderEntry> block = new ArrayList<>();
        for (OrderEntry entry = reader.next(); entry != null; entry = reader.next()) {
            if (block.size() == BLOCK_ENTRIES_MAX) {
                throw new ArchiveException(
                        "more than %d entries in the block before position %d"
                                .formatted(BLOCK_ENTRIES_MAX, entry.position()));
            }
            block.add(entry);
            if (entry.body() instanceof OrderEntry.Body.Close) {
                target.add(block);
                block.clear();
                progress.stepTo(in.bytesRead());
            }
        }
        if (!block.isEmpty()) {
            throw new ArchiveException("the file ends inside a block");
        }
        JournalFile.End end = reader.end();
        var last = stores.chain().view().block(end.block());
        if (last == null || !last.hash().equals(end.blockHash())) {
            throw new ArchiveException(
                    "block %d came out as %s, the file says %s"
                            .formatted(
                                    end.block(),
                                    last == null ? "none" : last.hash(),
                                    end.blockHash()));
        }
    }
}
