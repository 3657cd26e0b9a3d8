package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.journal.Blocks;
import io.kaizen.journal.chain.BlockLog;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.chain.SealedBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Seeded chains whose blocks do all that effects can say: accounts come and go, storage is cleared,
 * code is shared, and one contract has most of the slots. With the state that they lead to.
 */
final class Chains {
    static final Address LARGE = Address.ofLong(0x1a5e);
    private static final int ADDRESSES = 300;

    final Random random;
    final MemoryState state = new MemoryState();
    final Blocks blocks;
    private final BlockLog log;
    private final List<Bytes> codes = new ArrayList<>();

    Chains(long seed, BlockLog log) {
        this.random = new Random(seed);
        this.blocks = new Blocks(seed);
        this.log = log;
        for (int i = 0; i < 4; i++) {
            byte[] code = new byte[1 + random.nextInt(3_000)];
            random.nextBytes(code);
            codes.add(Bytes.wrap(code));
        }
        Genesis genesis = blocks.genesis();
        state.apply(genesis.effects());
        log.append(genesis.block(), genesis.effects());
    }

    /** Seals so many blocks of some twenty changes each. */
    void seal(int count) {
        for (int i = 0; i < count; i++) {
            seal(changes());
        }
    }

    void seal(Effects effects) {
        state.apply(effects);
        SealedBlock parent = log.block(log.height());
        log.append(blocks.block(parent, root(), 1), effects);
    }

    /** Computed the slow way, from all of the state. */
    Hash root() {
        return StateTrie.rootOf(accounts());
    }

    Map<Address, AccountState> accounts() {
        Map<Address, AccountState> all = new HashMap<>();
        state.accounts()
                .forEach((address, account) ->
                        all.put(
                                address,
                                new AccountState(account, Map.copyOf(state.slots(address)))));
        return all;
    }

    /** A contract that gets so many slots, and in later blocks changes a few of them. */
    Effects largeStorage(int slots) {
        TreeMap<Word, SlotEffect> effects = new TreeMap<>();
        for (int i = 0; i < slots; i++) {
            Word slot = Word.of(i);
            Word before = state.storage(LARGE, slot);
            Word after = Word.of(1 + random.nextInt(1 << 30));
            if (!after.equals(before)) {
                effects.put(slot, new SlotEffect(slot, before, after));
            }
        }
        Account before = state.account(LARGE);
        Account after = before == null ? new Account(1, Word.ONE, Hash.EMPTY_CODE) : before;
        return new Effects(
                List.of(
                        new AccountEffect(
                                LARGE, before, after, false, List.copyOf(effects.values()))),
                Map.of());
    }

    private Effects changes() {
        TreeMap<Address, AccountEffect> effects = new TreeMap<>();
        Map<Hash, Bytes> deployed = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            Address address = Address.ofLong(0xbeef00 + random.nextInt(ADDRESSES));
            effects.put(address, change(address, deployed));
        }
        return new Effects(List.copyOf(effects.values()), deployed);
    }

    private AccountEffect change(Address address, Map<Hash, Bytes> deployed) {
        Account before = state.account(address);
        if (before != null && random.nextInt(10) == 0) {
            return new AccountEffect(address, before, null, true, List.of());
        }
        Hash codeHash = before == null ? Hash.EMPTY_CODE : before.codeHash();
        if (random.nextInt(6) == 0) {
            Bytes code = codes.get(random.nextInt(codes.size()));
            codeHash = Hash.keccak(code);
            deployed.put(codeHash, code);
        }
        long nonce = before == null ? 1 : before.nonce() + 1;
        Account after = new Account(nonce, Word.of(random.nextLong() >>> 1), codeHash);
        boolean cleared = random.nextInt(12) == 0;
        TreeMap<Word, SlotEffect> slots = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Word slot = Word.of(random.nextInt(8));
            Word value = random.nextInt(3) == 0 ? Word.ZERO : Word.of(1 + random.nextInt(99));
            Word was = state.storage(address, slot);
            if (!was.equals(value)) {
                slots.put(slot, new SlotEffect(slot, was, value));
            }
        }
        return new AccountEffect(address, before, after, cleared, List.copyOf(slots.values()));
    }
}
