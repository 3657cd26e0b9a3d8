package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.zk.hash.Keccak256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One trie over path-addressed nodes: keys up to 32 bytes, values not empty. Keeps its branches
 * down to a depth in memory, the rest is in the store.
 *
 * <p>Addressing by path works because a branch stands at the same path whatever happens above it:
 * splitting and collapsing re-create leaves and extensions only.
 *
 * <p>One thread at a time, and those it lends itself for an update. Source: yellow paper, appendix
 * D.
 */
final class MerkleTrie {
    /** Keeps nothing: a trie that is updated once. */
    static final int KEEP_NOTHING = -1;

    private final TrieNodes nodes;
    private final Hash owner;
    private final int keptNibbles;
    private @Nullable Node root;
    private long keptBytes;

    private MerkleTrie(TrieNodes nodes, Hash owner, int keptNibbles, @Nullable Node root) {
        this.nodes = nodes;
        this.owner = owner;
        this.keptNibbles = keptNibbles;
        this.root = root;
    }

    /** A trie without entries and without a store. */
    static MerkleTrie empty() {
        return new MerkleTrie(TrieNodes.NONE, TrieNodes.ACCOUNTS, KEEP_NOTHING, null);
    }

    /** Opens at the root node that is stored, if any; keeps branches down to this depth. */
    static MerkleTrie open(TrieNodes nodes, Hash owner, int keptNibbles) {
        byte[] encoding = nodes.get(owner, NodePath.ROOT);
        Node root = null;
        if (encoding != null) {
            int length = Node.listEnd(encoding, 0);
            root = Node.decodeStored(encoding, length);
            root.reference = Keccak256.hash(encoding, 0, length);
        }
        return new MerkleTrie(nodes, owner, keptNibbles, root);
    }

    /**
     * What an update leads to, before it takes effect.
     *
     * @param changes of stored nodes, each path once, in a fixed order
     */
    record Pending(@Nullable Node node, List<NodeChange> changes, long keptBytes) {
        Hash root() {
            return node == null ? Hash.EMPTY_TRIE : Hash.of(node.settledReference());
        }
    }

    Hash root() {
        return new Pending(root, List.of(), 0).root();
    }

    /** The heap of what is kept, in bytes. */
    long keptBytes() {
        return keptBytes;
    }

    /** Walks what is kept and sums it up: what {@link #keptBytes} counts. */
    long keptBytesWalked() {
        return root instanceof Branch branch ? branch.treeBytes() : 0;
    }

    /**
     * The trie after the changes, which are sorted and have each key once.
     *
     * @throws TrieException where a node is missing or is not the one its parent names
     */
    Pending update(Change[] changes, TrieWorkers workers) {
        BatchUpdate batch = batch(changes, workers);
        Node after = batch.run(root);
        return new Pending(after, batch.done(), keptBytes + batch.keptBytes());
    }

    /** As {@link #update}, after every entry is removed. */
    Pending replace(Change[] changes, TrieWorkers workers) {
        BatchUpdate batch = batch(changes, workers);
        Node after = batch.run(null);
        Map<NodePath, NodeChange> written = new HashMap<>();
        batch.done().forEach(change -> written.put(change.path(), change));
        List<NodeChange> done = new ArrayList<>();
        if (root != null) {
            forget(root, NodePath.ROOT, written, done);
        }
        for (NodeChange change : batch.done()) {
            if (written.containsKey(change.path())) {
                done.add(change);
            }
        }
        return new Pending(after, done, batch.keptBytes());
    }

    private BatchUpdate batch(Change[] changes, TrieWorkers workers) {
        return new BatchUpdate(new BatchUpdate.Trie(nodes, owner, keptNibbles), changes, workers);
    }

    /** Makes an update of this trie take effect. */
    void take(Pending pending) {
        // Short nodes are not kept: only what they are is known.
        root =
                pending.node() == null || pending.node() instanceof Branch
                        ? pending.node()
                        : new Node.Unloaded(pending.node().settledReference());
        keptBytes = pending.keptBytes();
    }

    /** The stored nodes from here down as removed, or overwritten by what is written instead. */
    private void forget(
            Node node, NodePath path, Map<NodePath, NodeChange> written, List<NodeChange> done) {
        Node loaded =
                node instanceof Node.Unloaded unloaded ? load(nodes, owner, path, unloaded) : node;
        byte[] encoding = loaded.encoding;
        boolean ownEntry = path.length() == 0 || !(loaded instanceof Node.Leaf);
        if (encoding != null && loaded.isHashed() && ownEntry) {
            NodeChange over = written.remove(path);
            NodeChange change =
                    NodeChange.of(owner, path, encoding, over == null ? null : after(over));
            if (change != null) {
                done.add(change);
            }
        }
        switch (loaded) {
            case Node.Extension extension ->
                    forget(extension.child, path.append(extension.nibbles), written, done);
            case Branch branch -> {
                for (int i = 0; i < Branch.CHILDREN; i++) {
                    Node child = branch.child(i);
                    if (child != null) {
                        forget(child, path.child(i), written, done);
                    }
                }
            }
            case Node.Leaf _, Node.Unloaded _ -> {}
        }
    }

    private static byte @Nullable [] after(NodeChange change) {
        return change.after() == null ? null : change.after().array();
    }

    byte @Nullable [] get(byte[] key) {
        byte[] nibbles = Nibbles.of(key);
        Node node = root;
        int depth = 0;
        while (node != null) {
            switch (node) {
                case Node.Unloaded unloaded ->
                        node = load(nodes, owner, NodePath.of(nibbles, depth), unloaded);
                case Node.Leaf leaf -> {
                    byte[] rest = Nibbles.from(nibbles, depth);
                    return Arrays.equals(leaf.nibbles, rest) ? leaf.value : null;
                }
                case Node.Extension extension -> {
                    int common = Nibbles.common(extension.nibbles, nibbles, depth);
                    if (common < extension.nibbles.length) {
                        return null;
                    }
                    depth += common;
                    node = extension.child;
                }
                case Branch branch -> {
                    if (depth == nibbles.length) {
                        return branch.value();
                    }
                    node = branch.child(nibbles[depth++]);
                }
            }
        }
        return null;
    }

    /** The node that {@code unloaded} stands for, checked against its hash. */
    static Node load(TrieNodes nodes, Hash owner, NodePath path, Node.Unloaded unloaded) {
        byte[] want = unloaded.settledReference();
        byte[] known = unloaded.encoding;
        byte[] encoding = known == null ? nodes.get(owner, path) : known;
        int length = encoding == null ? 0 : Node.listEnd(encoding, 0);
        if (encoding == null || !Arrays.equals(Keccak256.hash(encoding, 0, length), want)) {
            throw new TrieException(
                    (encoding == null ? "missing" : "stale")
                            + " trie node: owner "
                            + owner
                            + ", path "
                            + path
                            + ", want hash "
                            + Hash.of(want));
        }
        Node node = Node.decodeStored(encoding, length);
        node.reference = want;
        return node;
    }
}
