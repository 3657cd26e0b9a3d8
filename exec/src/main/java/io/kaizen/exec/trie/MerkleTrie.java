package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One trie over path-addressed nodes: keys up to 32 bytes, values not empty. Nodes are loaded when
 * a path leads through them; {@link #commit} hashes what changed and lists the stored nodes to
 * write and to delete.
 *
 * <p>Addressing by path works because a branch stands at the same path whatever happens above it:
 * splitting and collapsing re-create leaves and extensions only. Every stored node that is changed,
 * replaced or removed is noted as stale at its path; what is stale and not written again is
 * deleted.
 *
 * <p>One thread. The sixteen subtrees of the root share nothing but the stale set and the list of
 * changes, so they can be hashed apart. Source: yellow paper, appendix D.
 */
final class MerkleTrie {
    private final TrieNodes nodes;
    private final Hash owner;
    private final Set<NodePath> stale = new HashSet<>();
    private final RlpWriter writer = new RlpWriter(1024);
    private @Nullable Node root;

    MerkleTrie(TrieNodes nodes, Hash owner) {
        this.nodes = nodes;
        this.owner = owner;
    }

    /** Opens at the root node that is stored, if any. */
    static MerkleTrie open(TrieNodes nodes, Hash owner) {
        MerkleTrie trie = new MerkleTrie(nodes, owner);
        byte[] encoding = nodes.get(owner, NodePath.ROOT);
        if (encoding != null) {
            trie.root = new Node.Unloaded(Hash.keccak(encoding));
        }
        return trie;
    }

    /** The root as of the last commit. */
    Hash root() {
        if (root == null) {
            return Hash.EMPTY_TRIE;
        }
        if (root.hash == null) {
            throw new IllegalStateException("root of a trie with uncommitted changes");
        }
        return root.hash;
    }

    byte @Nullable [] get(byte[] key) {
        byte[] nibbles = Nibbles.of(key);
        Node node = root;
        int depth = 0;
        while (node != null) {
            switch (node) {
                case Node.Unloaded unloaded -> {
                    // Not linked into the tree: reading alone does not grow what is kept.
                    node = load(unloaded, nibbles, depth);
                }
                case Node.Leaf leaf -> {
                    boolean found =
                            Arrays.equals(
                                    leaf.nibbles,
                                    0,
                                    leaf.nibbles.length,
                                    nibbles,
                                    depth,
                                    nibbles.length);
                    return found ? leaf.value : null;
                }
                case Node.Extension extension -> {
                    int common = Nibbles.common(extension.nibbles, nibbles, depth);
                    if (common < extension.nibbles.length) {
                        return null;
                    }
                    depth += common;
                    node = extension.child;
                }
                case Node.Branch branch -> {
                    if (depth == nibbles.length) {
                        return branch.value;
                    }
                    node = branch.children[nibbles[depth++]];
                }
            }
        }
        return null;
    }

    void put(byte[] key, byte[] value) {
        if (value.length == 0) {
            throw new IllegalArgumentException("empty value: remove the key instead");
        }
        root = insert(root, Nibbles.of(key), 0, value);
    }

    void remove(byte[] key) {
        if (root != null) {
            root = delete(root, Nibbles.of(key), 0);
        }
    }

    /** Removes every entry, noting every stored node for deletion. */
    void clear() {
        if (root != null) {
            forget(root, NodePath.ROOT);
            root = null;
        }
    }

    /** Hashes what changed, adds the changes of stored nodes, and returns the root. */
    Hash commit(List<NodeChange> changes) {
        return commit(changes, NodePath.NIBBLES_MAX);
    }

    /** As {@link #commit(List)}; lets go of what it hashed below {@code retained} nibbles. */
    Hash commit(List<NodeChange> changes, int retained) {
        Set<NodePath> written = new HashSet<>();
        if (root != null) {
            root = seal(root, NodePath.ROOT, retained, written, changes);
        }
        for (NodePath path : stale) {
            if (!written.contains(path)) {
                note(path, null, changes);
            }
        }
        stale.clear();
        return root();
    }

    /** Forgets loaded nodes that are deeper than {@code depth} nibbles; all must be clean. */
    void prune(int depth) {
        if (root != null) {
            root = prune(root, depth);
        }
    }

    private Node insert(@Nullable Node node, byte[] key, int depth, byte[] value) {
        return switch (node) {
            case null -> new Node.Leaf(Nibbles.from(key, depth), value);
            case Node.Unloaded unloaded -> insert(load(unloaded, key, depth), key, depth, value);
            case Node.Leaf leaf -> insertAtLeaf(leaf, key, depth, value);
            case Node.Extension extension -> insertAtExtension(extension, key, depth, value);
            case Node.Branch branch -> insertAtBranch(branch, key, depth, value);
        };
    }

    private Node insertAtLeaf(Node.Leaf leaf, byte[] key, int depth, byte[] value) {
        int common = Nibbles.common(leaf.nibbles, key, depth);
        if (common == leaf.nibbles.length && depth + common == key.length) {
            if (!Arrays.equals(leaf.value, value)) {
                touch(leaf, key, depth);
                leaf.value = value;
            }
            return leaf;
        }
        touch(leaf, key, depth);
        Node.Branch branch = new Node.Branch();
        place(branch, Nibbles.from(leaf.nibbles, common), leaf.value);
        place(branch, Nibbles.from(key, depth + common), value);
        return under(Arrays.copyOf(leaf.nibbles, common), branch);
    }

    private Node insertAtExtension(Node.Extension extension, byte[] key, int depth, byte[] value) {
        int common = Nibbles.common(extension.nibbles, key, depth);
        if (common == extension.nibbles.length) {
            extension.child = insert(extension.child, key, depth + common, value);
            if (extension.child.isDirty()) {
                touch(extension, key, depth);
            }
            return extension;
        }
        touch(extension, key, depth);
        Node.Branch branch = new Node.Branch();
        byte[] rest = Nibbles.from(extension.nibbles, common + 1);
        branch.children[extension.nibbles[common]] = under(rest, extension.child);
        place(branch, Nibbles.from(key, depth + common), value);
        return under(Arrays.copyOf(extension.nibbles, common), branch);
    }

    private Node insertAtBranch(Node.Branch branch, byte[] key, int depth, byte[] value) {
        if (depth == key.length) {
            if (!Arrays.equals(branch.value, value)) {
                touch(branch, key, depth);
                branch.value = value;
            }
            return branch;
        }
        int nibble = key[depth];
        Node child = insert(branch.children[nibble], key, depth + 1, value);
        branch.children[nibble] = child;
        if (child.isDirty()) {
            touch(branch, key, depth);
        }
        return branch;
    }

    private @Nullable Node delete(Node node, byte[] key, int depth) {
        return switch (node) {
            case Node.Unloaded unloaded -> delete(load(unloaded, key, depth), key, depth);
            case Node.Leaf leaf -> {
                if (!Arrays.equals(leaf.nibbles, 0, leaf.nibbles.length, key, depth, key.length)) {
                    yield leaf;
                }
                touch(leaf, key, depth);
                yield null;
            }
            case Node.Extension extension -> deleteUnderExtension(extension, key, depth);
            case Node.Branch branch -> deleteUnderBranch(branch, key, depth);
        };
    }

    private Node deleteUnderExtension(Node.Extension extension, byte[] key, int depth) {
        int common = Nibbles.common(extension.nibbles, key, depth);
        if (common < extension.nibbles.length) {
            return extension;
        }
        Node child = delete(extension.child, key, depth + common);
        if (child == null) {
            throw new IllegalStateException("a branch vanished under an extension");
        }
        extension.child = child;
        if (!child.isDirty()) {
            return extension;
        }
        touch(extension, key, depth);
        return under(extension.nibbles, child);
    }

    private @Nullable Node deleteUnderBranch(Node.Branch branch, byte[] key, int depth) {
        if (depth == key.length) {
            if (branch.value == null) {
                return branch;
            }
            branch.value = null;
        } else {
            int nibble = key[depth];
            Node before = branch.children[nibble];
            if (before == null) {
                return branch;
            }
            Node after = delete(before, key, depth + 1);
            branch.children[nibble] = after;
            if (after != null && !after.isDirty()) {
                return branch;
            }
        }
        touch(branch, key, depth);
        return collapse(branch, key, depth);
    }

    /** A branch with a single entry left becomes that entry; {@code key[0, depth)} leads to it. */
    private @Nullable Node collapse(Node.Branch branch, byte[] key, int depth) {
        int only = -1;
        for (int i = 0; i < 16; i++) {
            if (branch.children[i] != null) {
                if (only >= 0 || branch.value != null) {
                    return branch;
                }
                only = i;
            }
        }
        if (only < 0) {
            return branch.value == null ? null : new Node.Leaf(new byte[0], branch.value);
        }
        byte[] path = Arrays.copyOf(key, depth + 1);
        path[depth] = (byte) only;
        Node child = branch.children[only];
        if (child instanceof Node.Unloaded unloaded) {
            child = load(unloaded, path, depth + 1);
        }
        if (!(child instanceof Node.Branch)) {
            touch(child, path, depth + 1);
        }
        return under(new byte[] {(byte) only}, child);
    }

    /** The node for {@code child} below {@code nibbles}: joined where it is short itself. */
    private static Node under(byte[] nibbles, Node child) {
        if (nibbles.length == 0) {
            return child;
        }
        return switch (child) {
            case Node.Leaf leaf -> new Node.Leaf(Nibbles.concat(nibbles, leaf.nibbles), leaf.value);
            case Node.Extension extension ->
                    new Node.Extension(Nibbles.concat(nibbles, extension.nibbles), extension.child);
            // An extension's child is a branch, loaded or not.
            case Node.Branch branch -> new Node.Extension(nibbles, branch);
            case Node.Unloaded unloaded -> new Node.Extension(nibbles, unloaded);
        };
    }

    private static void place(Node.Branch branch, byte[] rest, byte[] value) {
        if (rest.length == 0) {
            branch.value = value;
        } else {
            branch.children[rest[0]] = new Node.Leaf(Nibbles.from(rest, 1), value);
        }
    }

    private void touch(Node node, byte[] key, int depth) {
        if (node.stored) {
            stale.add(NodePath.of(key, depth));
            node.stored = false;
        }
        node.hash = null;
        node.embedded = null;
    }

    private void forget(Node node, NodePath path) {
        if (node.stored) {
            stale.add(path);
        }
        switch (node) {
            case Node.Leaf _ -> {}
            case Node.Unloaded unloaded -> forget(load(unloaded, path), path);
            case Node.Extension extension ->
                    forget(extension.child, path.append(extension.nibbles));
            case Node.Branch branch -> {
                for (int i = 0; i < 16; i++) {
                    Node child = branch.children[i];
                    if (child != null) {
                        forget(child, path.child(i));
                    }
                }
            }
        }
    }

    /** The node hashed; in its place only its hash where it lies below what is retained. */
    private Node seal(
            Node node,
            NodePath path,
            int retained,
            Set<NodePath> written,
            List<NodeChange> changes) {
        if (!node.isDirty()) {
            return node;
        }
        switch (node) {
            case Node.Extension extension ->
                    extension.child =
                            seal(
                                    extension.child,
                                    path.append(extension.nibbles),
                                    retained,
                                    written,
                                    changes);
            case Node.Branch branch -> {
                for (int i = 0; i < 16; i++) {
                    Node child = branch.children[i];
                    if (child != null && child.isDirty()) {
                        branch.children[i] = seal(child, path.child(i), retained, written, changes);
                    }
                }
            }
            case Node.Leaf _, Node.Unloaded _ -> {}
        }
        writer.reset();
        node.write(writer);
        byte[] encoding = writer.toArray();
        if (encoding.length <= Node.EMBEDDED_BYTES_MAX && path.length() > 0) {
            node.embedded = encoding;
            return node;
        }
        Hash hash = Hash.keccak(encoding);
        node.hash = hash;
        node.stored = true;
        written.add(path);
        note(path, Bytes.wrap(encoding), changes);
        return path.length() > retained ? new Node.Unloaded(hash) : node;
    }

    private void note(NodePath path, @Nullable Bytes after, List<NodeChange> changes) {
        byte[] stored = nodes.get(owner, path);
        Bytes before = stored == null ? null : Bytes.wrap(stored);
        if (before == null ? after != null : !before.equals(after)) {
            changes.add(new NodeChange(owner, path, before, after));
        }
    }

    private Node load(Node.Unloaded unloaded, byte[] key, int depth) {
        return load(unloaded, NodePath.of(key, depth));
    }

    private Node load(Node.Unloaded unloaded, NodePath path) {
        byte[] encoding = nodes.get(owner, path);
        if (encoding == null || !Hash.keccak(encoding).equals(unloaded.hash)) {
            throw new TrieException(
                    (encoding == null ? "missing" : "stale")
                            + " trie node: owner "
                            + owner
                            + ", path "
                            + path
                            + ", want hash "
                            + unloaded.hash);
        }
        Node node = Node.decode(encoding);
        node.hash = unloaded.hash;
        node.stored = true;
        return node;
    }

    private static Node prune(Node node, int depth) {
        if (node.hash != null && depth < 0) {
            return new Node.Unloaded(node.hash);
        }
        switch (node) {
            case Node.Extension extension ->
                    extension.child = prune(extension.child, depth - extension.nibbles.length);
            case Node.Branch branch -> {
                for (int i = 0; i < 16; i++) {
                    Node child = branch.children[i];
                    if (child != null && !(child instanceof Node.Unloaded)) {
                        branch.children[i] = prune(child, depth - 1);
                    }
                }
            }
            case Node.Leaf _, Node.Unloaded _ -> {}
        }
        return node;
    }
}
