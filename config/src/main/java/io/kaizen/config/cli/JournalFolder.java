package io.kaizen.config.cli;

import io.kaizen.config.node.DataFolder;
import io.kaizen.config.settings.SettingsException;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.ChainIdentity;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.chain.RecordDamageException;
import io.kaizen.journal.order.OrderAnchor;
import io.kaizen.journal.order.OrderBase;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.replay.Replay;
import io.kaizen.journal.snapshot.SnapshotStart;
import io.kaizen.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The order and the chain of a data folder for who only reads, with or without a node that has it
 * open.
 *
 * @param chain as it was when this was opened
 */
record JournalFolder(DataFolder folder, long chainId, ChainReader chain, ChainIdentity identity) {

    /**
     * @throws RecordDamageException where a record of the chain is missing or no genesis
     * @throws IOException where there is no journal, or one of another release
     * @throws SettingsException for a chain with another id
     */
    static JournalFolder open(Path dataDir, long chainId) throws IOException {
        DataFolder folder = new DataFolder(dataDir, false);
        if (!Files.isDirectory(folder.order()) || !Files.isDirectory(folder.chain())) {
            throw new IOException(
                    "no journal in " + dataDir + ": want its folders order and chain");
        }
        ChainReader chain;
        try {
            chain = ChainReader.open(folder.chain());
            // Whoever reads the order needs it; what is wrong with it is said here, once.
            OrderBase.read(folder.order());
        } catch (RecordDamageException damaged) {
            throw damaged;
        } catch (IllegalStateException refused) {
            throw new IOException("cannot read " + dataDir + ": " + refused.getMessage(), refused);
        }
        ChainIdentity identity = chain.identity();
        if (identity == null) {
            throw new IOException("the chain in " + dataDir + " has no genesis block");
        }
        if (!OrderAnchor.of(chainId, identity.genesis()).equals(identity.orderAnchor())) {
            throw new SettingsException(
                    "the chain in "
                            + dataDir
                            + " has another chain id than "
                            + chainId
                            + ": give it with --chain-id");
        }
        return new JournalFolder(folder, chainId, chain, identity);
    }

    Replay.Order order() {
        return (position, previous) -> OrderJournal.read(folder.order(), position, previous);
    }

    /** The states that a replay can begin with. */
    SnapshotStart start() {
        return new SnapshotStart(Snapshots.in(folder.snapshots()), chain);
    }

    /** As this chain executes. */
    Replay.Plan plan(Replay.Senders senders, int threads) {
        return new Replay.Plan(Revision.OSAKA, Word.of(chainId), senders, threads, start());
    }

    /** The last block of a range that begins at 1 or later, where it is one. */
    long last(long from, long to) {
        long last = to == Long.MAX_VALUE ? chain.height() : to;
        if (from < chain.first() || from > last || last > chain.height()) {
            throw new SettingsException(
                    "no such range: blocks %d to %d of a chain that has blocks %d to %d"
                            .formatted(from, last, chain.first(), chain.height()));
        }
        return last;
    }
}
