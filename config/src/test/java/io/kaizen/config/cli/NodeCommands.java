package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload;
import io.kaizen.perf.load.Workload.Sender;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** Commands as a user gives them, and a node whose folder they work on. */
final class NodeCommands {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NodeCommands() {}

    record Outcome(int exit, String out, String err) {
        JsonNode json() throws Exception {
            return JSON.readTree(out);
        }
    }

    static Outcome run(String... arguments) {
        StringWriter err = new StringWriter();
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            int exit = Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
            return new Outcome(exit, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(before);
        }
    }

    static KaizenNode start(Path folder) throws Exception {
        return start(folder, Settings.defaults());
    }

    static KaizenNode start(Path folder, Settings given) throws Exception {
        Settings settings =
                given.with(Keys.DATA_DIR, folder.toString())
                        .with(Keys.STORE_ACCOUNTS, "10000")
                        .with(Keys.STORE_SLOTS, "10000")
                        .with(Keys.RPC_PORT, "0")
                        .with(Keys.METRICS_ENABLED, "false");
        return KaizenNode.start(settings, "test", failure -> {});
    }

    /** Sends so many transfers from one account, and waits until they are sealed. */
    static void transfer(KaizenNode node, long firstNonce, int count) throws Exception {
        var account = node.accounts().getFirst();
        Sender sender = new Sender(account.address(), account.secretKey());
        Workload workload = new Workload(Word.of(31_337), 1);
        for (int i = 0; i < count; i++) {
            Address to = workload.recipient(firstNonce + i);
            node.ledger().submit(workload.transfer(sender, firstNonce + i, to, Word.ONE)).get();
        }
        while (state(node).account(account.address()).nonce() < firstNonce + count) {
            Thread.sleep(5);
        }
    }

    static StateView state(KaizenNode node) {
        var view = node.ledger().chain();
        return Objects.requireNonNull(view.state(view.head().number()));
    }

    static void assertMessage(int exit, String part, Outcome outcome) {
        assertEquals(exit, outcome.exit(), outcome.err());
        assertTrue(outcome.err().contains(part), outcome.err());
    }
}
