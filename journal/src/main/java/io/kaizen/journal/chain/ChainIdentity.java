package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;

/**
 * Which chain it is.
 *
 * @param genesis hash of block 0
 * @param orderAnchor what the order queue is anchored to: the chain id is in it
 */
public record ChainIdentity(Hash genesis, Hash orderAnchor) {
    static ChainIdentity of(SealedBlock genesis) {
        return new ChainIdentity(genesis.hash(), genesis.range().orderHash());
    }
}
