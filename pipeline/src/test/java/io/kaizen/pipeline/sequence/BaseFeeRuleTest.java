package io.kaizen.pipeline.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.exec.ledger.Word;
import org.junit.jupiter.api.Test;

class BaseFeeRuleTest {
    private static final Word GWEI = Word.of(1_000_000_000L);

    private final BaseFeeRule rule = new BaseFeeRule(10_000_000, Word.of(100));

    @Test
    void staysAtTheTarget() {
        assertEquals(GWEI, rule.next(GWEI, 10_000_000, 1));
    }

    @Test
    void risesByAnEighthAtTwiceTheTargetAndNeverMore() {
        assertEquals(Word.of(1_125_000_000L), rule.next(GWEI, 20_000_000, 1));
        assertEquals(Word.of(1_125_000_000L), rule.next(GWEI, 1_000_000_000, 1));
    }

    @Test
    void risesByAtLeastOneWei() {
        assertEquals(Word.of(101), rule.next(Word.of(100), 10_000_001, 1));
    }

    @Test
    void fallsByAnEighthForEachIdleSecond() {
        assertEquals(Word.of(875_000_000L), rule.next(GWEI, 0, 1));
        assertEquals(Word.of(765_625_000L), rule.next(GWEI, 0, 2));
    }

    @Test
    void neverFallsBelowTheFloor() {
        assertEquals(Word.of(100), rule.next(Word.of(105), 0, 1));
        assertEquals(Word.of(100), rule.next(GWEI, 0, Integer.MAX_VALUE));
    }
}
