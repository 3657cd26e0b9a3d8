package io.kaizen.pipeline;

import io.kaizen.exec.process.BlockHashes;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.execute.ParentHashes;
import io.kaizen.pipeline.sequence.Progress;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the stages know before the first event: read off the sealed chain. */
final class Starting {
    /**
     * Ancestors that BLOCKHASH reaches (yellow paper, §H.2). Older ones stand in the storage of
     * EIP-2935's contract; decoding so many blocks would take a minute of a start.
     */
    private Starting() {}

    static Progress progress(ChainView chain) {
        SealedBlock head = chain.head();
        long position = head.range().last();
        return new Progress(
                new Progress.Executed(position, head.header().timestamp(), gasUsedInSecond(chain)),
                new Progress.Released(position, head.number()));
    }

    /** Gas used by all blocks with the head's timestamp. */
    static long gasUsedInSecond(ChainView chain) {
        SealedBlock head = chain.head();
        long timestamp = head.header().timestamp();
        long gasUsed = 0;
        for (SealedBlock block = head;
                block != null && block.header().timestamp() == timestamp;
                block = parent(chain, block)) {
            gasUsed += block.header().gasUsed();
        }
        return gasUsed;
    }

    static ParentHashes hashes(ChainView chain, BooleanSupplier stopped) {
        SealedBlock head = chain.head();
        ParentHashes hashes = new ParentHashes(head.number(), stopped);
        SealedBlock block = head;
        for (int i = 0; i < BlockHashes.REACH && block != null; i++) {
            hashes.restore(block.number(), block.hash());
            block = parent(chain, block);
        }
        return hashes;
    }

    private static @Nullable SealedBlock parent(ChainView chain, SealedBlock block) {
        return block.number() == 0 ? null : chain.block(block.number() - 1);
    }
}
