package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StateTestCommandTest {
    /** An undecodable transaction: rejected, as is expected of it or not. */
    private static String fixture(String expectation) {
        return """
        {"a test": {"env": {}, "pre": {}, "transaction": {}, "config": {},
         "post": {"Osaka": [{"hash": "0x00", "txbytes": "0x01"%s}]}}}
        """
                .formatted(expectation);
    }

    private final StringWriter output = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new StateTestCommand())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(output))
                .execute(arguments);
    }

    @Test
    void the_exit_status_is_zero_only_if_all_pass(@TempDir Path folder) throws IOException {
        Path good = folder.resolve("good.json");
        Files.writeString(good, fixture(", \"expectException\": \"TransactionException.X\""));
        assertEquals(0, run(good.toString()));
        assertTrue(output.toString().endsWith("1 passed, 0 failed\n"), output::toString);
        Files.writeString(folder.resolve("bad.json"), fixture(""));
        assertEquals(1, run("--json", folder.toString()));
        assertTrue(output.toString().contains("\"pass\":false"), output::toString);
        assertTrue(output.toString().endsWith("1 passed, 1 failed\n"), output::toString);
    }

    @Test
    void a_fork_filter_leaves_other_forks_out_and_nothing_is_no_success(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("a.json");
        Files.writeString(file, fixture(""));
        assertEquals(1, run("--fork", "Cancun", file.toString()));
        assertTrue(output.toString().endsWith("0 passed, 0 failed\n"), output::toString);
        assertEquals(2, run("--fork", "Nowhere", file.toString()));
    }
}
