package io.kaizen.journal.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.order.OrderBase;
import io.kaizen.journal.segment.FinishedSegments;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DropPlanTest {
    /** Ten segments of 1,000 blocks and 100 bytes; a block has ten entries. */
    private static final List<ChainSegment> CHAIN =
            IntStream.range(0, 10)
                    .mapToObj(i -> {
                        long last = 1_000L * (i + 1) - 1;
                        return new ChainSegment(item(i), last, 10 * (last + 1));
                    })
                    .toList();

    /** Twenty of 5,000 entries; each ends one entry behind a block's. */
    private static final List<OrderSegment> ORDER =
            IntStream.range(0, 20)
                    .mapToObj(i ->
                            new OrderSegment(
                                    item(i),
                                    new OrderBase(Hash.ZERO, 5_000L * (i + 1) + 1, Hash.ZERO)))
                    .toList();

    private static final long HEIGHT = 10_500;

    private static FinishedSegments.Item item(int i) {
        return new FinishedSegments.Item(i + 1L, true, 100);
    }

    private static DropPlan plan(long keepBlocks, long budget, long used) {
        return DropPlan.of(
                new RetentionPolicy(true, keepBlocks, budget), CHAIN, ORDER, HEIGHT, used);
    }

    @Test
    void blocksThatAreOldEnoughGoBySegments() {
        DropPlan plan = plan(8_000, 0, 0);
        // Up to block 2,500: two whole segments.
        assertEquals(1_999, plan.lastBlock());
        // Their 20,000 entries: of the fourth segment, the last belongs to the block after.
        assertEquals(3, plan.order().size());
        assertEquals(500, plan.bytes());
        assertTrue(plan(9_600, 0, 0).isEmpty());
        assertEquals(999, plan(9_501, 0, 0).lastBlock());
        assertTrue(plan(9_502, 0, 0).isEmpty());
    }

    @Test
    void aBudgetTakesTheOldestUntilTheRestFits() {
        assertTrue(plan(0, 3_000, 3_000).isEmpty());
        assertEquals(999, plan(0, 3_000, 3_001).lastBlock());
        // 100 of the chain and 100 of the order, then 100 and 200.
        assertEquals(999, plan(0, 3_000, 3_200).lastBlock());
        assertEquals(1_999, plan(0, 3_000, 3_201).lastBlock());
        assertEquals(1_999, plan(0, 3_000, 3_500).lastBlock());
    }

    @Test
    void aBudgetThatCannotBeKeptLeavesTheBlocksThatMustStay() {
        // Block 9,476 is the last that may go.
        assertEquals(8_999, plan(0, 1, 1L << 40).lastBlock());
        assertEquals(8_999, plan(RetentionPolicy.BLOCKS_MIN, 0, 0).lastBlock());
    }

    @Test
    void bothTogetherTakeWhatEitherTakes() {
        assertEquals(4_999, plan(5_501, 3_000, 3_001).lastBlock());
        assertEquals(1_999, plan(9_501, 3_000, 3_201).lastBlock());
    }

    @Test
    void aPolicyThatCannotBeKeptIsRefused() {
        IllegalArgumentException few =
                assertThrows(
                        IllegalArgumentException.class, () -> new RetentionPolicy(true, 1_023, 0));
        assertTrue(few.getMessage().contains("1023"), few.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new RetentionPolicy(true, 0, -1));
    }
}
