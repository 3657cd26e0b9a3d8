package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter output = new StringWriter();
    private final AtomicLong clock = new AtomicLong(7);

    private Progress lines() {
        return new Progress.Lines("load", "transactions", 500, new PrintWriter(output), clock::get);
    }

    @Test
    void withoutATerminalThereAreLinesAndNoBar() {
        try (Progress progress = Progress.of("load", "blocks", 5, new PrintWriter(output))) {
            assertInstanceOf(Progress.Lines.class, progress);
        }
        assertEquals("", output.toString());
    }

    @Test
    void aShortTaskSaysNothing() {
        try (Progress progress = lines()) {
            for (int done = 1; done <= 500; done++) {
                clock.addAndGet(Progress.Lines.PERIOD_NS / 501);
                progress.stepTo(done);
            }
        }
        assertEquals("", output.toString());
    }

    @Test
    void aLongTaskSaysWhereItIsEveryTenSeconds() {
        try (Progress progress = lines()) {
            for (int done = 1; done <= 50; done++) {
                clock.addAndGet(Progress.Lines.PERIOD_NS / 20);
                progress.stepTo(done);
            }
        }
        assertEquals(
                """
                load: 20 of 500 transactions, 2/s, 240 s left
                load: 40 of 500 transactions, 2/s, 230 s left
                """,
                output.toString());
    }
}
