package io.kaizen.journal.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of chains that real queues hold, against the state that the chain was made with. */
class SnapshotsTest {
    private static final ChunkRule SMALL = new ChunkRule(256, 2_000, 3);
    private static final SnapshotMaker.Limits LIMITS = new SnapshotMaker.Limits(SMALL, 1_000_000);
    private static final long SEED = 20_261_124;

    @TempDir Path folder;

    private Snapshots snapshots(SnapshotMaker.Limits limits) {
        return Snapshots.in(folder.resolve("snapshots"), Disk.SYSTEM, limits);
    }

    @Test
    void aSnapshotHoldsTheStateOfItsBlock() throws IOException {
        try (ChainJournal journal = ChainJournal.open(folder.resolve("chain"))) {
            Chains chain = new Chains(SEED, journal);
            chain.seal(40);
            Snapshot made =
                    snapshots(LIMITS)
                            .make(
                                    ChainReader.open(folder.resolve("chain")),
                                    40,
                                    SnapshotProgress.NONE);
            assertEquals(40, made.manifest().blockNumber());
            assertTrue(made.manifest().state().size() > 5, made.manifest().toString());
            assertState(chain.state, made);
            assertEquals(List.of(), SnapshotVerifier.faults(made, SnapshotProgress.NONE));
        }
    }

    /** Reads all of it and compares it with the model. */
    private static void assertState(MemoryState want, Snapshot snapshot) throws IOException {
        Map<Address, Account> accounts = new HashMap<>();
        Map<Address, Map<Word, Word>> slots = new HashMap<>();
        Map<Hash, Bytes> codes = new HashMap<>();
        SnapshotWalk walk =
                new SnapshotWalk(
                        snapshot.manifest(),
                        new ChunkFiles(snapshot.chunkFolder(), Disk.SYSTEM),
                        bytes -> {});
        walk.state(
                new StateSink() {
                    private Address last = Address.ZERO;

                    @Override
                    public void account(Hash owner, Address address, Account account) {
                        accounts.put(address, account);
                        last = address;
                    }

                    @Override
                    public void slot(Hash key, Word slot, Word value) {
                        slots.computeIfAbsent(last, a -> new HashMap<>()).put(slot, value);
                    }
                });
        walk.code(codes::put);
        assertEquals(want.accounts(), accounts);
        want.accounts()
                .forEach((address, account) -> {
                    assertEquals(want.slots(address), slots.getOrDefault(address, Map.of()));
                    if (account.hasCode()) {
                        assertEquals(want.code(account.codeHash()), codes.get(account.codeHash()));
                    }
                });
    }
}
