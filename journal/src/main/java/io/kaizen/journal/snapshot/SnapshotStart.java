package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.replay.StartState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States of a chain's snapshots, for who begins to execute in its middle. A damaged one is passed
 * over for the next older; below all of them is the empty state, which leads on only where the
 * chain has its first block.
 */
public final class SnapshotStart implements StartState {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStart.class);

    private final Snapshots snapshots;
    private final BlockSource chain;

    public SnapshotStart(Snapshots snapshots, BlockSource chain) {
        this.snapshots = snapshots;
        this.chain = chain;
    }

    /**
     * @throws IllegalArgumentException where the chain has not the blocks that would lead there
     */
    @Override
    public Base atOrBelow(long block) {
        try {
            for (Snapshot snapshot : snapshots.of(chain, block)) {
                try {
                    return new Base(snapshot.manifest().blockNumber(), state(snapshot));
                } catch (SnapshotException damaged) {
                    LOG.warn("{} is passed over: {}", snapshot.file(), damaged.getMessage());
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("snapshots cannot be read", failed);
        }
        if (chain.first() > 0) {
            throw new IllegalArgumentException(
                    ("no state of block %d: the chain has not the blocks before %d, and there is no"
                                    + " whole snapshot in between")
                            .formatted(block, chain.first()));
        }
        return EMPTY.atOrBelow(block);
    }

    /** The first block that can be executed, of all that are kept; null where none can. */
    public @Nullable Long firstBlock() {
        try {
            long lowest = Snapshots.lowestStart(chain.first());
            List<Snapshot> all =
                    snapshots.of(chain, chain.height() - 1).stream()
                            .filter(s -> s.manifest().blockNumber() >= lowest)
                            .toList();
            return chain.first() == 0
                    ? Long.valueOf(1)
                    : all.isEmpty()
                            ? null
                            : Long.valueOf(all.getLast().manifest().blockNumber() + 1);
        } catch (IOException failed) {
            throw new UncheckedIOException("snapshots cannot be read", failed);
        }
    }

    private static Effects state(Snapshot snapshot) throws IOException {
        Manifest manifest = snapshot.manifest();
        SnapshotWalk walk =
                new SnapshotWalk(
                        manifest, new ChunkFiles(snapshot.chunkFolder(), Disk.SYSTEM), bytes -> {});
        Gathered gathered = new Gathered();
        walk.state(gathered);
        gathered.root.check(manifest.blockNumber(), manifest.stateRoot());
        Map<Hash, Bytes> code = new HashMap<>();
        walk.code(code::put);
        return new Effects(gathered.accounts(), code);
    }

    /** All of a state, as effects on the empty one. */
    private static final class Gathered implements StateSink {
        final RootSink root = new RootSink();
        private final List<Effects.AccountEffect> accounts = new ArrayList<>();
        private final List<Effects.SlotEffect> slots = new ArrayList<>();
        private @Nullable Address address;
        private @Nullable Account account;

        @Override
        public void account(Hash owner, Address next, Account value) throws IOException {
            root.account(owner, next, value);
            end();
            address = next;
            account = value;
        }

        @Override
        public void slot(Hash key, Word slot, Word value) throws IOException {
            root.slot(key, slot, value);
            slots.add(new Effects.SlotEffect(slot, Word.ZERO, value));
        }

        private void end() {
            if (address != null) {
                accounts.add(new Effects.AccountEffect(address, null, account, false, slots));
                slots.clear();
            }
        }

        List<Effects.AccountEffect> accounts() {
            end();
            address = null;
            return accounts;
        }
    }
}
