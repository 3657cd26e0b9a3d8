package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sixteen children and the value of the key that ends here; at least two of the seventeen once it
 * is settled. Children that are not in memory are read from the encoding when they are asked for.
 *
 * <p>Leaves that are named by a hash are not stored by themselves, but behind the branch:
 *
 * <pre>
 *   | RLP of the branch | nibble 1 | RLP of the leaf | nibble 1 | RLP of the leaf | ...
 * </pre>
 */
final class Branch extends Node {
    static final int CHILDREN = 16;

    /** Fields, reference, the array of children and the headers of two byte arrays. */
    private static final int OVERHEAD_BYTES = 200;

    private static final byte[] NO_VALUE = {};

    private static final int HASH_ITEM_BYTES = 1 + Hash.BYTES;
    private static final int FULL_HEADER_BYTES = 3;

    /** Sixteen hashes and no value: no other branch without a value is as long. */
    private static final int FULL_BYTES = FULL_HEADER_BYTES + CHILDREN * HASH_ITEM_BYTES + 1;

    /** Which children there are, in memory or not: bit i for nibble i. */
    private final int present;

    private final byte @Nullable [] value;

    /** What this branch is a change of: its unchanged children stand there. Null once settled. */
    private byte @Nullable [] source;

    private boolean sourceIsFull;

    /** How much of the encoding, or before there is one of the source, is the branch's own RLP. */
    private int rlpLength;

    private @Nullable Node @Nullable [] children;

    /** Whether a trie keeps this branch, and counts it, between its updates. */
    private boolean kept;

    /** A new branch, not settled. The array becomes the branch's. */
    Branch(@Nullable Node[] children, byte @Nullable [] value) {
        this(mask(children), value, null, 0, children);
    }

    private Branch(
            int present,
            byte @Nullable [] value,
            byte @Nullable [] source,
            int rlpLength,
            @Nullable Node @Nullable [] children) {
        this.present = present;
        this.value = value;
        this.source = source;
        this.rlpLength = rlpLength;
        this.children = children;
    }

    private static int mask(@Nullable Node[] children) {
        int mask = 0;
        for (int i = 0; i < CHILDREN; i++) {
            if (children[i] != null) {
                mask |= 1 << i;
            }
        }
        return mask;
    }

    /** A stored branch whose items are {@code encoding[payload, rlpLength)}. */
    static Branch decode(byte[] encoding, int payload, int rlpLength) {
        @Nullable Node[] embedded = null;
        int present = 0;
        int at = payload;
        for (int i = 0; i < CHILDREN; i++) {
            int prefix = encoding[at] & 0xff;
            if (prefix != 0x80) {
                present |= 1 << i;
                if (prefix != 0xa0) {
                    embedded = embedded == null ? new @Nullable Node[CHILDREN] : embedded;
                    embedded[i] = decodeReference(encoding, at);
                }
            }
            at = behind(encoding, at);
        }
        byte[] value = valueAt(encoding, at);
        return new Branch(present, value.length == 0 ? null : value, null, rlpLength, embedded);
    }

    /** The last item; empty where no key ends here. */
    private static byte[] valueAt(byte[] encoding, int at) {
        return (encoding[at] & 0xff) == 0x80
                ? NO_VALUE
                : RlpReader.of(encoding, at, encoding.length - at).bytes().array();
    }

    int present() {
        return present;
    }

    byte @Nullable [] value() {
        return value;
    }

    /** The child, only its reference where it is not in memory; null where there is none. */
    @Nullable Node child(int nibble) {
        if ((present >>> nibble & 1) == 0) {
            return null;
        }
        Node inMemory = inMemory(nibble);
        if (inMemory != null) {
            return inMemory;
        }
        byte[] items = items();
        Node child = reference(items, nibble);
        if (child instanceof Unloaded unloaded) {
            int at = BranchLeaves.find(items, rlpLength, nibble);
            if (at >= 0) {
                unloaded.encoding = Arrays.copyOfRange(items, at, listEnd(items, at));
            }
        }
        return child;
    }

    private @Nullable Node reference(byte[] items, int nibble) {
        if (isFull()) {
            int at = FULL_HEADER_BYTES + nibble * HASH_ITEM_BYTES + 1;
            return new Unloaded(Arrays.copyOfRange(items, at, at + Hash.BYTES));
        }
        int at = payload(items);
        for (int i = 0; i < nibble; i++) {
            at = behind(items, at);
        }
        return decodeReference(items, at);
    }

    private @Nullable Node inMemory(int nibble) {
        return children == null ? null : children[nibble];
    }

    /**
     * This branch, settled or never to be, with these children in place of its own where the mask
     * has a bit.
     */
    Branch with(int mask, @Nullable Node[] changed, byte @Nullable [] newValue) {
        int left = present;
        @Nullable Node[] next = children == null ? new @Nullable Node[CHILDREN] : children.clone();
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            Node child = changed[i];
            next[i] = child;
            left = child == null ? left & ~(1 << i) : left | 1 << i;
        }
        Branch made = new Branch(left, newValue, encoding, rlpLength, next);
        made.sourceIsFull = isFull();
        return made;
    }

    /** Whether all items of the settled branch have the places that they have in a full one. */
    private boolean isFull() {
        return rlpLength == FULL_BYTES && value == null;
    }

    @Override
    int rlpLength(byte[] encoded) {
        return rlpLength;
    }

    @Override
    byte[] encode(RlpWriter writer) {
        byte[] old = source;
        BranchLeaves leaves = new BranchLeaves(old, rlpLength, present, children);
        int leavesLength = leaves.length();
        if (old != null) {
            byte[] patched = new byte[rlpLength + leavesLength];
            System.arraycopy(old, 0, patched, 0, rlpLength);
            if (patch(patched)) {
                leaves.write(patched, rlpLength);
                return patched;
            }
        }
        write(writer);
        rlpLength = writer.mark();
        byte[] encoded = new byte[rlpLength + leavesLength];
        System.arraycopy(writer.array(), writer.start(), encoded, 0, rlpLength);
        leaves.write(encoded, rlpLength);
        return encoded;
    }

    /** Writes new hashes into their places; false if anything else differs from the source. */
    private boolean patch(byte[] copy) {
        boolean full = sourceIsFull;
        int at = full ? FULL_HEADER_BYTES : payload(copy);
        for (int i = 0; i < CHILDREN; i++) {
            int end = full ? at + HASH_ITEM_BYTES : behind(copy, at);
            Node child = inMemory(i);
            if (child != null) {
                if (!child.isHashed() || end - at != HASH_ITEM_BYTES) {
                    return false;
                }
                System.arraycopy(child.settledReference(), 0, copy, at + 1, Hash.BYTES);
            } else if (((present >>> i & 1) == 0) != (end - at == 1)) {
                return false;
            }
            at = end;
        }
        return Arrays.equals(value == null ? NO_VALUE : value, valueAt(copy, at));
    }

    private void write(RlpWriter writer) {
        writer.reset();
        if (value == null) {
            writer.empty();
        } else {
            writer.bytes(value);
        }
        byte[] old = source == null ? new byte[0] : source;
        int[] offsets = source == null ? new int[0] : offsets(old);
        for (int i = CHILDREN - 1; i >= 0; i--) {
            Node child = inMemory(i);
            if ((present >>> i & 1) == 0) {
                writer.empty();
            } else if (child != null) {
                child.writeReference(writer);
            } else {
                writer.raw(old, offsets[i], offsets[i + 1] - offsets[i]);
            }
        }
        writer.list(0);
    }

    private static int[] offsets(byte[] encoding) {
        int[] offsets = new int[CHILDREN + 1];
        offsets[0] = payload(encoding);
        for (int i = 0; i < CHILDREN; i++) {
            offsets[i + 1] = behind(encoding, offsets[i]);
        }
        return offsets;
    }

    /** Where the items begin: a branch has at least 17 bytes of them. */
    private static int payload(byte[] encoding) {
        int prefix = encoding[0] & 0xff;
        return prefix <= 0xf7 ? 1 : 1 + prefix - 0xf7;
    }

    private byte[] items() {
        byte[] items = encoding == null ? source : encoding;
        if (items == null) {
            throw new IllegalStateException("a child that is nowhere");
        }
        return items;
    }

    /**
     * Lets go, once settled, of what the branch was made from, and of its children but for those
     * that are kept; and is kept itself or not.
     */
    void keep(boolean keepThis, boolean keepBranches) {
        source = null;
        kept = keepThis;
        @Nullable Node[] all = children;
        if (all == null) {
            return;
        }
        boolean any = false;
        for (int i = 0; i < CHILDREN; i++) {
            if (keepBranches && all[i] instanceof Branch branch && branch.kept) {
                any = true;
            } else {
                all[i] = null;
            }
        }
        if (!any) {
            children = null;
        }
    }

    /** The heap that this branch alone takes while it is kept, in bytes; otherwise 0. */
    int keptBytes() {
        return kept && encoding != null ? OVERHEAD_BYTES + encoding.length : 0;
    }

    /** The heap of this branch and of all that is kept below it, in bytes. */
    long treeBytes() {
        long bytes = keptBytes();
        for (int i = 0; i < CHILDREN; i++) {
            if (inMemory(i) instanceof Branch branch) {
                bytes += branch.treeBytes();
            }
        }
        return bytes;
    }
}
