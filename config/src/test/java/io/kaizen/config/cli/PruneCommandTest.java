package io.kaizen.config.cli;

import static io.kaizen.config.cli.NodeCommands.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.cli.NodeCommands.Outcome;
import io.kaizen.config.node.DataFolder;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.exec.ledger.Hash;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder of which the old blocks are dropped, as its operator and its users see it. */
class PruneCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Settings SMALL =
            Settings.defaults()
                    .with(Keys.JOURNAL_SEGMENT, String.valueOf(1 << 20))
                    .with(Keys.JOURNAL_SYNC, "none");

    @TempDir Path folder;

    private static JsonNode call(KaizenNode node, String method, String params) throws Exception {
        InetSocketAddress rpc = node.rpcAddress();
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                        .formatted(method, params);
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://" + rpc.getHostString() + ":" + rpc.getPort()))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    @Test
    void dropsOldBlocksAndTheNodeGoesOn() throws Exception {
        Path data = folder.resolve("node");
        String d = data.toString();
        Hash first;
        try (KaizenNode node = NodeCommands.start(data, SMALL)) {
            for (int nonce = 0; nonce < 5_000; nonce += 20) {
                NodeCommands.transfer(node, nonce, 20);
            }
            first = node.ledger().chain().block(1).transactions().getFirst().hash();
            assertMessage(1, "writer", NodeCommands.run("prune", "--data-dir", d));
        }
        Outcome before = NodeCommands.run("replay", "--verify", "--json", "--data-dir", d);
        assertEquals(0, before.exit(), before.err());

        Outcome archived = NodeCommands.run("prune", "--json", "--data-dir", d);
        assertEquals(0, archived.exit(), archived.err());
        assertTrue(archived.json().get("archived").asInt() > 2, archived.out());
        assertEquals(0, archived.json().get("firstBlock").asInt());
        Outcome same = NodeCommands.run("replay", "--json", "--data-dir", d);
        assertEquals(before.json().get("last"), same.json().get("last"), same.err());
        Outcome all = NodeCommands.run("prune", "--data-dir", d, "--keep", "10");
        assertMessage(2, "--keep 10: must be at least 1024", all);

        Path index = Files.createDirectories(data.resolve("chain").resolve("history"));
        assertMessage(
                1,
                index + " is archive mode's index",
                NodeCommands.run("prune", "--data-dir", d, "--keep", "1024"));
        Files.delete(index);
        Outcome dropped = NodeCommands.run("prune", "--json", "--data-dir", d, "--keep", "1024");
        assertEquals(0, dropped.exit(), dropped.err());
        long begins = dropped.json().get("firstBlock").asLong();
        assertTrue(begins > 1, dropped.out());

        IllegalStateException refused =
                assertThrows(
                        IllegalStateException.class,
                        () -> NodeCommands.start(data, SMALL.with(Keys.HISTORY_MODE, "archive")));
        assertTrue(refused.getMessage().contains("begins with block " + begins));
        long head;
        try (KaizenNode node = NodeCommands.start(data, SMALL)) {
            head = node.ledger().chain().head().number();
            assertEquals(4444, error(call(node, "eth_getBlockByNumber", "[\"0x1\",false]")));
            assertEquals(4444, error(logs(node, 1, 5)));
            JsonNode earliest = call(node, "eth_getBlockByNumber", "[\"earliest\",false]");
            assertEquals(
                    "0x" + Long.toHexString(begins),
                    earliest.get("result").get("number").asText(),
                    earliest.toString());
            assertFalse(logs(node, begins, begins + 5).has("error"));
            JsonNode genesis = call(node, "eth_getBlockByNumber", "[\"0x0\",false]");
            assertEquals("0x0", genesis.get("result").get("number").asText());
            assertTrue(
                    call(node, "eth_getTransactionByHash", "[\"" + first + "\"]")
                            .get("result")
                            .isNull());
            NodeCommands.transfer(node, 5_000, 20);
            assertNotEquals(head, node.ledger().chain().head().number());
        }
        Outcome replayed = NodeCommands.run("replay", "--verify", "--json", "--data-dir", d);
        assertEquals(0, replayed.exit(), replayed.err());
        assertEquals(begins + 257, replayed.json().get("from").asLong(), replayed.out());
        assertTrue(replayed.err().contains("not kept"), replayed.err());
        assertMessage(
                2,
                "blocks 1 to 5",
                NodeCommands.run(
                        "export",
                        "--data-dir",
                        d,
                        "--format",
                        "rlp",
                        "--out",
                        folder.resolve("blocks.rlp").toString(),
                        "--from",
                        "1",
                        "--to",
                        "5"));

        for (String format : List.of("rlp", "jsonl", "journal")) {
            Outcome exported =
                    NodeCommands.run(
                            "export",
                            "--data-dir",
                            d,
                            "--format",
                            format,
                            "--out",
                            folder.resolve("kept." + format).toString());
            assertEquals(0, exported.exit(), exported.err());
            assertTrue(exported.out().contains("blocks " + begins + " to "), exported.out());
        }
        assertMessage(
                2,
                "a replay can begin at block " + replayed.json().get("from").asLong(),
                NodeCommands.run("replay", "--data-dir", d, "--from", "1"));

        // The state is lost, and made again from the snapshot that the pruning has left.
        DataFolder state = new DataFolder(data.resolve("state"), true);
        state.discard();
        assertFalse(Files.exists(data.resolve("state")));
        try (KaizenNode node = NodeCommands.start(data, SMALL)) {
            assertTrue(node.ledger().chain().head().number() > head);
            NodeCommands.transfer(node, 5_020, 1);
        }
    }

    private static JsonNode logs(KaizenNode node, long from, long to) throws Exception {
        return call(
                node,
                "eth_getLogs",
                "[{\"fromBlock\":\"0x%x\",\"toBlock\":\"0x%x\"}]".formatted(from, to));
    }

    private static int error(JsonNode answer) {
        return answer.path("error").path("code").asInt();
    }
}
