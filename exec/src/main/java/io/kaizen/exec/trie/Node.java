package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import org.jspecify.annotations.Nullable;

/**
 * A node in memory (yellow paper, appendix D). It is clean while it has a reference, by which its
 * parent names it: the hash of its encoding, or the encoding itself if that has under 32 bytes.
 */
abstract sealed class Node {
    static final int EMBEDDED_BYTES_MAX = 31;

    @Nullable Hash hash;
    byte @Nullable [] embedded;

    /** Whether the store holds this node at its path. */
    boolean stored;

    /** A node that is in the store only, known by its hash. */
    static final class Unloaded extends Node {
        Unloaded(Hash hash) {
            this.hash = hash;
            this.stored = true;
        }

        @Override
        void write(RlpWriter writer) {
            throw new IllegalStateException("an unloaded node is always clean");
        }
    }

    static final class Leaf extends Node {
        final byte[] nibbles;
        byte[] value;

        Leaf(byte[] nibbles, byte[] value) {
            this.nibbles = nibbles;
            this.value = value;
        }

        @Override
        void write(RlpWriter writer) {
            int mark = writer.mark();
            writer.bytes(value);
            writer.bytes(Nibbles.leafPrefix(nibbles));
            writer.list(mark);
        }
    }

    /** Shared nibbles above a branch; never above a leaf or another extension. */
    static final class Extension extends Node {
        final byte[] nibbles;
        Node child;

        Extension(byte[] nibbles, Node child) {
            this.nibbles = nibbles;
            this.child = child;
        }

        @Override
        void write(RlpWriter writer) {
            int mark = writer.mark();
            child.writeReference(writer);
            writer.bytes(Nibbles.extensionPrefix(nibbles));
            writer.list(mark);
        }
    }

    /** Sixteen children and the value of the key that ends here; at least two of the seventeen. */
    static final class Branch extends Node {
        final @Nullable Node[] children = new @Nullable Node[16];
        byte @Nullable [] value;

        @Override
        void write(RlpWriter writer) {
            int mark = writer.mark();
            if (value == null) {
                writer.empty();
            } else {
                writer.bytes(value);
            }
            for (int i = 15; i >= 0; i--) {
                Node child = children[i];
                if (child == null) {
                    writer.empty();
                } else {
                    child.writeReference(writer);
                }
            }
            writer.list(mark);
        }
    }

    boolean isDirty() {
        return hash == null && embedded == null;
    }

    /** Appends the encoding; every child must be clean. */
    abstract void write(RlpWriter writer);

    void writeReference(RlpWriter writer) {
        if (hash != null) {
            writer.hash(hash);
        } else if (embedded != null) {
            writer.raw(embedded, 0, embedded.length);
        } else {
            throw new IllegalStateException("reference to a dirty node");
        }
    }

    /**
     * Parses a stored node; embedded children become nodes too.
     *
     * @throws RlpException for anything but a canonical node
     */
    static Node decode(byte[] encoding) {
        RlpReader outer = RlpReader.of(encoding);
        Node node = decodeItems(outer.list());
        outer.expectEnd();
        return node;
    }

    private static Node decodeItems(RlpReader items) {
        RlpReader first = items.copy();
        int count = 0;
        while (first.hasNext()) {
            first.skip();
            count++;
        }
        return switch (count) {
            case 2 -> decodeShort(items);
            case 17 -> decodeBranch(items);
            default -> throw new RlpException("trie: node of " + count + " items");
        };
    }

    private static Node decodeShort(RlpReader items) {
        byte[] prefix = items.bytes().array();
        byte[] nibbles = Nibbles.parse(prefix);
        if (Nibbles.isLeaf(prefix)) {
            return new Leaf(nibbles, items.bytes().array());
        }
        Node child = decodeReference(items);
        if (child == null) {
            throw new RlpException("trie: extension without a child");
        }
        return new Extension(nibbles, child);
    }

    private static Node decodeBranch(RlpReader items) {
        Branch branch = new Branch();
        for (int i = 0; i < 16; i++) {
            branch.children[i] = decodeReference(items);
        }
        byte[] value = items.bytes().array();
        branch.value = value.length == 0 ? null : value;
        return branch;
    }

    private static @Nullable Node decodeReference(RlpReader items) {
        if (items.nextIsList()) {
            byte[] inner = items.item().array();
            if (inner.length > EMBEDDED_BYTES_MAX) {
                throw new RlpException("trie: embedded node of " + inner.length + " bytes");
            }
            Node child = decode(inner);
            child.embedded = inner;
            return child;
        }
        byte[] reference = items.bytes().array();
        return reference.length == 0 ? null : new Unloaded(Hash.of(reference));
    }
}
