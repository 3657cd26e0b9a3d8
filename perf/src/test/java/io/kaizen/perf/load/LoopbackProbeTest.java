package io.kaizen.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LoopbackProbeTest {
    @Test
    void everyQuestionIsAnsweredAndTimed() throws Exception {
        LoopbackProbe probe = new LoopbackProbe();
        probe.ask(3);
        probe.ask(4);
        assertEquals(7, probe.micros().getTotalCount());
        assertTrue(probe.micros().getMinValue() > 0, "an answer before the question");
    }
}
