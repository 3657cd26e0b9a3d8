package io.kaizen.journal.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.TestFolders;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.FailingDisk;
import io.kaizen.journal.store.MapStateStore;
import io.kaizen.journal.store.MemoryStateStore;
import io.kaizen.journal.store.StateStore;
import io.kaizen.journal.store.StoreSizing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of chains that real queues hold, against the state that the chain was made with. */
class SnapshotsTest {
    private static final ChunkRule SMALL = new ChunkRule(256, 2_000, 3);
    private static final SnapshotMaker.Limits LIMITS = new SnapshotMaker.Limits(SMALL, 1_000_000);
    private static final long SEED = 20_261_124;

    @TempDir Path folder;

    private ChainJournal journal;
    private Chains chain;

    @BeforeEach
    void open() {
        journal = ChainJournal.open(folder.resolve("chain"));
        chain = new Chains(SEED, journal);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private Snapshots snapshots(String name, SnapshotMaker.Limits limits) {
        return Snapshots.in(folder.resolve(name), FailingDisk.never(), limits);
    }

    private Snapshots snapshots() {
        return snapshots("snapshots", LIMITS);
    }

    /** Of the head, read beside the queue's writer. */
    private Snapshot make(Snapshots snapshots) throws IOException {
        ChainReader reader = ChainReader.open(folder.resolve("chain"));
        return snapshots.make(reader, reader.height(), SnapshotProgress.NONE);
    }

    @Test
    void aSnapshotHoldsTheStateOfItsBlock() throws IOException {
        for (int blocks : new int[] {0, 1, 40}) {
            chain.seal(blocks);
            Snapshot made = make(snapshots());
            assertEquals(journal.height(), made.manifest().blockNumber());
            assertEquals(journal.block(journal.height()).hash(), made.manifest().blockHash());
            assertState(chain.state, made);
            assertEquals(List.of(), SnapshotVerifier.faults(made, SnapshotProgress.NONE));
        }
        assertTrue(make(snapshots()).manifest().state().size() > 20);
    }

    /** From an earlier one, from nothing, in many passes: the same files and the same id. */
    @Test
    void howASnapshotIsMadeDoesNotShow() throws IOException {
        chain.seal(15);
        make(snapshots());
        chain.seal(25);
        Snapshot onto = make(snapshots());
        Snapshot alone = make(snapshots("alone", LIMITS));
        Snapshot passes = make(snapshots("passes", new SnapshotMaker.Limits(SMALL, 30)));
        assertEquals(alone.id(), onto.id());
        assertEquals(alone.id(), passes.id());
        assertArrayEquals(Files.readAllBytes(alone.file()), Files.readAllBytes(passes.file()));
        assertEquals(names(alone.chunkFolder()), names(passes.chunkFolder()));
        assertState(chain.state, passes);
    }

    @Test
    void whatDidNotChangeIsTheSameChunk() throws IOException {
        chain.seal(chain.largeStorage(4_000));
        chain.seal(40);
        Snapshot first = make(snapshots());
        Set<String> before = names(first.chunkFolder());
        chain.seal(1);
        Snapshot second = make(snapshots());
        Set<String> added = names(first.chunkFolder());
        added.removeAll(before);
        // Twenty accounts at most were touched, each in one chunk, perhaps with the one behind it.
        assertTrue(added.size() <= 45 && !added.isEmpty(), added.size() + " chunks");
        assertTrue(before.size() > 200, before.size() + " chunks");
        assertState(chain.state, second);
        assertEquals(List.of(), SnapshotVerifier.faults(first, SnapshotProgress.NONE));
    }

    @Test
    void aContractMayTakeManyChunks() throws IOException {
        chain.seal(10);
        chain.seal(chain.largeStorage(3_000));
        chain.seal(5);
        Snapshot made = make(snapshots());
        assertTrue(
                made.manifest().state().stream().filter(c -> c.firstKey().size() == 64).count()
                        > 50);
        assertState(chain.state, made);
        chain.seal(chain.largeStorage(7));
        assertState(chain.state, make(snapshots()));
    }

    @Test
    void restoringGivesAStoreThatGoesOnToTheSameRoots() throws IOException {
        chain.seal(20);
        chain.seal(chain.largeStorage(500));
        chain.seal(5);
        Snapshot made = make(snapshots());
        for (int batch : new int[] {1, 7, 100, 20_000}) {
            assertGoesOn(made, new MemoryStateStore(), batch);
        }
        try (StateStore store = MapStateStore.open(folder.resolve("s"), StoreSizing.SMALL)) {
            assertGoesOn(made, store, 64);
        }
        try (StateStore store = MapStateStore.open(folder.resolve("s"), StoreSizing.SMALL)) {
            assertEquals(journal.height(), store.height());
        }
    }

    /** Restores, then applies three more blocks of the chain, which is sealed on where need be. */
    private void assertGoesOn(Snapshot made, StateStore store, int batch) throws IOException {
        SnapshotRestore.restore(made, store, TrieWorkers.CALLER, SnapshotProgress.NONE, batch);
        long height = made.manifest().blockNumber();
        assertEquals(height, store.height());
        StateTrie trie = StateTrie.open(store);
        assertEquals(made.manifest().stateRoot(), trie.root());
        while (journal.height() < height + 3) {
            chain.seal(1);
        }
        for (long block = height + 1; block <= journal.height(); block++) {
            Effects effects = journal.effects(block);
            TrieUpdate update = trie.update(effects);
            assertEquals(journal.block(block).header().stateRoot(), update.root());
            store.apply(block, effects, update.nodes());
        }
        chain.state
                .accounts()
                .forEach((address, account) -> {
                    assertEquals(account, store.account(address));
                    assertEquals(
                            chain.state.code(account.codeHash()), store.code(account.codeHash()));
                    chain.state
                            .slots(address)
                            .forEach((slot, value) ->
                                    assertEquals(value, store.storage(address, slot)));
                });
    }

    @Test
    void aDamagedSnapshotLeavesNoStoreBehind() throws IOException {
        chain.seal(30);
        Snapshot made = make(snapshots());
        List<ChunkRef> state = made.manifest().state();
        Files.delete(new ChunkFiles(made.chunkFolder(), Disk.SYSTEM).file(state.getLast().hash()));
        Path at = folder.resolve("s");
        try (StateStore store = MapStateStore.open(at, StoreSizing.SMALL)) {
            assertThrows(
                    SnapshotException.class,
                    () ->
                            SnapshotRestore.restore(
                                    made, store, TrieWorkers.CALLER, SnapshotProgress.NONE, 10));
        }
        try (StateStore store = MapStateStore.open(at, StoreSizing.SMALL)) {
            assertEquals(StateStore.EMPTY, store.height());
            chain.state.accounts().keySet().forEach(a -> assertEquals(null, store.account(a)));
        }
    }

    /** An empty store of a longer chain begins at the newest snapshot that is whole. */
    @Test
    void anEmptyStoreIsFilledFromTheNewestWholeSnapshot() throws IOException {
        chain.seal(6);
        Snapshot old = make(snapshots());
        chain.seal(6);
        Snapshot damaged = make(snapshots());
        chain.seal(2);
        Set<ChunkRef> shared = old.manifest().chunks().collect(Collectors.toSet());
        ChunkRef own =
                damaged.manifest()
                        .chunks()
                        .filter(ref -> !shared.contains(ref))
                        .reduce((first, last) -> last)
                        .orElseThrow();
        Path file = new ChunkFiles(damaged.chunkFolder(), Disk.SYSTEM).file(own.hash());
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        MemoryStateStore first = new MemoryStateStore();
        snapshots().fill(journal, first, TrieWorkers.CALLER);
        assertEquals(6, first.height());
        assertEquals(old.manifest().stateRoot(), StateTrie.open(first).root());
        Files.write(file, whole);
        MemoryStateStore second = new MemoryStateStore();
        snapshots().fill(journal, second, TrieWorkers.CALLER);
        assertEquals(12, second.height());
        MemoryStateStore none = new MemoryStateStore();
        snapshots("nowhere", LIMITS).fill(journal, none, TrieWorkers.CALLER);
        assertEquals(StateStore.EMPTY, none.height());
    }

    /** The disk fails at every operation in turn; the making after it gives what it should. */
    @Test
    void aMakingThatIsCutOffIsGoneOnWith() throws IOException {
        chain.seal(12);
        Snapshot old = make(snapshots());
        chain.seal(12);
        Hash want = make(snapshots("want", LIMITS)).id();
        SnapshotMaker.Limits passes = new SnapshotMaker.Limits(SMALL, 60);
        boolean failed = true;
        int cuts = 0;
        for (int after = 0; failed; after += 1 + after / 5) {
            Path copy = folder.resolve("cut" + after);
            TestFolders.copy(folder.resolve("snapshots"), copy);
            FailingDisk disk = new FailingDisk(after);
            failed = false;
            try {
                make(Snapshots.in(copy, disk, passes));
            } catch (FailingDisk.Cut cut) {
                failed = true;
                cuts++;
            }
            for (Snapshot there : Snapshots.in(copy).list().snapshots()) {
                assertEquals(List.of(), SnapshotVerifier.faults(there, SnapshotProgress.NONE));
            }
            Snapshots again = Snapshots.in(copy, FailingDisk.never(), LIMITS);
            assertEquals(want, make(again).id(), "cut after " + after);
            assertNothingUnnamed(again, copy);
            assertEquals(2, again.list().snapshots().size());
            TestFolders.delete(copy);
        }
        assertTrue(cuts > 10, cuts + " cuts");
        assertNotEquals(want, old.id());
    }

    @Test
    void pruningKeepsTheNewestAndWhatTheyName() throws IOException {
        for (int i = 0; i < 4; i++) {
            chain.seal(6);
            make(snapshots());
        }
        Path stranger = Files.writeString(folder.resolve("snapshots/chunks/notes.txt"), "mine");
        assertEquals(2, snapshots().prune(2));
        List<Snapshot> left = snapshots().list().snapshots();
        assertEquals(
                List.of(24L, 18L), left.stream().map(s -> s.manifest().blockNumber()).toList());
        for (Snapshot snapshot : left) {
            assertEquals(List.of(), SnapshotVerifier.faults(snapshot, SnapshotProgress.NONE));
        }
        assertTrue(Files.deleteIfExists(stranger));
        assertNothingUnnamed(snapshots(), folder.resolve("snapshots"));
        assertEquals(0, snapshots().prune(2));
        assertThrows(IllegalArgumentException.class, () -> snapshots().prune(0));
    }

    /** A chunk is deleted only where every manifest could say that it does not need it. */
    @Test
    void nothingIsSweptBesideAManifestThatCannotBeRead() throws IOException {
        chain.seal(6);
        Snapshot old = make(snapshots());
        chain.seal(6);
        make(snapshots());
        byte[] manifest = Files.readAllBytes(old.file());
        Files.write(old.file(), "{}".getBytes(StandardCharsets.UTF_8));
        Set<String> before = names(old.chunkFolder());
        snapshots().prune(1);
        assertEquals(before, names(old.chunkFolder()));
        Files.write(old.file(), manifest);
        assertEquals(List.of(), SnapshotVerifier.faults(old, SnapshotProgress.NONE));
    }

    @Test
    void aDamagedBaseIsPassedOverAndItsChunksAreMended() throws IOException {
        chain.seal(20);
        Snapshot base = make(snapshots());
        ChunkFiles files = new ChunkFiles(base.chunkFolder(), Disk.SYSTEM);
        for (ChunkRef ref : base.manifest().state()) {
            byte[] content = Files.readAllBytes(files.file(ref.hash()));
            content[content.length / 2] ^= 4;
            Files.write(files.file(ref.hash()), content);
        }
        chain.seal(2);
        Snapshot made = make(snapshots());
        assertState(chain.state, made);
        assertFalse(SnapshotVerifier.faults(base, SnapshotProgress.NONE).isEmpty());
        // Made again, the old one is whole again.
        snapshots().make(ChainReader.open(folder.resolve("chain")), 20, SnapshotProgress.NONE);
        assertEquals(List.of(), SnapshotVerifier.faults(base, SnapshotProgress.NONE));
    }

    @Test
    void aSnapshotOfAnotherChainIsNoBaseAndIsNamed() throws IOException {
        chain.seal(8);
        Snapshot mine = make(snapshots());
        try (ChainJournal other = ChainJournal.open(folder.resolve("other"))) {
            Chains fork = new Chains(SEED + 1, other);
            fork.seal(9);
            assertEquals(List.of(), snapshots().of(other, 9));
            String why = Snapshots.mismatch(mine.manifest(), other);
            assertTrue(why.contains("genesis") || why.contains("block 8"), why);
            Snapshot theirs = snapshots().make(other, 9, SnapshotProgress.NONE);
            assertState(fork.state, theirs);
        }
        assertEquals(mine.id(), snapshots().find("8").id());
        assertEquals(mine.id(), snapshots().find(mine.id().hex().substring(0, 14)).id());
        assertThrows(SnapshotException.class, () -> snapshots().find("7"));
    }

    /** Effects that do not lead to the header's root are found, not written down. */
    @Test
    void aChainThatDoesNotAddUpHasNoSnapshot() throws IOException {
        chain.seal(3);
        Effects wrong = chain.largeStorage(3);
        journal.append(chain.blocks.block(journal.block(3), Hash.EMPTY_TRIE, 1), wrong);
        String why = assertThrows(SnapshotException.class, () -> make(snapshots())).getMessage();
        assertTrue(why.contains("state root of block 4"), why);
        assertEquals(List.of(), snapshots().list().snapshots());
    }

    private static void assertNothingUnnamed(Snapshots snapshots, Path at) throws IOException {
        Set<String> named = new HashSet<>();
        ChunkFiles files = new ChunkFiles(at.resolve("chunks"), Disk.SYSTEM);
        for (Snapshot snapshot : snapshots.list().snapshots()) {
            snapshot.manifest()
                    .chunks()
                    .forEach(ref -> named.add(files.file(ref.hash()).getFileName().toString()));
        }
        assertEquals(named, names(at.resolve("chunks")));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .collect(Collectors.toCollection(HashSet::new));
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
