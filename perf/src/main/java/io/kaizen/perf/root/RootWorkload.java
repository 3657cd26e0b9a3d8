package io.kaizen.perf.root;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A synthetic state and blocks of changes to it: accounts without code and one contract with many
 * slots, as a token has its balances. Every change overwrites a value that is there. The same seed
 * gives the same blocks. One thread; keeps an int for every account and a long for every slot.
 */
final class RootWorkload {
    /** Which keys a block changes. */
    public enum Kind {
        ACCOUNTS,
        SLOTS,
        /** Half of each. */
        BOTH
    }

    private static final long FIRST_ADDRESS = 1L << 32;
    private static final Address CONTRACT = Address.ofLong(0xc0);
    private static final Hash CODE = Hash.keccak(new byte[] {1});

    private final Random random;
    private final int[] nonces;
    private final long[] values;
    private Account contract = new Account(1, Word.ZERO, CODE);

    RootWorkload(int accounts, int slots, long seed) {
        this.random = new Random(seed);
        this.nonces = new int[accounts];
        this.values = new long[slots];
    }

    /** The blocks that make the state, of at most this many keys each. */
    List<Part> growth(int keysMax) {
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < nonces.length; from += keysMax) {
            parts.add(new Part(Kind.ACCOUNTS, from, Math.min(nonces.length, from + keysMax)));
        }
        for (int from = 0; from < values.length; from += keysMax) {
            parts.add(new Part(Kind.SLOTS, from, Math.min(values.length, from + keysMax)));
        }
        return parts;
    }

    /** A run of keys of one kind, by their numbers. */
    record Part(Kind kind, int from, int to) {}

    /** Creates the keys of the part. */
    Effects grow(Part part) {
        int[] keys = new int[part.to - part.from];
        Arrays.setAll(keys, i -> part.from + i);
        return part.kind == Kind.ACCOUNTS
                ? new Effects(accounts(keys), Map.of())
                : new Effects(List.of(slots(keys)), Map.of());
    }

    /** A block that changes this many keys, drawn at random. */
    Effects block(Kind kind, int changes) {
        return switch (kind) {
            case ACCOUNTS -> new Effects(accounts(draw(nonces.length, changes)), Map.of());
            case SLOTS -> new Effects(List.of(slots(draw(values.length, changes))), Map.of());
            case BOTH -> {
                List<AccountEffect> both = new ArrayList<>();
                // The contract's address stands below all others.
                both.add(slots(draw(values.length, changes / 2)));
                both.addAll(accounts(draw(nonces.length, changes - changes / 2)));
                yield new Effects(both, Map.of());
            }
        };
    }

    private List<AccountEffect> accounts(int[] keys) {
        List<AccountEffect> effects = new ArrayList<>(keys.length);
        for (int key : keys) {
            Account before = nonces[key] == 0 ? null : account(key, nonces[key]);
            Account after = account(key, ++nonces[key]);
            Address address = Address.ofLong(FIRST_ADDRESS + key);
            effects.add(new AccountEffect(address, before, after, false, List.of()));
        }
        return effects;
    }

    private static Account account(int key, int nonce) {
        // A balance of nine bytes, about ten ether.
        Word balance = new Word(0, 0, 1, ((long) key << 24) - nonce);
        return new Account(nonce, balance, Hash.EMPTY_CODE);
    }

    private AccountEffect slots(int[] keys) {
        List<SlotEffect> effects = new ArrayList<>(keys.length);
        for (int key : keys) {
            long before = values[key];
            values[key] = before == 0 ? 1_000_000_000L + key : before + 1;
            effects.add(new SlotEffect(Word.of(key), Word.of(before), Word.of(values[key])));
        }
        Account before = contract.nonce() == 1 ? null : contract;
        contract = contract.withNonce(contract.nonce() + 1);
        return new AccountEffect(CONTRACT, before, contract, false, effects);
    }

    private int[] draw(int bound, int count) {
        if (count > bound) {
            throw new IllegalArgumentException(count + " changes of " + bound + " keys");
        }
        Set<Integer> drawn = new HashSet<>();
        while (drawn.size() < count) {
            drawn.add(random.nextInt(bound));
        }
        return drawn.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
}
