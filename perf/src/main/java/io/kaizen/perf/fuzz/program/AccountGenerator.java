package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Code;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The accounts that a program starts from. */
final class AccountGenerator {
    private static final Word ETHER = Word.of(1_000_000_000_000_000_000L);

    private final Dice dice;
    private final Cast cast;
    private final Revision revision;
    private final Profile profile;
    private final List<PreAccount> accounts = new ArrayList<>();

    private AccountGenerator(Dice dice, Cast cast, Revision revision, Profile profile) {
        this.dice = dice;
        this.cast = cast;
        this.revision = revision;
        this.profile = profile;
    }

    static List<PreAccount> accounts(Dice dice, Cast cast, Revision revision, Profile profile) {
        return new AccountGenerator(dice, cast, revision, profile).all();
    }

    private List<PreAccount> all() {
        add(cast.sender().address(), senderNonce(), funds(), Bytes.EMPTY);
        cast.plain().forEach(address -> add(address, 0, Word.of(4660), Bytes.EMPTY));
        for (int i = 0; i < cast.contracts().size(); i++) {
            contract(i);
        }
        cast.delegated().forEach(address -> add(address, 1, balance(), delegation()));
        cast.authorities().forEach(key -> authority(key.address()));
        if (dice.oneIn(12)) {
            obstacle();
        }
        Set<Address> seen = new HashSet<>();
        return accounts.stream().filter(account -> seen.add(account.address())).toList();
    }

    private void add(Address address, long nonce, Word balance, Bytes code) {
        accounts.add(new PreAccount(address, nonce, balance, code, Map.of()));
    }

    private long senderNonce() {
        return dice.oneIn(2) ? dice.pick(1, 7, 127, 128, 255, 256) : 0;
    }

    private Word funds() {
        // A million ether: what 2^40 gas may cost.
        return profile == Profile.DEEP ? ETHER.times(1_000_000) : ETHER;
    }

    private Word balance() {
        return Word.of(dice.oneIn(2) ? 0 : dice.below(1000));
    }

    private void contract(int rank) {
        Address address = cast.contracts().get(rank);
        accounts.add(new PreAccount(address, nonce(), balance(), code(rank), storage()));
    }

    private Bytes code(int rank) {
        if (rank == 0 && profile == Profile.DEEP) {
            return CodeGenerator.deep(dice, revision);
        }
        Profile dwells = rank == 0 || dice.oneIn(2) ? profile : Profile.pick(dice);
        return loadable(CodeGenerator.code(dwells, dice, cast, revision, rank));
    }

    /**
     * Not what only begins like a delegation (EIP-7702), which no account can have: EIP-3541 keeps
     * it out, and Anvil dies of it.
     */
    private static Bytes loadable(Bytes code) {
        boolean begins =
                code.size() >= 2 && code.get(0) == (byte) 0xef && code.get(1) == (byte) 0x01;
        return begins ? Bytes.copyOf(code.array(), 1, code.size() - 1) : code;
    }

    /** At the end of all nonces, CREATE fails (EIP-2681). */
    private long nonce() {
        if (dice.oneIn(30)) {
            return dice.pick(-1, -2);
        }
        return dice.oneIn(6) ? 0 : 1;
    }

    private Map<Word, Word> storage() {
        Map<Word, Word> storage = new HashMap<>();
        for (int slot = 0; slot < 4; slot++) {
            if (dice.oneIn(2)) {
                storage.put(Word.of(slot), Word.of(1 + dice.below(3)));
            }
        }
        return storage;
    }

    private Bytes delegation() {
        return Code.delegation(
                switch (dice.below(10)) {
                    case 0 -> Address.ofLong(dice.below(0x12));
                    case 1 -> dice.pick(cast.delegated());
                    case 2 -> dice.pick(cast.missing());
                    default -> dice.pick(cast.contracts());
                });
    }

    private void authority(Address address) {
        switch (dice.below(6)) {
            // Never missing: there Anvil gives a refund that EIP-7702 does not.
            case 0, 1 -> add(address, 0, Word.ONE, Bytes.EMPTY);
            case 2 -> add(address, 1, balance(), Code.delegation(dice.pick(cast.contracts())));
            case 3 -> add(address, 1, balance(), Bytes.wrap(new byte[] {0x5b}));
            default -> add(address, dice.below(2), Word.of(1000), Bytes.EMPTY);
        }
    }

    /** Something where a contract is about to be created: a balance is no obstacle. */
    private void obstacle() {
        Address creator = dice.oneIn(2) ? cast.contracts().getFirst() : cast.sender().address();
        Address address = Address.ofCreate(creator, dice.below(2));
        switch (dice.below(3)) {
            case 0 -> add(address, 0, Word.ONE, Bytes.EMPTY);
            case 1 -> add(address, 1, Word.ZERO, Bytes.EMPTY);
            default -> add(address, 0, Word.ZERO, Bytes.wrap(new byte[] {0}));
        }
    }
}
