package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;

/** What the account trie holds: [nonce, balance, storageRoot, codeHash] (yellow paper, §4.1). */
record AccountLeaf(Account account, Hash storageRoot) {
    private static final int ITEM_BYTES = 1 + Hash.BYTES;

    /** A header of two bytes, a nonce, a balance and two hashes, each with a header. */
    private static final int ENCODED_BYTES_MAX = 2 + 9 + 3 * ITEM_BYTES;

    private static final byte HASH_PREFIX = (byte) 0xa0;

    /** Appends the encoding. */
    void write(RlpWriter writer) {
        int mark = writer.mark();
        writer.hash(account.codeHash());
        writer.hash(storageRoot);
        writer.word(account.balance());
        writer.uint64(account.nonce());
        writer.list(mark);
    }

    byte[] encode() {
        RlpWriter writer = new RlpWriter(ENCODED_BYTES_MAX);
        write(writer);
        return writer.toArray();
    }

    static AccountLeaf decode(byte[] encoding) {
        RlpReader outer = RlpReader.of(encoding);
        RlpReader items = outer.list();
        long nonce = items.uint64();
        Word balance = items.word();
        Hash storageRoot = items.hash();
        Hash codeHash = items.hash();
        items.expectEnd();
        outer.expectEnd();
        return new AccountLeaf(new Account(nonce, balance, codeHash), storageRoot);
    }

    /** The storage root alone: the last but one of the items, before the code hash. */
    static Hash storageRoot(byte[] encoding) {
        int at = encoding.length - 2 * ITEM_BYTES;
        if (at < 0 || encoding[at] != HASH_PREFIX || encoding[at + ITEM_BYTES] != HASH_PREFIX) {
            throw new TrieException("an account's leaf does not end in two hashes");
        }
        return Hash.read(encoding, at + 1);
    }
}
