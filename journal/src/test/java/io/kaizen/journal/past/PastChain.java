package io.kaizen.journal.past;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.journal.Blocks;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.chain.SealedBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A seeded chain under Cancun's rules, with a whole copy of the state after each block: accounts
 * come, are emptied and go; contracts are made; slots are set and cleared; code is delegated and
 * taken back; accounts that had storage from genesis without being contracts go, and come back.
 */
final class PastChain {
    static final int ADDRESSES = 24;
    static final int SLOTS = 5;

    /** The state after one block, whole. */
    record Model(Map<Address, Account> accounts, Map<Address, Map<Word, Word>> slots) {}

    final Genesis genesis;
    final List<SealedBlock> blocks = new ArrayList<>();
    final List<Effects> effects = new ArrayList<>();
    final List<Model> models = new ArrayList<>();
    final Map<Hash, Bytes> codes = new HashMap<>();
    private final Blocks made;
    private final Random random;
    private final MemoryState state = new MemoryState();

    PastChain(long seed) {
        this.random = new Random(seed);
        this.made = new Blocks(seed);
        Map<Address, AccountState> alloc = new HashMap<>();
        // With storage and nothing else, with a balance too, without storage, and a contract.
        alloc.put(address(0), new AccountState(Account.EMPTY, Map.of(Word.of(1), Word.of(11))));
        alloc.put(
                address(1),
                new AccountState(
                        new Account(0, Word.of(5), Hash.EMPTY_CODE),
                        Map.of(Word.of(0), Word.of(12), Word.of(2), Word.of(13))));
        alloc.put(
                address(2),
                new AccountState(new Account(0, Word.of(9), Hash.EMPTY_CODE), Map.of()));
        Bytes code = code();
        alloc.put(
                address(3),
                new AccountState(
                        new Account(1, Word.ZERO, Hash.keccak(code)),
                        Map.of(Word.of(3), Word.of(14))));
        Effects first = Genesis.effects(alloc, Map.of(Hash.keccak(code), code));
        genesis =
                Genesis.of(
                        1337,
                        Blocks.header(Hash.ZERO, 0, StateTrie.rootOf(alloc), List.of()),
                        first);
        state.apply(first);
        add(genesis.block(), first);
    }

    static Address address(int i) {
        return Address.ofLong(0xfeed00 + i);
    }

    int height() {
        return blocks.size() - 1;
    }

    /** Makes so many blocks, some of which change nothing. */
    void grow(int count) {
        for (int i = 0; i < count; i++) {
            Effects next = random.nextInt(12) == 0 ? Effects.NONE : changes();
            SealedBlock parent = blocks.getLast();
            state.apply(next);
            add(made.block(parent, root(), 1), next);
        }
    }

    private Hash root() {
        Map<Address, AccountState> all = new HashMap<>();
        state.accounts()
                .forEach((address, account) ->
                        all.put(address, new AccountState(account, state.slots(address))));
        return StateTrie.rootOf(all);
    }

    private void add(SealedBlock block, Effects next) {
        blocks.add(block);
        effects.add(next);
        codes.putAll(next.code());
        Map<Address, Map<Word, Word>> slots = new HashMap<>();
        state.accounts()
                .forEach((address, _) -> slots.put(address, Map.copyOf(state.slots(address))));
        models.add(new Model(Map.copyOf(state.accounts()), slots));
    }

    private Effects changes() {
        TreeMap<Address, AccountEffect> changed = new TreeMap<>();
        Map<Hash, Bytes> deployed = new HashMap<>();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            Address address = address(random.nextInt(ADDRESSES));
            AccountEffect effect = change(address, deployed);
            boolean same =
                    Objects.equals(effect.before(), effect.after()) && effect.slots().isEmpty();
            if (!same) {
                changed.put(address, effect);
            }
        }
        return new Effects(List.copyOf(changed.values()), deployed);
    }

    private AccountEffect change(Address address, Map<Hash, Bytes> deployed) {
        Account before = state.account(address);
        boolean bare = before != null && before.nonce() == 0 && !before.hasCode();
        if (bare && random.nextInt(3) == 0) {
            // As an empty account that is touched, or a contract made and destroyed over a balance.
            return new AccountEffect(address, before, null, false, List.of());
        }
        if (before == null && random.nextBoolean()) {
            Account funded = new Account(0, Word.of(1 + random.nextInt(9)), Hash.EMPTY_CODE);
            return new AccountEffect(address, null, funded, false, List.of());
        }
        if (bare && state.hasStorage(address)) {
            // Nobody makes a contract of it (EIP-7610): it is funded or emptied.
            Account after = before.withBalance(Word.of(random.nextInt(3)));
            return new AccountEffect(address, before, after, false, List.of());
        }
        Account after = before == null ? new Account(1, Word.ZERO, Hash.EMPTY_CODE) : before;
        if (random.nextInt(3) > 0) {
            after =
                    new Account(
                            after.nonce() + random.nextInt(2),
                            Word.of(random.nextInt(4)),
                            after.codeHash());
        }
        if (after.nonce() == 0) {
            return new AccountEffect(address, before, after, false, List.of());
        }
        if (random.nextInt(5) == 0) {
            Bytes code = code();
            boolean isNone = random.nextInt(3) == 0;
            Hash hash = isNone ? Hash.EMPTY_CODE : Hash.keccak(code);
            after = new Account(after.nonce(), after.balance(), hash);
            if (!isNone) {
                deployed.put(hash, code);
            }
        }
        return new AccountEffect(address, before, after, false, slots(address));
    }

    private List<SlotEffect> slots(Address address) {
        TreeMap<Word, SlotEffect> slots = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Word slot = Word.of(random.nextInt(SLOTS));
            Word was = state.storage(address, slot);
            Word value = random.nextInt(3) == 0 ? Word.ZERO : Word.of(1 + random.nextInt(400));
            if (!was.equals(value)) {
                slots.put(slot, new SlotEffect(slot, was, value));
            }
        }
        return List.copyOf(slots.values());
    }

    private Bytes code() {
        byte[] code = new byte[1 + random.nextInt(60)];
        random.nextBytes(code);
        return Bytes.wrap(code);
    }

    /** What differs between the state and the model of the block; empty where nothing does. */
    String difference(int number, StateView view) {
        Model model = models.get(number);
        for (int i = 0; i <= ADDRESSES; i++) {
            Address address = address(i);
            Account want = model.accounts().get(address);
            Account have = view.account(address);
            if (!Objects.equals(want, have)) {
                return "block %d, account %d: %s, want %s".formatted(number, i, have, want);
            }
            Map<Word, Word> own = model.slots().getOrDefault(address, Map.of());
            for (int s = 0; s <= SLOTS; s++) {
                Word value = own.getOrDefault(Word.of(s), Word.ZERO);
                Word found = view.storage(address, Word.of(s));
                if (!value.equals(found)) {
                    return "block %d, account %d, slot %d: %s, want %s"
                            .formatted(number, i, s, found, value);
                }
            }
            if (want != null && want.hasCode()) {
                Bytes code = view.code(want.codeHash());
                if (!code.equals(codes.get(want.codeHash()))) {
                    return "block %d, code of account %d: %s".formatted(number, i, code);
                }
            }
            boolean any = own.values().stream().anyMatch(value -> !value.isZero());
            boolean collides = want != null && (want.nonce() != 0 || want.hasCode());
            if (view.hasStorage(address) != (collides || any)) {
                return "block %d, account %d: has storage is %s"
                        .formatted(number, i, !(collides || any));
            }
        }
        return "";
    }
}
