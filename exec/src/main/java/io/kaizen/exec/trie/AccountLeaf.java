package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;

/** What the account trie holds: [nonce, balance, storageRoot, codeHash] (yellow paper, §4.1). */
record AccountLeaf(Account account, Hash storageRoot) {

    byte[] encode() {
        RlpWriter writer = new RlpWriter(128);
        int mark = writer.mark();
        writer.hash(account.codeHash());
        writer.hash(storageRoot);
        writer.word(account.balance());
        writer.uint64(account.nonce());
        writer.list(mark);
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
}
