package io.kaizen.journal.past;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.journal.TestFolders;
import io.kaizen.journal.chain.BlockLog;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.PastStates;
import io.kaizen.journal.chain.RecordDamageException;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.history.NodeHistory;
import io.kaizen.journal.index.IndexDamageException;
import io.kaizen.journal.index.RunIndex;
import io.kaizen.journal.index.RunKind;
import io.kaizen.journal.store.MemoryStateStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every location at every block, beside a whole copy of the state of each. */
class StateArchiveTest {
    private static final RunIndex.Sizes SMALL = new RunIndex.Sizes(150, 3, 2);

    private static final StateArchive.Proofs PROOFS =
            new StateArchive.Proofs(1_000, Duration.ofSeconds(5));

    @TempDir Path folder;

    private long seed;
    private PastChain chain;

    @BeforeEach
    void seed() {
        seed = System.nanoTime();
        System.out.println("StateArchiveTest seed " + seed);
        chain = new PastChain(seed);
    }

    private Path queue() {
        return folder.resolve("chain");
    }

    private Path index() {
        return queue().resolve("history");
    }

    private PastStates open(BlockLog log) {
        // Without code and nodes: both are to come from the records.
        MemoryStateStore store = new MemoryStateStore();
        return StateArchive.in(new StateArchive.Settings(index(), SMALL, Disk.SYSTEM, PROOFS))
                .open(log, store, new NodeHistory(TrieNodes.NONE, store, 1));
    }

    /** Appends what the chain has more. */
    private void append(BlockLog log, PastStates past) {
        for (int i = (int) log.height() + 1; i <= chain.height(); i++) {
            log.append(chain.blocks.get(i), chain.effects.get(i));
            past.add(chain.blocks.get(i), chain.effects.get(i));
        }
    }

    private void check(PastStates past) {
        for (int number = 0; number <= chain.height(); number++) {
            StateView state = past.state(number);
            assertNotNull(state, "block " + number);
            assertEquals("", chain.difference(number, state), "seed " + seed);
        }
        assertNull(past.state(chain.height() + 1));
        assertNull(past.state(-1));
    }

    private void begin(BlockLog log) {
        log.append(chain.genesis.block(), chain.genesis.effects());
    }

    /** A queue and an index of so many blocks, closed. */
    private void make(int blocks) {
        chain.grow(blocks);
        try (ChainJournal log = ChainJournal.open(queue())) {
            begin(log);
            try (PastStates past = open(log)) {
                append(log, past);
            }
        }
    }

    private void checkReopened() {
        try (ChainJournal log = ChainJournal.open(queue());
                PastStates past = open(log)) {
            check(past);
        }
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> files = Files.list(index())) {
            return files.filter(file -> file.toString().endsWith(".run")).sorted().toList();
        }
    }

    @Test
    void everyLocationAtEveryBlockIsWhatItWasOverRunsMergesAndOpenings() throws IOException {
        try (ChainJournal log = ChainJournal.open(queue())) {
            begin(log);
        }
        for (int opening = 0; opening < 4; opening++) {
            try (ChainJournal log = ChainJournal.open(queue());
                    PastStates past = open(log)) {
                check(past);
                chain.grow(80);
                append(log, past);
                check(past);
            }
        }
        checkReopened();
        assertTrue(runs().size() > 1, () -> "one run only, seed " + seed);
    }

    @Test
    void anIndexThatIsGoneTornOrOfAnotherChainIsMadeAgain() throws IOException {
        make(200);
        PastChain wanted = chain;
        Path other = folder.resolve("other");
        Files.move(queue(), other);
        chain = new PastChain(seed + 1);
        make(200);
        TestFolders.delete(index());
        checkReopened();
        try (RandomAccessFile last = new RandomAccessFile(runs().getLast().toFile(), "rw")) {
            last.setLength(last.length() - 7);
        }
        checkReopened();
        try (RandomAccessFile first = new RandomAccessFile(runs().getFirst().toFile(), "rw")) {
            first.seek(30);
            first.write(77);
        }
        checkReopened();
        TestFolders.delete(index());
        Files.move(other.resolve("history"), index());
        checkReopened();
        // One that is ahead of its chain.
        chain = wanted;
        TestFolders.delete(queue());
        Files.createDirectories(queue());
        try (ChainJournal log = ChainJournal.open(queue())) {
            begin(log);
        }
        chain = new PastChain(seed);
        checkReopened();
    }

    @Test
    void anIndexBehindItsChainIsBroughtForward() {
        make(60);
        chain.grow(60);
        try (ChainJournal log = ChainJournal.open(queue())) {
            append(log, PastStates.NONE);
        }
        checkReopened();
    }

    @Test
    void readersFindEveryBlockThatWasAddedWhileOthersAre() throws Exception {
        chain.grow(400);
        AtomicInteger added = new AtomicInteger();
        MemoryBlockLog log = new MemoryBlockLog();
        begin(log);
        try (PastStates past = open(log);
                ExecutorService readers = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Random any = new Random(seed + i);
                reads.add(readers.submit(() -> read(past, any, added)));
            }
            for (int i = 1; i <= chain.height(); i++) {
                log.append(chain.blocks.get(i), chain.effects.get(i));
                past.add(chain.blocks.get(i), chain.effects.get(i));
                added.set(i);
                if (i % 20 == 0) {
                    Thread.sleep(5);
                }
            }
            for (Future<Integer> each : reads) {
                assertTrue(each.get(60, TimeUnit.SECONDS) > 0);
            }
        }
    }

    private int read(PastStates past, Random any, AtomicInteger added) {
        int count = 0;
        while (added.get() < chain.height()) {
            int number = any.nextInt(added.get() + 1);
            StateView state = past.state(number);
            assertNotNull(state);
            assertEquals("", chain.difference(number, state), "seed " + seed);
            count++;
        }
        return count;
    }

    @Test
    void aDamagedRecordIsNamedAndNoOtherBlockIsTouched() throws IOException {
        make(120);
        int damaged = 1;
        while (chain.effects.get(damaged).isEmpty()) {
            damaged++;
        }
        int number = damaged;
        try (ChainJournal log = ChainJournal.open(queue());
                PastStates past = open(log)) {
            // While it is open: an opening would read it, and cut the chain off there.
            byte[] raw = chain.blocks.get(number).transactions().getFirst().raw().toArray();
            TestFolders.flip(queue(), raw);
            RecordDamageException found =
                    assertThrows(
                            RecordDamageException.class,
                            () -> chain.difference(number, past.state(number)));
            assertEquals(number, found.block());
            assertEquals("", chain.difference(number - 1, past.state(number - 1)));
        }
    }

    /** Never an older value: the answer is right, or there is none. */
    @Test
    void aDamagedEntryIsAnErrorAndNotAnOlderValue() throws IOException {
        make(150);
        Path run = runs().getFirst();
        byte[] whole = Files.readAllBytes(run);
        Random any = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 15; round++) {
            byte[] broken = whole.clone();
            int at = 128 + any.nextInt(whole.length - 128);
            broken[at] ^= (byte) (1 << any.nextInt(8));
            Files.write(run, broken);
            try (ChainJournal log = ChainJournal.open(queue());
                    PastStates past = open(log)) {
                for (int number = 0; number <= chain.height(); number += 5) {
                    try {
                        String difference = chain.difference(number, past.state(number));
                        assertEquals("", difference, "byte " + at + ", seed " + seed);
                    } catch (IndexDamageException damage) {
                        refused++;
                    }
                }
            }
        }
        assertTrue(refused > 15, "refused " + refused);
    }

    /** As where two locations have one hash: each finds the blocks of the other, and goes on. */
    @Test
    void entriesOfAnotherLocationNeitherHideNorReplaceAnything() throws IOException {
        chain.grow(100);
        try (ChainJournal log = ChainJournal.open(queue())) {
            begin(log);
            append(log, PastStates.NONE);
            try (RunIndex runs =
                    RunIndex.open(index(), RunKind.CHANGES, SMALL, Disk.SYSTEM, 0, () -> {})) {
                Random any = new Random(seed);
                for (int i = 0; i <= chain.height(); i++) {
                    addWithStrangers(runs, i, any);
                }
            }
        }
        assertTrue(runs().size() > 1);
        checkReopened();
    }

    private void addWithStrangers(RunIndex runs, int number, Random any) {
        Effects effects = chain.effects.get(number);
        effects.code().keySet().forEach(code -> runs.put(Location.code(code), number));
        for (AccountEffect effect : effects.accounts()) {
            runs.put(Location.account(effect.address()), number);
            if (effect.after() == null) {
                runs.put(Location.storage(effect.address()), number);
            }
            for (SlotEffect slot : effect.slots()) {
                runs.put(Location.slot(effect.address(), slot.slot()), number);
            }
        }
        for (int i = 0; i < 10; i++) {
            Address address = PastChain.address(any.nextInt(PastChain.ADDRESSES));
            runs.put(Location.account(address), number);
            runs.put(Location.storage(address), number);
            int slot = any.nextInt(PastChain.SLOTS);
            runs.put(Location.slot(address, Word.of(slot)), number);
        }
        Hash hash = chain.blocks.get(number).hash();
        runs.endBlock(number, hash);
    }

    @Test
    void aChainThatDoesNotBeginWithGenesisIsRefused() throws IOException {
        make(30);
        TestFolders.delete(index());
        try (ChainJournal log = ChainJournal.open(queue())) {
            log.beginBehind(9);
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> open(log));
            assertTrue(refused.getMessage().contains("begins with block 10"), refused::getMessage);
        }
    }
}
