package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.trie.AccountProof.SlotProof;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merkle proofs read straight from stored nodes, every one checked against the hash its parent
 * names. Any thread, as far as the nodes allow. A proof lists hashed nodes only: embedded ones are
 * part of their parent's.
 */
public final class ProofBuilder {
    private final TrieNodes nodes;
    private final Hash owner;
    private final List<Bytes> path = new ArrayList<>();

    private ProofBuilder(TrieNodes nodes, Hash owner) {
        this.nodes = nodes;
        this.owner = owner;
    }

    /**
     * Proofs of the account and the slots, present or absent.
     *
     * @throws TrieException where the nodes are not those of {@code stateRoot}
     */
    public static AccountProof prove(
            TrieNodes nodes, Hash stateRoot, Address address, List<Word> slots) {
        Hash owner = StateTrie.owner(address);
        ProofBuilder accounts = new ProofBuilder(nodes, TrieNodes.ACCOUNTS);
        byte[] encoded = accounts.walk(stateRoot, owner.toArray());
        AccountLeaf leaf =
                encoded == null
                        ? new AccountLeaf(Account.EMPTY, Hash.EMPTY_TRIE)
                        : AccountLeaf.decode(encoded);
        List<SlotProof> proofs = new ArrayList<>(slots.size());
        for (Word slot : slots) {
            ProofBuilder storage = new ProofBuilder(nodes, owner);
            byte[] value = storage.walk(leaf.storageRoot(), StateTrie.slotKey(slot));
            Word word = value == null ? Word.ZERO : RlpReader.of(value).word();
            proofs.add(new SlotProof(slot, word, List.copyOf(storage.path)));
        }
        return new AccountProof(
                address, leaf.account(), leaf.storageRoot(), List.copyOf(accounts.path), proofs);
    }

    private byte @Nullable [] walk(Hash root, byte[] key) {
        if (root.equals(Hash.EMPTY_TRIE)) {
            return null;
        }
        byte[] nibbles = Nibbles.of(key);
        Node node = new Node.Unloaded(root);
        int depth = 0;
        while (true) {
            switch (node) {
                case null -> {
                    return null;
                }
                case Node.Unloaded unloaded -> node = load(unloaded, nibbles, depth);
                case Node.Leaf leaf -> {
                    byte[] rest = Nibbles.from(nibbles, depth);
                    return Arrays.equals(leaf.nibbles, rest) ? leaf.value : null;
                }
                case Node.Extension extension -> {
                    if (Nibbles.common(extension.nibbles, nibbles, depth)
                            < extension.nibbles.length) {
                        return null;
                    }
                    depth += extension.nibbles.length;
                    node = extension.child;
                }
                case Branch branch -> node = branch.child(nibbles[depth++]);
            }
        }
    }

    private Node load(Node.Unloaded unloaded, byte[] nibbles, int depth) {
        Node node = MerkleTrie.load(nodes, owner, NodePath.of(nibbles, depth), unloaded);
        path.add(Bytes.wrap(node.rlp()));
        return node;
    }
}
