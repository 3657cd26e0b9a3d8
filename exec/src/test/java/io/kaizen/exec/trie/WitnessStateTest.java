package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WitnessStateTest {
    private static final int ACCOUNTS = 200;
    private static final int SLOTS = 40;
    private static final Address WHOLE = Address.ofLong(7);
    private static final Address UNKNOWN = Address.ofLong(8);
    private static final Address ABSENT = Address.ofLong(100_001);
    private static final Bytes CODE = Bytes.fromHex("0x6001");

    private final MemoryTrieNodes nodes = new MemoryTrieNodes();
    private final StateTrie trie = StateTrie.open(nodes);
    private final Hash root;

    WitnessStateTest() {
        List<AccountEffect> accounts = new ArrayList<>();
        for (int i = 1; i <= ACCOUNTS; i++) {
            List<SlotEffect> slots = new ArrayList<>();
            for (int slot = 0; slot < SLOTS && i < 10; slot++) {
                slots.add(new SlotEffect(Word.of(slot), Word.ZERO, Word.of(slot * 1000L + i)));
            }
            accounts.add(new AccountEffect(Address.ofLong(i), null, account(i), false, slots));
        }
        TrieUpdate update = trie.update(new Effects(accounts, Map.of()));
        nodes.apply(update);
        root = update.root();
    }

    private static Account account(int i) {
        return new Account(i, Word.of(i * 10L), Hash.keccak(CODE));
    }

    /** The nodes that prove these slots of an account. */
    private List<Bytes> proof(Address address, Word... slots) {
        AccountProof proof = trie.prove(address, List.of(slots));
        List<Bytes> witness = new ArrayList<>(proof.nodes());
        proof.slots().forEach(slot -> witness.addAll(slot.nodes()));
        return witness;
    }

    private WitnessState witness(List<Bytes> proofs) {
        return WitnessState.of(root, proofs, List.of(CODE));
    }

    @Test
    void whatIsProvenIsRead() {
        List<Bytes> proofs = proof(WHOLE, Word.of(3), Word.of(1_000));
        proofs.addAll(proof(ABSENT));
        WitnessState state = witness(proofs);
        assertEquals(account(7), state.account(WHOLE));
        assertEquals(Word.of(3_007), state.storage(WHOLE, Word.of(3)));
        assertEquals(Word.ZERO, state.storage(WHOLE, Word.of(1_000)));
        assertTrue(state.hasStorage(WHOLE));
        assertNull(state.account(ABSENT));
        assertFalse(state.hasStorage(ABSENT));
        assertEquals(Word.ZERO, state.storage(ABSENT, Word.ONE));
        assertEquals(CODE, state.code(Hash.keccak(CODE)));
        assertEquals(Bytes.EMPTY, state.code(Hash.EMPTY_CODE));
    }

    @Test
    void whatTheWitnessLacksIsAnErrorNotAnEmptyAccount() {
        WitnessState state = witness(proof(WHOLE, Word.of(3)));
        assertThrows(TrieException.class, () -> state.account(UNKNOWN));
        assertThrows(TrieException.class, () -> state.hasStorage(UNKNOWN));
        assertThrows(TrieException.class, () -> state.storage(WHOLE, Word.of(4)));
        assertThrows(TrieException.class, () -> state.code(Hash.keccak(new byte[] {1})));
        assertThrows(TrieException.class, () -> WitnessState.of(root, List.of(), List.of()));
    }

    @Test
    void anAccountWithoutItsStorageTrieHasNoReadableSlots() {
        WitnessState state = witness(proof(WHOLE));
        assertEquals(account(7), state.account(WHOLE));
        assertTrue(state.hasStorage(WHOLE));
        assertThrows(TrieException.class, () -> state.storage(WHOLE, Word.of(3)));
        Effects write =
                effects(
                        WHOLE,
                        account(7),
                        account(7),
                        new SlotEffect(Word.of(3), Word.ZERO, Word.ONE));
        assertThrows(TrieException.class, () -> StateTrie.open(state).update(write));
    }

    private static Effects effects(
            Address address,
            @Nullable Account before,
            @Nullable Account after,
            SlotEffect... slots) {
        return new Effects(
                List.of(new AccountEffect(address, before, after, false, List.of(slots))),
                Map.of());
    }

    @Test
    void theRootAfterAChangeIsThatOfTheWholeTrie() {
        List<Bytes> proofs = proof(WHOLE, Word.of(3), Word.of(1_000));
        proofs.addAll(proof(ABSENT));
        WitnessState state = witness(proofs);
        Effects change =
                new Effects(
                        List.of(
                                new AccountEffect(
                                        WHOLE,
                                        account(7),
                                        account(9),
                                        false,
                                        List.of(
                                                new SlotEffect(
                                                        Word.of(3), Word.of(3_007), Word.ONE),
                                                new SlotEffect(
                                                        Word.of(1_000), Word.ZERO, Word.ONE))),
                                new AccountEffect(ABSENT, null, account(1), false, List.of())),
                        Map.of());
        assertEquals(trie.update(change).root(), StateTrie.open(state).update(change).root());
    }

    @Test
    void aNodeThatIsNoneIsRefusedWhereItIsNeeded() {
        Bytes junk = Bytes.fromHex("0xc3010203");
        assertThrows(
                RlpException.class,
                () -> WitnessState.of(Hash.keccak(junk), List.of(junk), List.of()));
        List<Bytes> proofs = proof(WHOLE);
        proofs.add(junk);
        assertEquals(account(7), witness(proofs).account(WHOLE));
    }

    @Test
    void aPathOfAnotherLengthThanAKeysIsRefused() {
        for (int nibbles : new int[] {63, 65}) {
            Node.Leaf leaf = new Node.Leaf(new byte[nibbles], new byte[40]);
            Bytes node = Bytes.wrap(leaf.encode(new RlpWriter()));
            assertThrows(
                    TrieException.class,
                    () -> WitnessState.of(Hash.keccak(node), List.of(node), List.of()));
        }
    }

    @Test
    void theEmptyStateNeedsNoNodes() {
        WitnessState state =
                WitnessState.of(Hash.EMPTY_TRIE, List.of(Bytes.fromHex("0x80")), List.of());
        assertNull(state.account(WHOLE));
    }
}
