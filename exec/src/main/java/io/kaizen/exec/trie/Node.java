package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.zk.hash.Keccak256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node in memory (yellow paper, appendix D). It is settled when it has a reference, by which its
 * parent names it; a settled node never changes what it encodes, so threads may share it.
 */
abstract sealed class Node permits Node.Unloaded, Node.Leaf, Node.Extension, Branch {
    static final int EMBEDDED_BYTES_MAX = 31;

    /**
     * What the store has of the node: its RLP, and behind a branch's that of its leaves ({@link
     * Branch}). Null until it is settled, and where only its reference is known.
     */
    byte @Nullable [] encoding;

    /** The 32 bytes of its hash, or the encoding itself if that has fewer and is no root. */
    byte @Nullable [] reference;

    /**
     * A node known by its hash. Its RLP is in the store, where it is not {@link #encoding}, which
     * nobody has compared with the hash yet.
     */
    static final class Unloaded extends Node {
        Unloaded(Hash hash) {
            this(hash.toArray());
        }

        Unloaded(byte[] hash) {
            this.reference = hash;
        }

        @Override
        byte[] encode(RlpWriter writer) {
            throw new IllegalStateException("an unloaded node is always settled");
        }
    }

    static final class Leaf extends Node {
        final byte[] nibbles;
        final byte[] value;

        Leaf(byte[] nibbles, byte[] value) {
            this.nibbles = nibbles;
            this.value = value;
        }

        @Override
        byte[] encode(RlpWriter writer) {
            writer.reset();
            writer.bytes(value);
            writer.bytes(Nibbles.leafPrefix(nibbles));
            writer.list(0);
            return writer.toArray();
        }
    }

    /** Shared nibbles above a branch; never above a leaf or another extension. */
    static final class Extension extends Node {
        final byte[] nibbles;
        final Node child;

        Extension(byte[] nibbles, Node child) {
            this.nibbles = nibbles;
            this.child = child;
        }

        @Override
        byte[] encode(RlpWriter writer) {
            writer.reset();
            child.writeReference(writer);
            writer.bytes(Nibbles.extensionPrefix(nibbles));
            writer.list(0);
            return writer.toArray();
        }
    }

    /**
     * What {@link #encoding} is to be; every child must be settled. The writer is scratch space.
     */
    abstract byte[] encode(RlpWriter writer);

    /** The length of the RLP, which {@link #encoding} begins with. */
    int rlpLength(byte[] encoded) {
        return encoded.length;
    }

    /** The node's RLP alone, once it is settled or loaded. */
    final byte[] rlp() {
        byte[] encoded = encoding;
        if (encoded == null) {
            throw new IllegalStateException("the RLP of a node that is not here");
        }
        int length = rlpLength(encoded);
        return length == encoded.length ? encoded : Arrays.copyOf(encoded, length);
    }

    /** Gives a new node its encoding and reference, after its children. A root is always hashed. */
    final void settle(RlpWriter writer, boolean isRoot) {
        byte[] made = encode(writer);
        encoding = made;
        int length = rlpLength(made);
        reference =
                length <= EMBEDDED_BYTES_MAX && !isRoot ? made : Keccak256.hash(made, 0, length);
    }

    final boolean isSettled() {
        return reference != null;
    }

    final byte[] settledReference() {
        byte[] settled = reference;
        if (settled == null) {
            throw new IllegalStateException("reference to a node that is not settled");
        }
        return settled;
    }

    /** Whether the parent names the node by its hash. */
    final boolean isHashed() {
        return settledReference().length == Hash.BYTES;
    }

    final void writeReference(RlpWriter writer) {
        byte[] settled = settledReference();
        if (settled.length == Hash.BYTES) {
            writer.bytes(settled);
        } else {
            writer.raw(settled, 0, settled.length);
        }
    }

    /**
     * Parses a node's RLP; embedded children become nodes too.
     *
     * @throws RlpException for anything but a canonical node
     */
    static Node decode(byte[] rlp) {
        return decodeStored(rlp, rlp.length);
    }

    /**
     * Parses what the store has of a node, whose RLP are the first {@code length} bytes.
     *
     * @throws RlpException for anything but a canonical node, with leaves behind it or not
     */
    static Node decodeStored(byte[] encoding, int length) {
        RlpReader outer = RlpReader.of(encoding, 0, length);
        RlpReader items = outer.list();
        outer.expectEnd();
        int payload = length - items.remaining();
        int count = 0;
        for (int at = payload; at < length; at = behind(encoding, at)) {
            count++;
        }
        if (count != 17 && length != encoding.length) {
            throw new RlpException("trie: bytes behind a node of " + count + " items");
        }
        Node node =
                switch (count) {
                    case 2 -> decodeShort(encoding, items, payload);
                    case 17 -> Branch.decode(encoding, payload, length);
                    default -> throw new RlpException("trie: node of " + count + " items");
                };
        node.encoding = encoding;
        return node;
    }

    /**
     * The offset behind the list at {@code at}; the array's end where no list is that ends in it:
     * for bytes that a hash or a reader still judges.
     */
    static int listEnd(byte[] encoding, int at) {
        int prefix = at < encoding.length ? encoding[at] & 0xff : 0;
        long end = Long.MAX_VALUE;
        if (prefix >= 0xc0 && prefix <= 0xf7) {
            end = at + 1L + prefix - 0xc0;
        } else if (prefix > 0xf7 && prefix - 0xf7 < Integer.BYTES) {
            long length = 0;
            int behindHeader = at + 1 + prefix - 0xf7;
            for (int i = at + 1; i < Math.min(behindHeader, encoding.length); i++) {
                length = (length << 8) | (encoding[i] & 0xff);
            }
            end = behindHeader + length;
        }
        return (int) Math.min(end, encoding.length);
    }

    /** The offset behind the item at {@code at}. */
    static int behind(byte[] encoding, int at) {
        int prefix = encoding[at] & 0xff;
        int left = encoding.length - at;
        if (prefix == 0x80) {
            return at + 1;
        }
        // What nodes are made of; all else, and all that is refused, is left to the reader.
        if (prefix > 0x81 && prefix < 0xb8 && prefix - 0x80 < left) {
            return at + 1 + prefix - 0x80;
        }
        RlpReader rest = RlpReader.of(encoding, at, left);
        rest.skip();
        return encoding.length - rest.remaining();
    }

    private static Node decodeShort(byte[] encoding, RlpReader items, int payload) {
        byte[] prefix = items.bytes().array();
        byte[] nibbles = Nibbles.parse(prefix);
        if (Nibbles.isLeaf(prefix)) {
            return new Leaf(nibbles, items.bytes().array());
        }
        Node child = decodeReference(encoding, behind(encoding, payload));
        if (child == null) {
            throw new RlpException("trie: extension without a child");
        }
        return new Extension(nibbles, child);
    }

    /** The child that the item at {@code at} names; null for the empty string. */
    static @Nullable Node decodeReference(byte[] encoding, int at) {
        if ((encoding[at] & 0xff) == 0x80) {
            return null;
        }
        RlpReader item = RlpReader.of(encoding, at, encoding.length - at);
        if (!item.nextIsList()) {
            return new Unloaded(item.fixed(Hash.BYTES));
        }
        byte[] inner = item.item().array();
        if (inner.length > EMBEDDED_BYTES_MAX) {
            throw new RlpException("trie: embedded node of " + inner.length + " bytes");
        }
        Node child = decode(inner);
        child.reference = inner;
        return child;
    }
}
