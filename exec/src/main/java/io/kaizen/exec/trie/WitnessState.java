package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a state that a witness holds: its trie nodes are found by their hashes from the root
 * down and put at their paths, so that {@link StateTrie} can work on them, and what their leaves
 * hold can be read. Whatever leads outside the witness throws {@link TrieException}: a node that is
 * not there is never an account that is not there.
 *
 * <p>Immutable; nodes that no path from the root leads to are left out.
 */
public final class WitnessState implements StateView, TrieNodes {
    private record Place(Hash owner, NodePath path) {
        Place below(byte... nibbles) {
            if (path.length() + nibbles.length > NodePath.NIBBLES_MAX) {
                throw new TrieException("a path of the witness is too long: " + path);
            }
            return new Place(owner, path.append(nibbles));
        }

        /** Where a slot's leaf ends. */
        static Place ofSlot(Hash owner, Hash key) {
            return new Place(
                    owner,
                    new NodePath(NodePath.NIBBLES_MAX, key.h3(), key.h2(), key.h1(), key.h0()));
        }
    }

    private final Map<Place, byte[]> byPlace = new HashMap<>();
    // By the hashes of addresses and slots.
    private final Map<Hash, AccountLeaf> accounts = new HashMap<>();
    private final Map<Place, Word> slots = new HashMap<>();
    private final Map<Hash, Bytes> codes = new HashMap<>();

    private WitnessState() {}

    /**
     * @param nodes RLP of trie nodes of at least 32 bytes (a root may be shorter), in any order
     * @param codes in any order
     * @throws TrieException if the root is not among the nodes, or a path does not end where it
     *     must
     * @throws RlpException if a node is none
     */
    public static WitnessState of(Hash root, List<Bytes> nodes, List<Bytes> codes) {
        Map<Hash, byte[]> byHash = new HashMap<>();
        nodes.forEach(node -> byHash.put(Hash.keccak(node), node.array()));
        // The empty trie has an encoding, but no node.
        byHash.remove(Hash.EMPTY_TRIE);
        if (!root.equals(Hash.EMPTY_TRIE) && !byHash.containsKey(root)) {
            throw new TrieException("the witness lacks the root " + root);
        }
        WitnessState state = new WitnessState();
        codes.forEach(code -> state.codes.put(Hash.keccak(code), code));
        state.place(byHash, new Place(ACCOUNTS, NodePath.ROOT), root);
        return state;
    }

    /** Puts the node with this hash, if it is known, and all below it where they belong. */
    private void place(Map<Hash, byte[]> byHash, Place place, Hash hash) {
        byte[] encoding = byHash.get(hash);
        if (encoding != null) {
            byPlace.put(place, encoding);
            walk(byHash, place, Node.decode(encoding));
        }
    }

    private void walk(Map<Hash, byte[]> byHash, Place place, Node node) {
        switch (node) {
            case Node.Unloaded unloaded ->
                    place(byHash, place, Hash.of(unloaded.settledReference()));
            case Node.Extension extension ->
                    walk(byHash, place.below(extension.nibbles), extension.child);
            case Branch branch -> {
                for (int i = 0; i < 16; i++) {
                    Node child = branch.child(i);
                    if (child != null) {
                        walk(byHash, place.below((byte) i), child);
                    }
                }
            }
            case Node.Leaf leaf -> leaf(byHash, place.below(leaf.nibbles), leaf.value);
        }
    }

    private void leaf(Map<Hash, byte[]> byHash, Place place, byte[] value) {
        NodePath path = place.path();
        if (path.length() != NodePath.NIBBLES_MAX) {
            throw new TrieException("a leaf of the witness has a key of " + path.length());
        }
        if (!place.owner().equals(ACCOUNTS)) {
            RlpReader item = RlpReader.of(value);
            slots.put(place, item.word());
            item.expectEnd();
            return;
        }
        AccountLeaf account = AccountLeaf.decode(value);
        Hash key = new Hash(path.p0(), path.p1(), path.p2(), path.p3());
        accounts.put(key, account);
        place(byHash, new Place(key, NodePath.ROOT), account.storageRoot());
    }

    @Override
    public @Nullable Account account(Address address) {
        AccountLeaf leaf = leaf(StateTrie.owner(address));
        return leaf == null ? null : leaf.account();
    }

    @Override
    public Word storage(Address address, Word slot) {
        Hash owner = StateTrie.owner(address);
        if (!hasStorage(address)) {
            return Word.ZERO;
        }
        Hash key = Hash.of(StateTrie.slotKey(slot));
        Word value = slots.get(Place.ofSlot(owner, key));
        if (value != null) {
            return value;
        }
        expectAbsent(owner, key);
        return Word.ZERO;
    }

    @Override
    public Bytes code(Hash codeHash) {
        if (codeHash.equals(Hash.EMPTY_CODE)) {
            return Bytes.EMPTY;
        }
        Bytes code = codes.get(codeHash);
        if (code == null) {
            throw new TrieException("the witness lacks the code " + codeHash);
        }
        return code;
    }

    @Override
    public boolean hasStorage(Address address) {
        AccountLeaf leaf = leaf(StateTrie.owner(address));
        return leaf != null && !leaf.storageRoot().equals(Hash.EMPTY_TRIE);
    }

    private @Nullable AccountLeaf leaf(Hash owner) {
        AccountLeaf leaf = accounts.get(owner);
        if (leaf == null) {
            expectAbsent(ACCOUNTS, owner);
        }
        return leaf;
    }

    /** Walks to where the key would be; throws where the walk leaves the witness. */
    private void expectAbsent(Hash owner, Hash key) {
        if (MerkleTrie.open(this, owner, MerkleTrie.KEEP_NOTHING).get(key.toArray()) != null) {
            throw new IllegalStateException("a leaf was not seen: " + owner + ", " + key);
        }
    }

    @Override
    public byte @Nullable [] get(Hash owner, NodePath path) {
        byte[] node = byPlace.get(new Place(owner, path));
        if (node == null && path.equals(NodePath.ROOT) && !owner.equals(ACCOUNTS)) {
            expectNoStorage(owner);
        }
        return node;
    }

    /** A storage trie whose root is not here must be empty, or else it is missing. */
    private void expectNoStorage(Hash owner) {
        AccountLeaf leaf = accounts.get(owner);
        if (leaf != null && !leaf.storageRoot().equals(Hash.EMPTY_TRIE)) {
            throw new TrieException(
                    "the witness lacks the storage root %s of the account with hash %s"
                            .formatted(leaf.storageRoot(), owner));
        }
    }
}
