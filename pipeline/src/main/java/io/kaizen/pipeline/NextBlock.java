package io.kaizen.pipeline;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.sequence.BlockRules;
import org.jspecify.annotations.Nullable;

/**
 * The context that a block opened now would have, read off the sealed chain: for calls on {@code
 * pending} while nothing is open, and for fee suggestions. Pure.
 */
public final class NextBlock {
    private NextBlock() {}

    public static BlockContext context(BlockRules rules, ChainView chain, long nowMs) {
        SealedBlock head = chain.head();
        long timestamp = Math.max(nowMs / 1000, head.header().timestamp());
        return new BlockContext(
                head.number() + 1,
                timestamp,
                rules.gasLimit(),
                rules.feeRecipient(),
                Word.ZERO,
                head.header().environment().mixHash(),
                baseFee(rules, chain, timestamp),
                Word.ONE,
                Hash.ZERO,
                number -> hash(chain, number));
    }

    private static Word baseFee(BlockRules rules, ChainView chain, long timestamp) {
        SealedBlock head = chain.head();
        Word before = head.header().environment().baseFee();
        if (before == null || timestamp == head.header().timestamp()) {
            return before == null ? rules.baseFee().floor() : before;
        }
        long gasUsed = Starting.gasUsedInSecond(chain);
        return rules.baseFee().next(before, gasUsed, timestamp - head.header().timestamp());
    }

    private static Hash hash(ChainView chain, long number) {
        @Nullable SealedBlock block = number < 0 ? null : chain.block(number);
        return block == null ? Hash.ZERO : block.hash();
    }
}
