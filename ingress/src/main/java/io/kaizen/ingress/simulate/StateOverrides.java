package io.kaizen.ingress.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accounts as a request wishes them to be (geth's state override set). */
public record StateOverrides(Map<Address, AccountOverride> accounts) {
    public static final StateOverrides NONE = new StateOverrides(Map.of());

    /**
     * @param state replaces all storage; null keeps it
     * @param stateDiff replaces single slots
     */
    public record AccountOverride(
            @Nullable Long nonce,
            @Nullable Word balance,
            @Nullable Bytes code,
            @Nullable Map<Word, Word> state,
            Map<Word, Word> stateDiff) {}

    public static StateOverrides parse(JsonNode node) {
        HexInput.object(node);
        Map<Address, AccountOverride> accounts = new HashMap<>();
        node.properties()
                .forEach(entry -> accounts.put(address(entry.getKey()), account(entry.getValue())));
        return new StateOverrides(accounts);
    }

    private static Address address(String text) {
        try {
            return Address.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("invalid address in state override: " + text);
        }
    }

    private static AccountOverride account(JsonNode node) {
        HexInput.object(node);
        if (HexInput.field(node, "movePrecompileToAddress") != null) {
            throw new InvalidInput("movePrecompileToAddress is not supported");
        }
        JsonNode nonce = HexInput.field(node, "nonce");
        JsonNode balance = HexInput.field(node, "balance");
        JsonNode code = HexInput.field(node, "code");
        JsonNode state = HexInput.field(node, "state");
        JsonNode diff = HexInput.field(node, "stateDiff");
        if (state != null && diff != null) {
            throw new InvalidInput("account has both 'state' and 'stateDiff'");
        }
        return new AccountOverride(
                nonce == null ? null : HexInput.uint64(nonce),
                balance == null ? null : HexInput.quantity(balance),
                code == null ? null : HexInput.data(code),
                state == null ? null : slots(state),
                diff == null ? Map.of() : slots(diff));
    }

    private static Map<Word, Word> slots(JsonNode node) {
        Map<Word, Word> slots = new HashMap<>();
        HexInput.object(node)
                .properties()
                .forEach(entry ->
                        slots.put(slot(entry.getKey()), HexInput.value32(entry.getValue())));
        return slots;
    }

    private static Word slot(String text) {
        try {
            return Hash.fromHex(text).toWord();
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("invalid slot in state override: " + text);
        }
    }

    /** The state with these in place of its own. */
    public StateView over(StateView base) {
        return accounts.isEmpty() ? base : new Overridden(base, accounts);
    }

    private record Overridden(StateView base, Map<Address, AccountOverride> accounts)
            implements StateView {

        @Override
        public @Nullable Account account(Address address) {
            Account known = base.account(address);
            AccountOverride wish = accounts.get(address);
            if (wish == null) {
                return known;
            }
            Account was = known == null ? Account.EMPTY : known;
            return new Account(
                    wish.nonce() == null ? was.nonce() : wish.nonce(),
                    wish.balance() == null ? was.balance() : wish.balance(),
                    wish.code() == null ? was.codeHash() : Hash.keccak(wish.code()));
        }

        @Override
        public Word storage(Address address, Word slot) {
            AccountOverride wish = accounts.get(address);
            if (wish == null) {
                return base.storage(address, slot);
            }
            if (wish.state() != null) {
                return wish.state().getOrDefault(slot, Word.ZERO);
            }
            Word set = wish.stateDiff().get(slot);
            return set == null ? base.storage(address, slot) : set;
        }

        @Override
        public Bytes code(Hash codeHash) {
            for (AccountOverride wish : accounts.values()) {
                if (wish.code() != null && Hash.keccak(wish.code()).equals(codeHash)) {
                    return wish.code();
                }
            }
            return base.code(codeHash);
        }

        @Override
        public boolean hasStorage(Address address) {
            AccountOverride wish = accounts.get(address);
            if (wish != null && wish.state() != null) {
                return wish.state().values().stream().anyMatch(value -> !value.isZero());
            }
            return base.hasStorage(address);
        }
    }
}
