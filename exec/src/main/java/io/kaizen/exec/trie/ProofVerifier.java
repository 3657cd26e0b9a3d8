package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.trie.AccountProof.SlotProof;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks Merkle proofs that anybody may have made: a verdict, never an exception. */
public final class ProofVerifier {

    /** What a proof shows about a key. */
    public sealed interface Verdict {
        record Present(Bytes value) implements Verdict {}

        record Absent() implements Verdict {}

        record Invalid(String reason) implements Verdict {}
    }

    private ProofVerifier() {}

    /**
     * What the nodes, from the root down and without surplus, show about {@code key} in the trie
     * with this root.
     */
    public static Verdict verify(Hash root, byte[] key, List<Bytes> nodes) {
        if (root.equals(Hash.EMPTY_TRIE)) {
            return nodes.isEmpty()
                    ? new Verdict.Absent()
                    : new Verdict.Invalid("nodes for an empty trie");
        }
        try {
            return walk(root, Nibbles.of(key), nodes);
        } catch (RlpException e) {
            return new Verdict.Invalid(e.getMessage());
        }
    }

    /** Null where the account and every slot are proved; otherwise what is wrong. */
    public static @Nullable String fault(Hash stateRoot, AccountProof proof) {
        Hash owner = StateTrie.owner(proof.address());
        AccountLeaf claimed = new AccountLeaf(proof.account(), proof.storageRoot());
        boolean absent =
                proof.account().equals(Account.EMPTY)
                        && proof.storageRoot().equals(Hash.EMPTY_TRIE);
        String fault =
                fault(
                        verify(stateRoot, owner.toArray(), proof.nodes()),
                        Bytes.wrap(claimed.encode()),
                        absent);
        if (fault != null) {
            return "account " + proof.address() + ": " + fault;
        }
        for (SlotProof slot : proof.slots()) {
            Verdict verdict =
                    verify(proof.storageRoot(), StateTrie.slotKey(slot.slot()), slot.nodes());
            Bytes value = Bytes.wrap(StateTrie.slotValue(slot.value()));
            fault = fault(verdict, value, slot.value().isZero());
            if (fault != null) {
                return "slot " + slot.slot().hex() + ": " + fault;
            }
        }
        return null;
    }

    private static @Nullable String fault(Verdict verdict, Bytes claimed, boolean mayBeAbsent) {
        return switch (verdict) {
            case Verdict.Invalid(String reason) -> reason;
            case Verdict.Absent _ -> mayBeAbsent ? null : "claimed, but proved absent";
            case Verdict.Present(Bytes value) ->
                    value.equals(claimed) ? null : "the proof shows " + value;
        };
    }

    private static Verdict walk(Hash root, byte[] nibbles, List<Bytes> nodes) {
        Node node = new Node.Unloaded(root);
        int depth = 0;
        int used = 0;
        while (true) {
            switch (node) {
                case null -> {
                    return end(null, used, nodes);
                }
                case Node.Unloaded unloaded -> {
                    Hash want = Hash.of(unloaded.settledReference());
                    if (used == nodes.size()) {
                        return new Verdict.Invalid("the proof ends at node " + want);
                    }
                    Bytes encoding = nodes.get(used++);
                    if (!Hash.keccak(encoding).equals(want)) {
                        return new Verdict.Invalid("node " + (used - 1) + " has another hash");
                    }
                    node = Node.decode(encoding.array());
                }
                case Node.Leaf leaf -> {
                    byte[] rest = Nibbles.from(nibbles, depth);
                    return end(Arrays.equals(leaf.nibbles, rest) ? leaf.value : null, used, nodes);
                }
                case Node.Extension extension -> {
                    if (Nibbles.common(extension.nibbles, nibbles, depth)
                            < extension.nibbles.length) {
                        return end(null, used, nodes);
                    }
                    depth += extension.nibbles.length;
                    node = extension.child;
                }
                case Branch branch -> {
                    if (depth == nibbles.length) {
                        return end(branch.value(), used, nodes);
                    }
                    node = branch.child(nibbles[depth++]);
                }
            }
        }
    }

    private static Verdict end(byte @Nullable [] value, int used, List<Bytes> nodes) {
        if (used != nodes.size()) {
            return new Verdict.Invalid((nodes.size() - used) + " surplus nodes");
        }
        return value == null ? new Verdict.Absent() : new Verdict.Present(Bytes.wrap(value));
    }
}
