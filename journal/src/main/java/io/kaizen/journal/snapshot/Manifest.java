package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.journal.chain.ChainIdentity;
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
        ChainIdentity chain,
        Header header,
        Position order,
        Counts counts,
        List<ChunkRef> state,
        List<ChunkRef> code) {

    public Manifest {
        state = List.copyOf(state);
        code = List.copyOf(code);
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
