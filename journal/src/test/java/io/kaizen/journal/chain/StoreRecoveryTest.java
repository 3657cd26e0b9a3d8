package io.kaizen.journal.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of a store that the last process left as it was. */
class StoreRecoveryTest {
    private static final int WINDOW = 8;

    @TempDir Path folder;

    private final long seed = System.nanoTime();
    private final Blocks blocks = new Blocks(seed);
    private final Genesis genesis = blocks.genesis();

    private MapStateStore openStore() {
        return MapStateStore.open(folder.resolve("state"), StoreSizing.SMALL);
    }

    private ChainStore open(BlockLog log, StateStore store) {
        return ChainStore.open(log, store, genesis, WINDOW);
    }

    private ChainStore open(StateStore store) {
        return open(ChainJournal.open(folder.resolve("chain")), store);
    }

    private void seal(ChainStore chain) {
        EffectsBuilder joined = new EffectsBuilder(chain.history().head());
        for (int i = 0; i < 3; i++) {
            joined.add(blocks.transaction());
        }
        Effects effects = joined.build();
        PreparedRoot root = chain.prepare(effects);
        chain.seal(blocks.block(chain.view().head(), root.root(), 1), effects, root);
    }

    private void sealAndSettle(ChainStore chain, int count) {
        for (int i = 0; i < count; i++) {
            seal(chain);
            chain.settle();
        }
    }

    /** A copy of the folders of an open chain is what a killed process leaves. */
    private void killed() throws IOException {
        Path left = folder.resolve("killed");
        TestFolders.copy(folder.resolve("chain"), left.resolve("chain"));
        TestFolders.copy(folder.resolve("state"), left.resolve("state"));
        folder = left;
    }

    private void assertModel(ChainStore chain) {
        ChainView view = chain.view();
        long head = view.head().number();
        StateView state = view.state(head);
        for (int i = 0; i < 13; i++) {
            Address address = Blocks.address(i);
            assertEquals(blocks.accounts.get(address), state.account(address), () -> "" + seed);
            Map<Word, Word> own = blocks.slots.getOrDefault(address, Map.of());
            for (int s = 0; s < 7; s++) {
                Word want = own.getOrDefault(Word.of(s), Word.ZERO);
                assertEquals(want, state.storage(address, Word.of(s)), () -> "" + seed);
                AccountProof proof = view.proof(head, address, List.of(Word.of(s)));
                assertNull(ProofVerifier.fault(view.head().header().stateRoot(), proof));
            }
        }
    }

    @Test
    void aStoreOfAKilledProcessIsMendedAndGoesOn() throws IOException {
        try (ChainStore chain = open(openStore())) {
            sealAndSettle(chain, 6);
            // In the chain, and not in the store yet.
            seal(chain);
            killed();
            chain.settle();
        }
        MapStateStore store = openStore();
        assertTrue(store.isSuspect());
        assertEquals(6, store.height());
        try (ChainStore chain = open(store)) {
            assertFalse(store.isSuspect());
            assertEquals(7, store.height());
            assertModel(chain);
            sealAndSettle(chain, 3);
            assertModel(chain);
        }
        try (MapStateStore again = openStore()) {
            assertFalse(again.isSuspect());
            assertEquals(10, again.height());
        }
    }

    @Test
    void aMendingThatIsKilledIsDoneAgain() throws IOException {
        try (ChainStore chain = open(openStore())) {
            sealAndSettle(chain, 4);
            killed();
        }
        try (MapStateStore store = openStore()) {
            store.putEntries(4, new Effects(List.of(), Map.of()));
            killed();
        }
        MapStateStore store = openStore();
        assertTrue(store.isSuspect());
        try (ChainStore chain = open(store)) {
            assertModel(chain);
        }
    }

    @Test
    void entriesWithAnotherRootThanTheChainsAreMadeAgain() throws IOException {
        Address address = Blocks.address(2);
        SlotEffect lost = new SlotEffect(Word.of(77), Word.ZERO, Word.of(5));
        Account other = new Account(99, Word.ONE, Hash.EMPTY_CODE);
        Address none = Address.ofLong(0x999);
        List<AccountEffect> wrong =
                List.of(
                        new AccountEffect(address, null, other, false, List.of()),
                        new AccountEffect(address, null, other, false, List.of(lost)),
                        new AccountEffect(none, null, null, false, List.of(lost)));
        try (ChainStore chain = open(openStore())) {
            sealAndSettle(chain, 5);
            killed();
        }
        for (AccountEffect effect : wrong) {
            try (MapStateStore store = openStore()) {
                store.putEntries(5, new Effects(List.of(effect), Map.of()));
                killed();
            }
            MapStateStore store = openStore();
            assertTrue(store.isSuspect());
            try (ChainStore chain = open(store)) {
                assertEquals(5, store.height());
                assertModel(chain);
                assertNull(chain.view().state(5).account(none));
                killed();
            }
        }
    }

    /** Of which the state root says nothing. */
    @Test
    void aCodeThatIsNotWhatItsHashSaysIsMadeAgain() throws IOException {
        Hash hash;
        Bytes code;
        try (ChainStore chain = open(openStore())) {
            do {
                sealAndSettle(chain, 1);
                hash =
                        blocks.accounts.values().stream()
                                .filter(Account::hasCode)
                                .map(Account::codeHash)
                                .findFirst()
                                .orElse(Hash.EMPTY_CODE);
            } while (hash.equals(Hash.EMPTY_CODE));
            code = chain.view().state(chain.view().head().number()).code(hash);
            assertEquals(hash, Hash.keccak(code));
            killed();
        }
        try (MapStateStore store = openStore()) {
            Bytes other = Bytes.fromHex("0x00");
            store.putEntries(store.height(), new Effects(List.of(), Map.of(hash, other)));
            killed();
        }
        MapStateStore store = openStore();
        assertTrue(store.isSuspect());
        try (ChainStore chain = open(store)) {
            assertModel(chain);
            assertEquals(code, store.code(hash), () -> "seed " + seed);
        }
    }

    @Test
    void aStoreAheadOfItsChainIsMadeAgain() throws IOException {
        try (ChainStore chain = open(openStore())) {
            sealAndSettle(chain, 3);
        }
        Path ahead = folder.resolve("state");
        try (ChainStore chain = ChainStore.open(new MemoryBlockLog(), openStore(), genesis, 8)) {
            assertEquals(0, chain.view().head().number());
            assertEquals(genesis.block().header().stateRoot(), stateRoot(chain));
        }
        assertTrue(ahead.toFile().isDirectory());
    }

    private static Hash stateRoot(ChainStore chain) {
        return chain.prepare(Effects.NONE).root();
    }

    @Test
    void aLongChainIsRebuiltAtOnceAndAWrongBlockInItIsNamed() {
        MemoryBlockLog log = new MemoryBlockLog();
        try (ChainStore chain = open(log, new MemoryStateStore())) {
            sealAndSettle(chain, 1_200);
        }
        MemoryStateStore store = new MemoryStateStore();
        try (ChainStore chain = open(log, store)) {
            assertEquals(1_200, store.height());
            assertModel(chain);
        }
        BlockLog wrong = new WrongEffects(log, 700);
        IllegalStateException named =
                assertThrows(
                        IllegalStateException.class, () -> open(wrong, new MemoryStateStore()));
        assertTrue(named.getMessage().contains("block 700"), named.getMessage());
    }

    /** A log with other effects in one block than its header's root has. */
    private record WrongEffects(BlockLog log, long block) implements BlockLog {
        @Override
        public Effects effects(long number) {
            Effects effects = log.effects(number);
            if (number != block || effects == null) {
                return effects;
            }
            Account rich = new Account(1, Word.MAX, Hash.EMPTY_CODE);
            Address one = Address.ofLong(1);
            return new Effects(
                    List.of(new AccountEffect(one, null, rich, false, List.of())), effects.code());
        }

        @Override
        public long height() {
            return log.height();
        }

        @Override
        public SealedBlock block(long number) {
            return log.block(number);
        }

        @Override
        public void append(SealedBlock sealed, Effects effects) {
            log.append(sealed, effects);
        }

        @Override
        public Long number(Hash hash) {
            return log.number(hash);
        }

        @Override
        public TransactionLocation transaction(Hash hash) {
            return log.transaction(hash);
        }

        @Override
        public void sync() {
            log.sync();
        }

        @Override
        public void close() {
            log.close();
        }
    }
}
