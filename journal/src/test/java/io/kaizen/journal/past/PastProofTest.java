package io.kaizen.journal.past;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trie.AccountProof;
import io.kaizen.exec.trie.ProofVerifier;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.PastProofException;
import io.kaizen.journal.chain.PastProofException.Reason;
import io.kaizen.journal.chain.PastStates;
import io.kaizen.journal.chain.PreparedRoot;
import io.kaizen.journal.chain.RecordedBlock;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.chain.StateSource;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.index.RunIndex;
import io.kaizen.journal.store.MemoryStateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs of blocks far below the window, against the headers' roots and a model of the state. */
class PastProofTest {
    private static final int WINDOW = 6;
    private static final StateArchive.Proofs AMPLE =
            new StateArchive.Proofs(100_000, Duration.ofMinutes(1));

    /** A log that holds back the record of one block. */
    private static final class GatedLog extends MemoryBlockLog {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch opened = new CountDownLatch(1);
        volatile long gate = -1;

        @Override
        public RecordedBlock recorded(long number) {
            if (number == gate) {
                reached.countDown();
                try {
                    assertTrue(opened.await(60, TimeUnit.SECONDS));
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
            }
            return super.recorded(number);
        }
    }

    @TempDir Path folder;

    private GatedLog gated = new GatedLog();
    private long seed;
    private PastChain chain;
    private Random random;

    @BeforeEach
    void seed() {
        seed = System.nanoTime();
        System.out.println("PastProofTest seed " + seed);
        chain = new PastChain(seed);
        random = new Random(seed);
    }

    private ChainStore open(StateArchive.Proofs proofs) {
        PastStates.Opening past =
                StateArchive.in(
                        new StateArchive.Settings(
                                folder, new RunIndex.Sizes(200, 3, 2), Disk.SYSTEM, proofs));
        return ChainStore.open(
                gated,
                new MemoryStateStore(),
                chain.genesis,
                new ChainStore.Options(WINDOW, TrieWorkers.CALLER, StateSource.NONE, past));
    }

    /** Seals so many blocks more. */
    private void seal(ChainStore store, int count) {
        chain.grow(count);
        for (long i = store.view().head().number() + 1; i <= chain.height(); i++) {
            SealedBlock block = chain.blocks.get((int) i);
            PreparedRoot root = store.prepare(chain.effects.get((int) i));
            store.seal(block, chain.effects.get((int) i), root);
            store.settle();
        }
    }

    private void check(ChainView view, int number) {
        Address address = PastChain.address(random.nextInt(PastChain.ADDRESSES));
        List<Word> slots = new ArrayList<>();
        for (int i = 0; i <= PastChain.SLOTS; i++) {
            slots.add(Word.of(i));
        }
        AccountProof proof = view.proof(number, address, slots);
        assertNotNull(proof);
        String where = "block " + number + " of " + chain.height() + ", seed " + seed;
        assertNull(
                ProofVerifier.fault(chain.blocks.get(number).header().stateRoot(), proof), where);
        PastChain.Model model = chain.models.get(number);
        Account want = model.accounts().getOrDefault(address, Account.EMPTY);
        assertEquals(want, proof.account(), where);
        Map<Word, Word> own = model.slots().getOrDefault(address, Map.of());
        for (AccountProof.SlotProof slot : proof.slots()) {
            assertEquals(own.getOrDefault(slot.slot(), Word.ZERO), slot.value(), where);
        }
    }

    @Test
    void everyBlockIsProvedAsItWasWhileTheChainGoesOn() {
        try (ChainStore store = open(AMPLE)) {
            for (int round = 0; round < 12; round++) {
                seal(store, 15);
                for (int i = 0; i < 12; i++) {
                    check(store.view(), random.nextInt(chain.height() + 1));
                }
                // The same again and again: its trie is moved with the head.
                check(store.view(), 3);
                check(store.view(), 7);
            }
            for (int number = 0; number <= chain.height(); number++) {
                check(store.view(), number);
            }
        }
    }

    @Test
    void moreChangesThanTheBoundAndMoreTimeThanTheLimitAreRefusedWithTheFigures() {
        try (ChainStore store = open(new StateArchive.Proofs(40, Duration.ofMinutes(1)))) {
            seal(store, 120);
            PastProofException far =
                    assertThrows(PastProofException.class, () -> check(store.view(), 1));
            assertEquals(Reason.UNAVAILABLE, far.reason());
            assertTrue(
                    far.getMessage().contains("more than 40 locations")
                            && far.getMessage().contains("the head is block 120"),
                    far::getMessage);
            check(store.view(), chain.height());
        }
        chain = new PastChain(seed);
        gated = new GatedLog();
        try (ChainStore store = open(new StateArchive.Proofs(1_000, Duration.ZERO))) {
            seal(store, 40);
            PastProofException late =
                    assertThrows(PastProofException.class, () -> check(store.view(), 1));
            assertEquals(Reason.TIMED_OUT, late.reason());
        }
    }

    @Test
    void whoAsksForAnotherBlockMeanwhileIsToldAndForTheSameOneWaits() throws Exception {
        try (ChainStore store = open(AMPLE);
                ExecutorService askers = Executors.newFixedThreadPool(2)) {
            seal(store, 60);
            ChainView view = store.view();
            gated.gate = 20;
            Future<AccountProof> first = askers.submit(() -> proof(view, 3));
            assertTrue(gated.reached.await(60, TimeUnit.SECONDS));
            PastProofException busy = assertThrows(PastProofException.class, () -> proof(view, 4));
            assertEquals(Reason.BUSY, busy.reason());
            Future<AccountProof> second = askers.submit(() -> proof(view, 3));
            gated.opened.countDown();
            assertEquals(first.get(60, TimeUnit.SECONDS), second.get(60, TimeUnit.SECONDS));
            assertNotNull(proof(view, 4));
        }
    }

    private static AccountProof proof(ChainView view, long number) {
        return view.proof(number, PastChain.address(1), List.of(Word.ZERO));
    }

    /** The head that a trie is made from is gone before it is made: the next one is taken. */
    @Test
    void aHeadThatLeavesTheWindowMeanwhileIsReplacedByTheNext() throws Exception {
        try (ChainStore store = open(AMPLE);
                ExecutorService askers = Executors.newFixedThreadPool(1)) {
            seal(store, 60);
            gated.gate = 50;
            Future<?> asked = askers.submit(() -> check(store.view(), 5));
            assertTrue(gated.reached.await(60, TimeUnit.SECONDS));
            seal(store, 4 * WINDOW);
            gated.opened.countDown();
            asked.get(60, TimeUnit.SECONDS);
            check(store.view(), 5);
        }
    }
}
