package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.journal.chain.SealedBlock;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a snapshot consists of. Follows from the chain alone: every node's snapshot of a block has
 * the same manifest, and so the same id.
 *
 * @param chain which chain it is of
 * @param header of the block whose state it is
 * @param order where the block's causes end in the order queue
 * @param state chunks of accounts and slots, in order
 * @param code chunks of code, in order
 */
public record Manifest(
        Chain chain,
        Header header,
        Position order,
        Counts counts,
        List<ChunkRef> state,
        List<ChunkRef> code) {

    public Manifest {
        state = List.copyOf(state);
        code = List.copyOf(code);
    }

    /**
     * @param genesis hash of block 0
     * @param orderAnchor what the order queue is anchored to: the chain id is in it
     */
    public record Chain(Hash genesis, Hash orderAnchor) {
        static Chain of(SealedBlock genesis) {
            return new Chain(genesis.hash(), genesis.range().orderHash());
        }
    }

    /** The last position of the block, and the order hash there. */
    public record Position(long position, Hash hash) {}

    /**
     * @param bytes of all chunks before they are compressed
     */
    public record Counts(long accounts, long slots, long codes, long bytes) {}

    public long blockNumber() {
        return header.number();
    }

    public Hash blockHash() {
        return HeaderCodec.hash(header);
    }

    public Hash stateRoot() {
        return header.stateRoot();
    }

    /** All chunks, in order. */
    Stream<ChunkRef> chunks() {
        return Stream.concat(state.stream(), code.stream());
    }

    /** Accounts, slots and codes. */
    long records() {
        return counts.accounts() + counts.slots() + counts.codes();
    }
}
