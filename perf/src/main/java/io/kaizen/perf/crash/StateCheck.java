package io.kaizen.perf.crash;

import static io.kaizen.perf.crash.Inquest.require;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.store.StateStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Compares the state store with what the chain's effects lead to, and that with the root. */
final class StateCheck {
    private StateCheck() {}

    private record Slot(Address address, Word slot) {}

    static void examine(Node node, Genesis genesis) throws Inquest.Broken {
        MemoryState model = new MemoryState();
        Set<Slot> touched = new HashSet<>();
        Set<Address> addresses = new HashSet<>();
        long head = node.log().height();
        for (long number = 0; number <= head; number++) {
            Effects effects =
                    number == 0
                            ? genesis.effects()
                            : Objects.requireNonNull(node.log().effects(number));
            model.apply(effects);
            for (Effects.AccountEffect effect : effects.accounts()) {
                addresses.add(effect.address());
                effect.slots()
                        .forEach(slot -> touched.add(new Slot(effect.address(), slot.slot())));
            }
        }
        Hash root = rootOf(model);
        Hash want = Objects.requireNonNull(node.log().block(head)).header().stateRoot();
        require(root.equals(want), "state root of block " + head + " is " + root + ", not " + want);
        StateStore store = node.store();
        require(store.height() == head, "store at " + store.height() + ", chain at " + head);
        for (Address address : addresses) {
            Account expected = model.account(address);
            Account found = store.account(address);
            require(
                    Objects.equals(found, expected),
                    "account %s is %s, not %s".formatted(address, found, expected));
            if (expected != null) {
                require(
                        store.code(expected.codeHash()).equals(model.code(expected.codeHash())),
                        "another code of " + address);
            }
        }
        for (Slot slot : touched) {
            Word expected = model.storage(slot.address(), slot.slot());
            Word found = store.storage(slot.address(), slot.slot());
            require(
                    found.equals(expected),
                    "%s of %s is %s, not %s"
                            .formatted(slot.slot(), slot.address(), found, expected));
        }
        Hash stored = StateTrie.open(store).root();
        require(stored.equals(want), "stored trie has root " + stored + ", not " + want);
    }

    private static Hash rootOf(MemoryState model) {
        Map<Address, AccountState> all = new HashMap<>();
        model.accounts()
                .forEach((address, account) ->
                        all.put(address, new AccountState(account, model.slots(address))));
        return StateTrie.rootOf(all);
    }
}
