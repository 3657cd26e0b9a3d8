package io.kaizen.perf.crash;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.chain.SealedBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * What an episode has written, whether or not it survives: the order hash at each position from 1,
 * and the sealed blocks from genesis. Grows at its end; the episode's thread writes.
 */
final class History {
    private final List<Hash> orderHashes = new ArrayList<>();
    private final List<SealedBlock> blocks = new ArrayList<>();

    History(SealedBlock genesis) {
        blocks.add(genesis);
    }

    void appended(Hash orderHash) {
        orderHashes.add(orderHash);
    }

    void sealed(SealedBlock block) {
        blocks.add(block);
    }

    long positions() {
        return orderHashes.size();
    }

    Hash orderHash(long position) {
        return orderHashes.get((int) position - 1);
    }

    long height() {
        return blocks.size() - 1L;
    }

    SealedBlock block(long number) {
        return blocks.get((int) number);
    }

    /** The same up to a position: a crash made everything behind it undone. */
    History upTo(long position) {
        History past = new History(blocks.getFirst());
        past.orderHashes.addAll(orderHashes.subList(0, (int) position));
        for (SealedBlock block : blocks.subList(1, blocks.size())) {
            if (block.range().last() <= position) {
                past.blocks.add(block);
            }
        }
        return past;
    }
}
