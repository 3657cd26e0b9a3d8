package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A witness as Erigon streams it: a version byte and instructions that build the tries on a stack.
 * Reading it gives the nodes that {@link WitnessState} wants.
 *
 * <pre>
 *   00 key value           a leaf of a storage trie
 *   01 key                 an extension above the top
 *   02 mask                a branch of as many as the mask has bits
 *   03 hash (32 bytes)     a node or a code that is left out
 *   04 code
 *   05 key flags ...       an account: 1 code, 2 storage, 4 nonce, 8 balance; in the stream nonce,
 *                          balance and the code's length, on the stack the code below the storage
 *   06                     an empty trie
 *   bb                     the next trie begins
 * </pre>
 *
 * <p>Keys, values (big-endian), codes and balances are CBOR byte strings, masks, nonces and lengths
 * CBOR integers. A key is a byte of flags (1: the last byte has one nibble) and packed nibbles; a
 * key of one nibble is that nibble alone. Source: Erigon's block witness specification, and for
 * what it leaves out the streams themselves.
 *
 * @param nodes RLP of the nodes that are known, children before parents
 */
public record CompactWitness(Hash root, List<Bytes> nodes, List<Bytes> codes) {
    private static final int VERSION = 1;
    private static final int HAS_CODE = 1;
    private static final int HAS_STORAGE = 2;
    private static final int HAS_NONCE = 4;
    private static final int HAS_BALANCE = 8;
    private static final int CBOR_INTEGER = 0;
    private static final int CBOR_BYTES = 2;

    public CompactWitness {
        nodes = List.copyOf(nodes);
        codes = List.copyOf(codes);
    }

    /**
     * @throws TrieException for a stream that is none
     */
    public static CompactWitness decode(Bytes stream) {
        return new Decoder(stream.array()).decode();
    }

    /** What stands on the stack. */
    private sealed interface Item {}

    private record Trie(Node node) implements Item {}

    /** A code, or the hash of one that is left out. */
    private record Code(Bytes code) implements Item {}

    private enum Empty implements Item {
        TRIE
    }

    private static final class Decoder {
        private final byte[] source;
        private final List<Bytes> nodes = new ArrayList<>();
        private final List<Bytes> codes = new ArrayList<>();
        private final Deque<Item> stack = new ArrayDeque<>();
        private final RlpWriter writer = new RlpWriter(600);
        private int at;

        Decoder(byte[] source) {
            this.source = source;
        }

        CompactWitness decode() {
            int version = next();
            if (version != VERSION) {
                throw new TrieException("compact witness of version " + version);
            }
            while (at < source.length) {
                instruction(next());
            }
            if (stack.size() != 1) {
                throw new TrieException("compact witness: %d tries".formatted(stack.size()));
            }
            return new CompactWitness(root(pop()), nodes, codes);
        }

        private void instruction(int opcode) {
            switch (opcode) {
                case 0x00 -> stack.push(new Trie(new Node.Leaf(key(), slotValue())));
                case 0x01 -> stack.push(new Trie(new Node.Extension(key(), popNode())));
                case 0x02 -> stack.push(new Trie(branch(integer())));
                case 0x03 -> stack.push(new Trie(new Node.Unloaded(Hash.of(take(Hash.BYTES)))));
                case 0x04 -> {
                    Bytes code = Bytes.wrap(bytes());
                    codes.add(code);
                    stack.push(new Code(code));
                }
                case 0x05 -> stack.push(new Trie(account()));
                case 0x06 -> stack.push(Empty.TRIE);
                default ->
                        throw new TrieException(
                                "compact witness: instruction 0x%02x at byte %d"
                                        .formatted(opcode, at - 1));
            }
        }

        private byte[] slotValue() {
            return StateTrie.slotValue(Word.ofBytes(bytes()));
        }

        private Node branch(long mask) {
            if (mask >>> 16 != 0) {
                throw new TrieException("compact witness: mask " + mask);
            }
            @Nullable Node[] children = new @Nullable Node[Branch.CHILDREN];
            for (int i = 15; i >= 0; i--) {
                if ((mask >>> i & 1) != 0) {
                    children[i] = popNode();
                }
            }
            return new Branch(children, null);
        }

        private Node account() {
            byte[] key = key();
            int flags = next();
            long nonce = (flags & HAS_NONCE) != 0 ? integer() : 0;
            Word balance = (flags & HAS_BALANCE) != 0 ? Word.ofBytes(bytes()) : Word.ZERO;
            if ((flags & HAS_CODE) != 0) {
                integer();
            }
            Hash storageRoot = (flags & HAS_STORAGE) != 0 ? root(pop()) : Hash.EMPTY_TRIE;
            Hash codeHash = (flags & HAS_CODE) != 0 ? codeHash(pop()) : Hash.EMPTY_CODE;
            AccountLeaf leaf = new AccountLeaf(new Account(nonce, balance, codeHash), storageRoot);
            return new Node.Leaf(key, leaf.encode());
        }

        private Hash codeHash(Item item) {
            if (item instanceof Code(Bytes code)) {
                return Hash.keccak(code);
            }
            if (item instanceof Trie(Node.Unloaded unloaded)) {
                return Hash.of(unloaded.settledReference());
            }
            throw new TrieException("compact witness: no code at byte " + at);
        }

        /** The hash of a whole trie: of its root's encoding, however short. */
        private Hash root(Item item) {
            return switch (item) {
                case Empty _ -> Hash.EMPTY_TRIE;
                case Code _ -> throw new TrieException("compact witness: code for a trie");
                case Trie(Node node) -> {
                    seal(node, true);
                    yield Hash.of(node.settledReference());
                }
            };
        }

        /** Gives the node its reference, after its children, and keeps what is hashed. */
        private void seal(Node node, boolean isRoot) {
            switch (node) {
                case Node.Extension extension -> seal(extension.child, false);
                case Branch branch -> {
                    for (int i = 0; i < Branch.CHILDREN; i++) {
                        Node child = branch.child(i);
                        if (child != null) {
                            seal(child, false);
                        }
                    }
                }
                case Node.Leaf _ -> {}
                case Node.Unloaded _ -> {
                    return;
                }
            }
            node.settle(writer, isRoot);
            if (node.isHashed()) {
                nodes.add(Bytes.wrap(node.rlp()));
            }
        }

        private Item pop() {
            Item item = stack.poll();
            if (item == null) {
                throw new TrieException("compact witness: empty stack at byte " + at);
            }
            return item;
        }

        private Node popNode() {
            if (pop() instanceof Trie(Node node)) {
                return node;
            }
            throw new TrieException("compact witness: no node at byte " + at);
        }

        private byte[] key() {
            byte[] packed = bytes();
            if (packed.length == 0 || (packed.length == 1 && packed[0] >>> 4 != 0)) {
                throw new TrieException("compact witness: no key at byte " + at);
            }
            if (packed.length == 1) {
                return packed;
            }
            byte[] nibbles = Nibbles.of(Arrays.copyOfRange(packed, 1, packed.length));
            boolean odd = (packed[0] & 1) != 0;
            return odd ? Arrays.copyOf(nibbles, nibbles.length - 1) : nibbles;
        }

        private long integer() {
            return cbor(CBOR_INTEGER);
        }

        private byte[] bytes() {
            long length = cbor(CBOR_BYTES);
            if (length < 0 || length > source.length) {
                throw new TrieException("compact witness: string of " + length + " bytes");
            }
            return take((int) length);
        }

        /** A CBOR head of this major type (RFC 8949, §3): its argument. */
        private long cbor(int major) {
            int head = next();
            int info = head & 0x1f;
            if (head >>> 5 != major || info > 27) {
                throw new TrieException(
                        "compact witness: CBOR head 0x%02x at byte %d".formatted(head, at - 1));
            }
            if (info < 24) {
                return info;
            }
            long value = 0;
            for (byte b : take(1 << (info - 24))) {
                value = value << 8 | (b & 0xff);
            }
            return value;
        }

        private int next() {
            return take(1)[0] & 0xff;
        }

        private byte[] take(int length) {
            if (length > source.length - at) {
                throw new TrieException("compact witness: ends at byte " + source.length);
            }
            at += length;
            return Arrays.copyOfRange(source, at - length, at);
        }
    }
}
