package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpWriter;
import org.jspecify.annotations.Nullable;

/**
 * The root of a state that is given once, in the order of the trie: accounts ascending by the hash
 * of their address, each followed by its slots ascending by the hash of theirs. Takes memory for
 * the depth of the tries, not for the state. One thread, one use.
 */
public final class StateRootBuilder {
    private final NodeHasher hasher = new NodeHasher();
    private final SortedTrie accounts = new SortedTrie(hasher);
    private final RlpWriter scratch = new RlpWriter(2 * Word.BYTES);
    private @Nullable AccountNode account;
    private SortedTrie storage = new SortedTrie(hasher);

    /**
     * The next account.
     *
     * @param owner keccak256 of its address
     * @throws IllegalArgumentException unless the owner is above the last one
     */
    public void account(Hash owner, Account next) {
        endAccount();
        AccountNode node = new AccountNode(hasher, owner, next);
        account = node;
        accounts.put(node);
    }

    /**
     * The next slot of the last account.
     *
     * @param key keccak256 of the slot
     * @param value not zero
     * @throws IllegalArgumentException unless the key is above the last one and the value is there
     */
    public void slot(Hash key, Word value) {
        if (account == null || value.isZero()) {
            throw new IllegalArgumentException(
                    account == null ? "a slot without an account" : "a slot that is zero");
        }
        scratch.reset();
        scratch.word(value);
        storage.put(new SlotNode(hasher, key, scratch.toArray()));
    }

    /** The root of all that was given. */
    public Hash root() {
        endAccount();
        if (accounts.isEmpty()) {
            return Hash.EMPTY_TRIE;
        }
        byte[] root = new byte[NodeBytes.REFERENCE_BYTES];
        accounts.finish((place, source, offset, length) ->
                System.arraycopy(source, offset, root, 0, length));
        hasher.finish();
        return Hash.read(root, 1);
    }

    private void endAccount() {
        AccountNode node = account;
        account = null;
        if (node == null) {
            return;
        }
        if (storage.isEmpty()) {
            node.storageRoot(Hash.EMPTY_TRIE);
        } else {
            storage.finish(node);
            storage = new SortedTrie(hasher);
        }
    }

    /** Writes a leaf and hands it over. */
    private static void make(
            NodeHasher hasher,
            SortedTrie.Leaf leaf,
            byte[] value,
            int depth,
            NodeHasher.Above above,
            int place) {
        boolean asItself = value.length == 1 && value[0] >= 0;
        int nibbles = 2 * Hash.BYTES - depth;
        int payload =
                NodeBytes.prefixBytes(nibbles)
                        + value.length
                        + (asItself ? 0 : NodeBytes.headerBytes(value.length));
        int start = hasher.room(NodeBytes.HEADER_BYTES_MAX + payload);
        byte[] target = hasher.target();
        int at = NodeBytes.header(target, start, NodeBytes.LIST, payload);
        at = NodeBytes.prefix(target, at, leaf.key, depth, 2 * Hash.BYTES, true);
        if (!asItself) {
            at = NodeBytes.header(target, at, NodeBytes.EMPTY, value.length);
        }
        System.arraycopy(value, 0, target, at, value.length);
        hasher.made(start, at + value.length, place == SortedTrie.ROOT, above, place);
    }

    /** A slot's leaf. */
    static final class SlotNode extends SortedTrie.Leaf {
        private final NodeHasher hasher;
        private final byte[] value;

        SlotNode(NodeHasher hasher, Hash key, byte[] value) {
            super(key);
            this.hasher = hasher;
            this.value = value;
        }

        @Override
        void hang(int depth, NodeHasher.Above above, int place) {
            make(hasher, this, value, depth, above, place);
        }
    }

    /** An account's leaf: written once its place and its storage root are known. */
    private static final class AccountNode extends SortedTrie.Leaf implements NodeHasher.Above {
        private final NodeHasher hasher;
        private final Account account;
        private @Nullable Hash storageRoot;
        private NodeHasher.@Nullable Above above;
        private int depth;
        private int place;

        AccountNode(NodeHasher hasher, Hash owner, Account account) {
            super(owner);
            this.hasher = hasher;
            this.account = account;
        }

        @Override
        public void take(int from, byte[] source, int offset, int length) {
            storageRoot(Hash.read(source, offset + 1));
        }

        void storageRoot(Hash root) {
            storageRoot = root;
            makeIfKnown();
        }

        @Override
        void hang(int atDepth, NodeHasher.Above under, int atPlace) {
            depth = atDepth;
            above = under;
            place = atPlace;
            makeIfKnown();
        }

        private void makeIfKnown() {
            Hash root = storageRoot;
            NodeHasher.Above under = above;
            if (root != null && under != null) {
                byte[] value = new AccountLeaf(account, root).encode();
                make(hasher, this, value, depth, under, place);
            }
        }
    }
}
