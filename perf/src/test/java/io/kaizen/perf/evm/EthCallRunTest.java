package io.kaizen.perf.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of the times; the calls themselves are tested on a node. */
class EthCallRunTest {
    @Test
    void what_an_empty_call_takes_is_subtracted_and_nothing_is_negative() {
        assertEquals(1.5, EthCallRun.difference(2_000_000, 500_000));
        assertEquals(0.001, EthCallRun.difference(501_000, 500_000));
        assertNull(EthCallRun.difference(500_400, 500_000));
        assertNull(EthCallRun.difference(500_000, 500_000));
        assertNull(EthCallRun.difference(499_000, 500_000));
    }

    @Test
    void a_ratio_needs_both_times() {
        assertEquals(Arrays.asList(0.5, null), EthCallRun.ratios(Arrays.asList(1.0, 2.0, null)));
        assertEquals(Arrays.asList(null, null), EthCallRun.ratios(Arrays.asList(null, 2.0, 1.0)));
        assertEquals(List.of(), EthCallRun.ratios(List.of(1.0)));
    }

    @Test
    void a_mean_is_over_the_rows_that_have_a_ratio() {
        assertEquals(
                Arrays.asList(2.0, null),
                EthCallRun.geometricMeans(
                        List.of(
                                Arrays.asList(1.0, null),
                                Arrays.asList(null, null),
                                Arrays.asList(4.0, null)),
                        2));
    }
}
