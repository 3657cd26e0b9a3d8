package io.kaizen.journal.past;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.AccountProof;
import io.kaizen.journal.chain.BlockLog;
import io.kaizen.journal.chain.PastStates;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.history.NodeHistory;
import io.kaizen.journal.history.SettledState;
import io.kaizen.journal.index.RunIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** State and proofs at any block of a chain that has all its records. */
public final class StateArchive implements PastStates {
    /** The heap for records that were asked for. */
    private static final long RECORD_BYTES_MAX = 32L << 20;

    /**
     * @param folder of the index of changes, made where it is not there
     */
    public record Settings(Path folder, RunIndex.Sizes sizes, Disk disk, Proofs proofs) {}

    /**
     * @param locationsMax changed locations between a block and the head, beyond which it is not
     *     proved; about 1 KB of heap each while a trie is made, and half of that while it stays
     * @param timeout of one proof
     */
    public record Proofs(int locationsMax, Duration timeout) {}

    private final ChangeIndex index;
    private final Records records;
    private final SettledState store;
    private final PastTries tries;

    private StateArchive(
            ChangeIndex index, BlockLog log, SettledState store, NodeHistory nodes, Proofs proofs) {
        this.index = index;
        this.records = new Records(log, RECORD_BYTES_MAX);
        this.store = store;
        int locationsMax = proofs.locationsMax();
        this.tries =
                new PastTries(
                        new TrieUndo(log, locationsMax, index.clearable(), this::at),
                        nodes,
                        index::height,
                        locationsMax,
                        proofs.timeout());
    }

    /** Opens with a chain, and indexes the blocks that are not indexed yet. */
    public static PastStates.Opening in(Settings settings) {
        return (log, store, nodes) -> open(settings, log, store, nodes);
    }

    private static StateArchive open(
            Settings settings, BlockLog log, SettledState store, NodeHistory nodes) {
        ChangeIndex index =
                ChangeIndex.open(settings.folder(), settings.sizes(), settings.disk(), log);
        return new StateArchive(index, log, store, nodes, settings.proofs());
    }

    @Override
    public void add(SealedBlock block, Effects effects) {
        index.add(block.number(), block.hash(), effects);
    }

    @Override
    public @Nullable StateView state(long number) {
        return number < 0 || number > index.height() ? null : at(number);
    }

    private StateView at(long number) {
        return new ArchivedState(number, index, records, store);
    }

    @Override
    public AccountProof proof(SealedBlock block, Address address, List<Word> slots) {
        return tries.prove(block, address, slots);
    }

    @Override
    public void close() {
        index.close();
    }
}
