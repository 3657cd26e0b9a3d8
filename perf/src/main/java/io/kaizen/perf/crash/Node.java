package io.kaizen.perf.crash;

import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.journal.store.MapStateStore;
import java.nio.file.Path;

/** What of a node lies on disk, open, in the order in which a node opens and closes it. */
record Node(OrderJournal order, ChainJournal log, MapStateStore store, ChainStore chain)
        implements AutoCloseable {
    static final String ORDER = "order";
    static final String CHAIN = "chain";
    static final String STATE = "state";

    static Node open(Path folder, Genesis genesis, SyncLevel level, Disk disk) {
        OrderJournal order =
                OrderJournal.open(
                        folder.resolve(ORDER),
                        genesis.orderAnchor(),
                        level,
                        CrashWorld.ORDER,
                        disk);
        try {
            ChainJournal log = ChainJournal.open(folder.resolve(CHAIN), CrashWorld.CHAIN, disk);
            MapStateStore store;
            try {
                store =
                        MapStateStore.open(
                                folder.resolve(STATE), CrashWorld.STORE, TrieWorkers.CALLER, disk);
            } catch (RuntimeException failed) {
                log.close();
                throw failed;
            }
            // Closes both where it fails.
            return new Node(
                    order, log, store, ChainStore.open(log, store, genesis, CrashWorld.WINDOW));
        } catch (RuntimeException failed) {
            order.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        try (order) {
            chain.close();
        }
    }
}
