package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** What a measurement prints of the node's own figures. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BenchFiguresTest {
    private static JsonNode run(String line) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream direct = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream captured = new PrintStream(direct, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            CommandLine command =
                    Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
            assertEquals(0, command.execute(line.split(" ")), err::toString);
        } finally {
            System.setOut(before);
        }
        return new ObjectMapper().readTree(out + direct.toString(StandardCharsets.UTF_8));
    }

    @Test
    void benchPipelineGivesEveryStagesFigures() throws Exception {
        String settings = " --set store.accounts=10000 --set store.slots=10000";
        JsonNode figures =
                run("bench pipeline --count 300 --senders 10 --rounds 2 --seed 5" + settings);
        long executed = figures.at("/counts/executed").asLong();
        assertEquals(600, executed);
        assertEquals(0, figures.at("/counts/void").asLong());
        assertEquals(600, figures.at("/stages/recover/entries").asLong());
        for (String stage : List.of("recover", "ordering", "journal", "execute", "publish")) {
            JsonNode row = figures.at("/stages/" + stage);
            assertEquals(600, row.at("/ageMicros/count").asLong(), stage);
            assertTrue(row.get("busyMillis").asDouble() > 0, stage);
            assertTrue(row.get("entries").asLong() >= 600, stage);
        }
        assertTrue(figures.at("/stages/seal/busyMillis").asDouble() > 0);
        long blocks = figures.at("/counts/blocks").asLong();
        assertTrue(blocks > 0);
        assertEquals(blocks, figures.at("/rootMicros/count").asLong());
        assertEquals(blocks, figures.at("/blockTransactions/count").asLong());
        assertTrue(figures.at("/counts/journalBytes").asLong() > 600 * 100);
    }

    @Test
    void benchLoadGivesTheGrowthOfTheNodesCounters() throws Exception {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Settings settings =
                Settings.defaults()
                        .with(Keys.STORE_ACCOUNTS, "10000")
                        .with(Keys.STORE_SLOTS, "10000")
                        .with(Keys.RPC_PORT, "0");
        try (KaizenNode node = KaizenNode.start(settings, "test", failure::set)) {
            JsonNode figures =
                    run(
                            "bench load --count 100 --senders 5 --connections 1 --batch 10"
                                    + " --rpc http://127.0.0.1:%d --metrics http://127.0.0.1:%d/metrics"
                                            .formatted(
                                                    node.rpcAddress().getPort(),
                                                    node.metricsAddress().getPort()));
            JsonNode growth = figures.get("metrics");
            // The five senders are funded first.
            assertEquals(105, growth.get("kaizen_transactions_admitted_total").asLong());
            assertEquals(105, growth.get("kaizen_transactions_sealed_total").asLong());
            assertEquals(
                    105,
                    growth.get("kaizen_transaction_age_seconds_count{stage=\"publish\"}").asLong());
            assertNull(growth.get("kaizen_transactions_void_total{reason=\"nonce_max\"}"));
        }
        assertNull(failure.get());
    }

    /** A pool that is nearly always full: what it refuses comes again, and nothing is lost. */
    @Test
    void benchSoakSendsAgainWhatIsRefusedAndFindsEachReceipt() throws Exception {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Settings settings =
                Settings.defaults()
                        .with(Keys.STORE_ACCOUNTS, "10000")
                        .with(Keys.STORE_SLOTS, "10000")
                        .with(Keys.POOL_PENDING, "12")
                        .with(Keys.POOL_QUEUED, "4")
                        .with(Keys.RPC_PORT, "0");
        try (KaizenNode node = KaizenNode.start(settings, "test", failure::set)) {
            String rpc = " --rpc http://127.0.0.1:" + node.rpcAddress().getPort();
            JsonNode load =
                    run("bench load --count 400 --senders 8 --connections 2 --batch 50" + rpc);
            assertEquals(0, load.get("refused").asInt(), load::toString);
            for (String kind : List.of("transfer", "erc20")) {
                JsonNode soak =
                        run(
                                "bench soak --rate 300 --duration 2 --interval 1 --senders 8"
                                        + " --recipients 30 --connections 3 --batch 40 --kind "
                                        + kind
                                        + " --metrics http://127.0.0.1:%d/metrics"
                                                .formatted(node.metricsAddress().getPort())
                                        + rpc);
                long taken = soak.get("transactions").asLong();
                assertTrue(taken >= 600 && taken <= 720, soak::toString);
                assertEquals(0, soak.get("lost").asLong());
                assertEquals(taken, soak.get("receiptsAsked").asLong());
                assertEquals(0, soak.get("receiptsMissing").asLong());
                assertTrue(soak.get("rows").size() >= 2);
                assertTrue(soak.at("/rows/0").has("pauses"));
            }
        }
        assertNull(failure.get());
    }
}
