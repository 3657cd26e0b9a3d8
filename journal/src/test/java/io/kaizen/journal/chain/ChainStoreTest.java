package io.kaizen.journal.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.EffectsBuilder;
import io.kaizen.exec.trie.AccountProof;
import io.kaizen.exec.trie.ProofVerifier;
import io.kaizen.journal.Blocks;
import io.kaizen.journal.TestFolders;
import io.kaizen.journal.store.MapStateStore;
import io.kaizen.journal.store.MemoryStateStore;
import io.kaizen.journal.store.StateStore;
import io.kaizen.journal.store.StoreSizing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainStoreTest {
    private static final int WINDOW = 8;
    private static final long SEED = 20_251_122;

    @TempDir Path folder;

    private final Blocks blocks = new Blocks(SEED);
    private final Genesis genesis = blocks.genesis();

    @Test
    void sealedBlocksComeBackFromTheQueueAsTheyWere() {
        List<SealedBlock> sealed = new ArrayList<>();
        List<Effects> effects = new ArrayList<>();
        try (ChainStore chain = open(ChainJournal.open(folder), new MemoryStateStore())) {
            for (int i = 0; i < 10; i++) {
                effects.add(sealOne(chain, 3));
                sealed.add(chain.view().head());
            }
        }
        try (ChainJournal journal = ChainJournal.open(folder)) {
            assertEquals(10, journal.height());
            assertEquals(genesis.block(), journal.block(0));
            for (int i = 0; i < 10; i++) {
                SealedBlock want = sealed.get(i);
                assertEquals(want, journal.block(i + 1L));
                assertEquals(effects.get(i), journal.effects(i + 1L));
                assertEquals(i + 1L, journal.number(want.hash()));
                assertEquals(
                        new TransactionLocation(i + 1L, 2),
                        journal.transaction(want.transactions().get(2).hash()));
            }
            assertNull(journal.block(11));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> journal.append(sealed.get(3), effects.get(3)));
        }
    }

    @Test
    void aViewAnswersForItsHeadAndProvesRecentBlocks() {
        try (ChainStore chain = open(new MemoryBlockLog(), new MemoryStateStore())) {
            ChainView old = chain.view();
            for (int i = 0; i < 20; i++) {
                sealOne(chain, 1);
            }
            ChainView now = chain.view();
            assertEquals(0, old.head().number());
            assertNull(old.block(1));
            assertNull(old.block(now.head().hash()));
            assertNotNull(now.block(now.head().hash()));
            Random random = new Random(SEED);
            for (long number = 20 - WINDOW; number <= 20; number++) {
                SealedBlock block = now.block(number);
                for (int i = 0; i < 5; i++) {
                    Address address = Blocks.anyAddress(random);
                    Word slot = Blocks.anySlot(random);
                    AccountProof proof = now.proof(number, address, List.of(slot));
                    assertNull(ProofVerifier.fault(block.header().stateRoot(), proof));
                    StateView state = now.state(number);
                    Account account = state.account(address);
                    assertEquals(account == null ? Account.EMPTY : account, proof.account());
                    assertEquals(state.storage(address, slot), proof.slots().getFirst().value());
                }
            }
            assertNull(now.proof(20 - WINDOW - 1, Address.ZERO, List.of()));
            assertNull(now.state(20 - WINDOW - 1));
        }
    }

    /** Who is told of a block asks before the store has it, and keeps what it got. */
    @Test
    void aBlockIsReadAndProvedBeforeItIsSettledAndAlikeAfterwards() {
        try (ChainStore chain = open(new MemoryBlockLog(), new MemoryStateStore())) {
            sealOne(chain, 1);
            for (int round = 0; round < 10; round++) {
                Effects effects = effects(chain);
                PreparedRoot root = chain.prepare(effects);
                SealedBlock block = blocks.block(chain.view().head(), root.root(), 1);
                ChainView fresh = chain.seal(block, effects, root);
                assertValues(fresh.state(block.number()));
                List<AccountProof> proofs = proofs(fresh, block.number());
                List<AccountProof> parents = proofs(fresh, block.number() - 1);
                assertThrows(IllegalStateException.class, () -> chain.prepare(Effects.NONE));
                chain.settle();
                assertThrows(IllegalStateException.class, chain::settle);
                assertEquals(proofs, proofs(fresh, block.number()));
                assertEquals(parents, proofs(fresh, block.number() - 1));
                sealOne(chain, 1);
                assertEquals(proofs, proofs(fresh, block.number()));
            }
        }
    }

    private List<AccountProof> proofs(ChainView view, long number) {
        List<AccountProof> proofs = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            AccountProof proof = view.proof(number, Blocks.address(i), List.of(Word.of(i % 7)));
            assertNull(ProofVerifier.fault(view.block(number).header().stateRoot(), proof));
            proofs.add(proof);
        }
        return proofs;
    }

    @Test
    void aBlockWithAnotherRootThanThePreparedIsRefused() {
        try (ChainStore chain = open(new MemoryBlockLog(), new MemoryStateStore())) {
            Effects effects = blocks.transaction();
            PreparedRoot root = chain.prepare(effects);
            SealedBlock wrong = blocks.block(chain.view().head(), Hash.EMPTY_CODE, 0);
            assertThrows(IllegalArgumentException.class, () -> chain.seal(wrong, effects, root));
            assertThrows(IllegalStateException.class, () -> chain.prepare(effects));
        }
    }

    @Test
    void aStoreClosedInOrderOpensAtItsHeight() {
        SealedBlock head;
        try (ChainStore chain = openOnDisk()) {
            for (int i = 0; i < 5; i++) {
                sealOne(chain, 1);
            }
            head = chain.view().head();
        }
        try (MapStateStore store = MapStateStore.open(folder.resolve("state"), StoreSizing.SMALL)) {
            assertEquals(5, store.height());
        }
        try (ChainStore chain = openOnDisk()) {
            assertEquals(head, chain.view().head());
            assertModel(chain.view().state(5));
            sealOne(chain, 1);
            assertModel(chain.view().state(6));
        }
    }

    @Test
    void aDamagedLastRecordIsPassedOverAndSealedAgain() throws IOException {
        Path queue = folder.resolve("queue");
        SealedBlock last;
        try (ChainStore chain = open(ChainJournal.open(queue), new MemoryStateStore())) {
            sealOne(chain, 1);
            sealOne(chain, 1);
            last = chain.view().head();
        }
        TestFolders.flip(queue, last.transactions().getFirst().raw().toArray());
        try (ChainJournal journal = ChainJournal.open(queue)) {
            assertEquals(1, journal.height());
            assertEquals(1, journal.passedDocuments());
            journal.append(last, Effects.NONE);
        }
        try (ChainJournal journal = ChainJournal.open(queue)) {
            assertEquals(2, journal.height());
            assertEquals(last, journal.block(2));
        }
    }

    @Test
    void anotherGenesisIsRefused() {
        MemoryBlockLog log = new MemoryBlockLog();
        try (ChainStore chain = open(log, new MemoryStateStore())) {
            assertEquals(0, chain.view().head().number());
            Genesis other = new Blocks(1).genesis();
            Genesis changed =
                    Genesis.of(
                            1337,
                            blocks.block(other.block(), Hash.EMPTY_TRIE, 0).header(),
                            Effects.NONE);
            assertThrows(
                    IllegalStateException.class,
                    () -> ChainStore.open(log, new MemoryStateStore(), changed, WINDOW));
        }
    }

    @Test
    void theStoreTakesTheLargestCodeAndForgetsClearedStorage() {
        byte[] large = new byte[24_576];
        new Random(SEED).nextBytes(large);
        Hash hash = Hash.keccak(large);
        Address address = Blocks.address(0);
        Account account = new Account(1, Word.MAX, hash);
        try (MapStateStore store = MapStateStore.open(folder, StoreSizing.SMALL)) {
            store.apply(
                    0,
                    new Effects(
                            List.of(new AccountEffect(address, null, account, false, List.of())),
                            Map.of(hash, Bytes.wrap(large))),
                    List.of());
            assertEquals(Bytes.wrap(large), store.code(hash));
            assertEquals(account, store.account(address));
            assertEquals(Bytes.EMPTY, store.code(Hash.EMPTY_CODE));
            assertEquals(Word.ZERO, store.storage(address, Word.ONE));
        }
    }

    private ChainStore open(BlockLog log, StateStore store) {
        return ChainStore.open(log, store, genesis, WINDOW);
    }

    private ChainStore openOnDisk() {
        return open(
                ChainJournal.open(folder.resolve("chain")),
                MapStateStore.open(folder.resolve("state"), StoreSizing.SMALL));
    }

    private Effects effects(ChainStore chain) {
        EffectsBuilder joined = new EffectsBuilder(chain.history().head());
        for (int i = 0; i < 3; i++) {
            joined.add(blocks.transaction());
        }
        return joined.build();
    }

    private Effects sealOne(ChainStore chain, int transactions) {
        Effects effects = effects(chain);
        PreparedRoot root = chain.prepare(effects);
        SealedBlock block = blocks.block(chain.view().head(), root.root(), transactions);
        chain.seal(block, effects, root);
        assertValues(chain.view().state(block.number()));
        chain.settle();
        assertModel(chain.view().state(block.number()));
        return effects;
    }

    private void assertModel(StateView state) {
        assertValues(state);
        for (int i = 0; i < 13; i++) {
            Address address = Blocks.address(i);
            boolean any =
                    blocks.slots.getOrDefault(address, Map.of()).values().stream()
                            .anyMatch(value -> !value.isZero());
            assertEquals(any, state.hasStorage(address));
        }
    }

    private void assertValues(StateView state) {
        for (int i = 0; i < 13; i++) {
            Address address = Blocks.address(i);
            assertEquals(blocks.accounts.get(address), state.account(address));
            Map<Word, Word> own = blocks.slots.getOrDefault(address, Map.of());
            for (int s = 0; s < 7; s++) {
                Word want = own.getOrDefault(Word.of(s), Word.ZERO);
                assertEquals(want, state.storage(address, Word.of(s)));
            }
        }
    }
}
