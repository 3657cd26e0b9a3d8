package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In process, and on a node of our own by eth_call. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BenchEvmCommandTest {
    /** The word 42, the same where 43 is wanted, an undefined opcode, and nothing at all. */
    private static final String LIST =
            """
            [{"name":"good","code":"0x602a60005260206000f3","gas":100000,
              "expected":"0x000000000000000000000000000000000000000000000000000000000000002a"},
             {"name":"wrong","code":"0x602a60005260206000f3","gas":100000,"expected":"0x2b"},
             {"name":"halted","code":"0xfe","gas":100000},
             {"name":"empty","code":"0x00","gas":100000,"expected":"0x"}]\
            """;

    private static final String FORTY_TWO = "0x" + "0".repeat(62) + "2a";

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir private Path folder;

    private int run(String... options) throws IOException {
        Path list = Files.writeString(folder.resolve("list.json"), LIST);
        String[] arguments = new String[options.length + 8];
        String[] always = {
            "bench", "evm", "--list", list.toString(), "--warmup-ms", "20", "--measure-ms", "20"
        };
        System.arraycopy(always, 0, arguments, 0, always.length);
        System.arraycopy(options, 0, arguments, always.length, options.length);
        return Main.commandLine()
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
    }

    @Test
    void on_a_node_a_failing_call_is_a_row_and_the_others_are_measured()
            throws IOException, InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Settings settings =
                Settings.defaults()
                        .with(Keys.RPC_PORT, "0")
                        .with(Keys.STORE_ACCOUNTS, "20000")
                        .with(Keys.STORE_SLOTS, "20000");
        try (KaizenNode node = KaizenNode.start(settings, "Kaizen/test", failure::set)) {
            String url = "http://127.0.0.1:" + node.rpcAddress().getPort();
            assertEquals(1, run("--rpc", url, "--rpc", url), errors::toString);
            JsonNode rows = new ObjectMapper().readTree(output.toString()).path("workloads");
            assertEquals(4, rows.size());
            assertFalse(rows.path(0).has("error"), rows::toString);
            assertEquals(
                    url
                            + " returned "
                            + FORTY_TWO
                            + ", want 0x2b; "
                            + url
                            + " returned "
                            + FORTY_TWO
                            + ", want 0x2b",
                    rows.path(1).path("error").asText());
            assertTrue(
                    rows.path(2).path("error").asText().startsWith(url + ": eth_call: "),
                    rows::toString);
            assertFalse(rows.path(2).has("milliseconds"), rows::toString);
            for (JsonNode row : rows) {
                for (JsonNode time : row.path("milliseconds")) {
                    assertTrue(time.isNull() || time.asDouble() > 0, row::toString);
                }
            }
            assertEquals(2, rows.path(3).path("milliseconds").size());
            assertTrue(errors.toString().contains("FAIL wrong: " + url), errors::toString);
            assertTrue(errors.toString().contains("FAIL halted: " + url), errors::toString);
        }
        assertEquals(null, failure.get(), "a stage failed");
    }

    @Test
    void in_process_a_failing_call_is_a_row_too() throws IOException {
        assertEquals(1, run(), errors::toString);
        JsonNode rows = new ObjectMapper().readTree(output.toString()).path("workloads");
        assertEquals(4, rows.size());
        assertEquals("returned " + FORTY_TWO + ", want 0x2b", rows.path(1).path("error").asText());
        assertTrue(rows.path(2).has("error"), rows::toString);
        assertTrue(errors.toString().contains("FAIL wrong: returned"), errors::toString);
        assertTrue(rows.path(3).path("ok").asBoolean(), rows::toString);
    }

    @Test
    void a_node_that_cannot_be_reached_ends_the_run() throws IOException {
        assertEquals(1, run("--rpc", "http://127.0.0.1:1"));
        assertTrue(errors.toString().contains("cannot reach http://127.0.0.1:1"), errors::toString);
        assertEquals("", output.toString());
    }
}
