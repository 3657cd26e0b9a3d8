package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.snapshot.SnapshotProgress.Phase;
import io.kaizen.journal.store.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a snapshot to an empty state store, with its trie, batch by batch; every check of the
 * verifier is made on the way. The thread that owns the store, one use.
 *
 * <p>Up to the last batch the store keeps the height of an empty one, and it is emptied where the
 * snapshot turns out to be damaged. Of a process that is killed it is suspect: what is in it counts
 * only with the chain's root.
 */
public final class SnapshotRestore {
    /** Accounts and slots that are written at once. */
    private static final int BATCH_ENTRIES = 20_000;

    private static final int BATCH_CODE_BYTES = 8 << 20;

    private final StateStore store;
    private final StateTrie trie;
    private final int batchEntries;

    private final List<AccountEffect> accounts = new ArrayList<>();
    private final List<SlotEffect> slots = new ArrayList<>();
    private int entries;

    private Address address = Address.ZERO;
    private Account account = Account.EMPTY;

    /** Whether an earlier batch has the account already. */
    private boolean isContinued;

    private boolean hasAccount;

    private final Map<Hash, Bytes> codes = new HashMap<>();
    private int codeBytes;

    private SnapshotRestore(StateStore store, TrieWorkers workers, int batchEntries) {
        this.store = store;
        this.trie = StateTrie.open(store, workers);
        this.batchEntries = batchEntries;
    }

    /**
     * Brings the store from nothing to the snapshot's block.
     *
     * @throws IllegalArgumentException for a store that is not empty
     * @throws SnapshotException where the snapshot is damaged; the store is empty then
     */
    public static void restore(
            Snapshot snapshot, StateStore store, TrieWorkers workers, SnapshotProgress progress)
            throws IOException {
        restore(snapshot, store, workers, progress, BATCH_ENTRIES);
    }

    static void restore(
            Snapshot snapshot,
            StateStore store,
            TrieWorkers workers,
            SnapshotProgress progress,
            int batchEntries)
            throws IOException {
        if (store.height() != StateStore.EMPTY) {
            throw new IllegalArgumentException(
                    "the store is at block " + store.height() + ", not empty");
        }
        boolean done = false;
        try {
            new SnapshotRestore(store, workers, batchEntries).run(snapshot, progress);
            done = true;
        } finally {
            if (!done) {
                store.clear();
            }
        }
    }

    private void run(Snapshot snapshot, SnapshotProgress progress) throws IOException {
        Manifest manifest = snapshot.manifest();
        SnapshotWalk walk =
                new SnapshotWalk(
                        manifest,
                        new ChunkFiles(snapshot.chunkFolder(), Disk.SYSTEM),
                        bytes -> progress.at(Phase.RESTORE, bytes, manifest.counts().bytes()));
        walk.state(new Batches());
        flush();
        if (!trie.root().equals(manifest.stateRoot())) {
            throw new SnapshotException(
                    "the state root of block %d is %s by its accounts, its header has %s"
                            .formatted(manifest.blockNumber(), trie.root(), manifest.stateRoot()));
        }
        walk.code((hash, code) -> {
            codes.put(hash, code);
            codeBytes += code.size();
            if (codeBytes >= BATCH_CODE_BYTES) {
                flushCode();
            }
        });
        flushCode();
        store.apply(manifest.blockNumber(), Effects.NONE, List.of());
    }

    private final class Batches implements StateSink {
        @Override
        public void account(Hash owner, Address next, Account its) {
            endAccount();
            if (entries >= batchEntries) {
                flush();
            }
            address = next;
            account = its;
            isContinued = false;
            hasAccount = true;
            entries++;
        }

        @Override
        public void slot(Hash key, Word slot, Word value) {
            if (entries >= batchEntries) {
                flush();
            }
            slots.add(new SlotEffect(slot, Word.ZERO, value));
            entries++;
        }
    }

    private void endAccount() {
        if (hasAccount && !(isContinued && slots.isEmpty())) {
            slots.sort(Comparator.comparing(SlotEffect::slot));
            accounts.add(
                    new AccountEffect(
                            address, isContinued ? account : null, account, false, slots));
        }
        slots.clear();
        hasAccount = false;
    }

    /** Writes what there is; the account that is under way goes on in the next batch. */
    private void flush() {
        boolean isUnderWay = hasAccount;
        endAccount();
        hasAccount = isUnderWay;
        isContinued = isUnderWay;
        accounts.sort(Comparator.comparing(AccountEffect::address));
        Effects effects = new Effects(accounts, Map.of());
        TrieUpdate update = trie.update(effects);
        store.apply(StateStore.EMPTY, effects, update.nodes());
        accounts.clear();
        entries = 0;
    }

    private void flushCode() {
        store.apply(StateStore.EMPTY, new Effects(List.of(), codes), List.of());
        codes.clear();
        codeBytes = 0;
    }
}
