package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.snapshot.SnapshotProgress.Phase;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the snapshot of a block from the chain's record: an earlier one, or nothing, and the
 * effects of the blocks since. Reads a {@link BlockSource} and never the state store, so it may run
 * beside the node. One thread, one use.
 *
 * <p>Holds the changes of as many blocks as come to a bound, plus one block's; whenever they come
 * to it, they are merged into a state of its own on disk, from which it goes on.
 */
final class SnapshotMaker {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotMaker.class);

    /**
     * @param rule how chunks are cut
     * @param entriesMax accounts and slots in memory, some 250 bytes each
     */
    record Limits(ChunkRule rule, long entriesMax) {
        static final Limits DEFAULT = new Limits(ChunkRule.DEFAULT, 1_000_000);
    }

    private final BlockSource chain;
    private final Snapshots snapshots;
    private final ChunkFiles files;
    private final Limits limits;
    private final SnapshotProgress progress;

    SnapshotMaker(
            BlockSource chain,
            Snapshots snapshots,
            ChunkFiles files,
            Limits limits,
            SnapshotProgress progress) {
        this.chain = chain;
        this.snapshots = snapshots;
        this.files = files;
        this.limits = limits;
        this.progress = progress;
    }

    /**
     * @param bases of this chain and not above the block, the best first; a damaged one is passed
     *     over
     * @throws SnapshotException where the effects do not lead to the block's root
     */
    Manifest make(long number, List<Snapshot> bases) throws IOException {
        for (Snapshot base : bases) {
            try {
                return make(number, base.manifest());
            } catch (SnapshotException damaged) {
                LOG.warn(
                        "snapshot {} is of no use for another one: {}",
                        base.file(),
                        damaged.getMessage());
            }
        }
        if (chain.first() > 0) {
            throw new SnapshotException(
                    ("no whole snapshot of block %d or later to begin with: the chain has not the"
                                    + " blocks before")
                            .formatted(chain.first() - 1));
        }
        return make(number, (Manifest) null);
    }

    private Manifest make(long number, @Nullable Manifest from) throws IOException {
        Manifest base = from;
        Overlay overlay = new Overlay();
        long first = base == null ? 0 : base.blockNumber() + 1;
        for (long block = first; block <= number; block++) {
            Effects effects = chain.effects(block);
            if (effects == null) {
                throw new IllegalArgumentException("the chain has no block " + block);
            }
            overlay.add(effects);
            progress.at(Phase.EFFECTS, block - first + 1, number - first + 1);
            if (overlay.entries() >= limits.entriesMax() && block < number) {
                base = merge(base, overlay, block);
                snapshots.keepUnfinished(base);
                overlay = new Overlay();
            }
        }
        return merge(base, overlay, number);
    }

    private Manifest merge(@Nullable Manifest base, Overlay overlay, long number)
            throws IOException {
        SealedBlock block = require(chain.block(number));
        long most = overlay.entries() + (base == null ? 0 : base.records());
        Written written = new Written(done -> progress.at(Phase.WRITE, done, most));
        StateMerge.accounts(
                new StateCursor(base == null ? List.of() : base.state(), files, bytes -> {}),
                overlay.accounts(),
                written);
        written.root.check(number, block.header().stateRoot());
        ChunkBuilder code = new ChunkBuilder(limits.rule(), files);
        StateMerge.codes(
                new CodeCursor(base == null ? List.of() : base.code(), files, bytes -> {}),
                overlay.code(),
                written.codes,
                code);
        List<ChunkRef> state = written.chunks.finish();
        List<ChunkRef> codes = code.finish();
        files.force();
        long bytes = 0;
        for (ChunkRef ref : state) {
            bytes += ref.bytes();
        }
        for (ChunkRef ref : codes) {
            bytes += ref.bytes();
        }
        return new Manifest(
                Objects.requireNonNull(chain.identity()),
                block.header(),
                new Manifest.Position(block.range().last(), block.range().orderHash()),
                new Manifest.Counts(written.accounts, written.slots, written.codes.size(), bytes),
                state,
                codes);
    }

    private static SealedBlock require(@Nullable SealedBlock block) {
        if (block == null) {
            throw new IllegalArgumentException("a block left the chain meanwhile");
        }
        return block;
    }

    /** What comes of a merge, on its way to the chunks. */
    private final class Written implements StateSink {
        /** How often progress is told. */
        private static final int EVERY = 1024;

        final ChunkBuilder chunks = new ChunkBuilder(limits.rule(), files);
        final RootSink root = new RootSink();
        final Set<Hash> codes = new HashSet<>();
        private final LongConsumer told;
        long accounts;
        long slots;

        Written(LongConsumer told) {
            this.told = told;
        }

        @Override
        public void account(Hash owner, Address address, Account account) throws IOException {
            accounts++;
            if (account.hasCode()) {
                codes.add(account.codeHash());
            }
            root.account(owner, address, account);
            chunks.account(owner, address, account);
            tell();
        }

        @Override
        public void slot(Hash key, Word slot, Word value) throws IOException {
            slots++;
            root.slot(key, slot, value);
            chunks.slot(key, slot, value);
            tell();
        }

        private void tell() {
            if ((accounts + slots) % EVERY == 0) {
                told.accept(accounts + slots);
            }
        }
    }
}
