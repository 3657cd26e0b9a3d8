package io.kaizen.config.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.config.settings.SettingsException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node asked about block 1 when it is the head, and when it has long left the window. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ArchiveModeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WINDOW = 16;

    /** Answers slot 0; stores what it is called with there. */
    private static final String RUNTIME = "36600c575f545f5260205ff35b5f355f5500";

    private static final String INIT = "0x71" + RUNTIME + "5f526012600ef3";

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private String url = "";

    @AfterEach
    void close() {
        http.close();
        assertEquals(List.of(), List.copyOf(failures));
    }

    private Settings settings(String mode) {
        return Settings.defaults()
                .with(Keys.STORE_ACCOUNTS, "10000")
                .with(Keys.STORE_SLOTS, "10000")
                .with(Keys.RPC_PORT, "0")
                .with(Keys.METRICS_ENABLED, "false")
                .with(Keys.DATA_DIR, folder.toString())
                .with(Keys.HISTORY_BLOCKS, String.valueOf(WINDOW))
                .with(Keys.HISTORY_MODE, mode);
    }

    private KaizenNode start(String mode) throws Exception {
        KaizenNode node = KaizenNode.start(settings(mode), "test", failures::add);
        url = "http://127.0.0.1:" + node.rpcAddress().getPort();
        return node;
    }

    private JsonNode answer(String method, String params) throws Exception {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                        .formatted(method, params);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonNode call(String method, String params) throws Exception {
        JsonNode answer = answer(method, params);
        assertFalse(answer.has("error"), () -> method + " " + params + ": " + answer);
        return answer.get("result");
    }

    /** Sends a transaction, waits until it is sealed, and returns its receipt. */
    private JsonNode send(String transaction) throws Exception {
        String hash = call("eth_sendTransaction", transaction).asText();
        while (true) {
            JsonNode receipt = call("eth_getTransactionReceipt", "\"" + hash + "\"");
            if (receipt.hasNonNull("blockHash")) {
                assertEquals("0x1", receipt.get("status").asText());
                return receipt;
            }
            Thread.sleep(2);
        }
    }

    private static String word(int value) {
        return "0x%064x".formatted(value);
    }

    /** What is asked about a block, by its name; the transactions are those of block 1. */
    private static Map<String, String> questions(
            String sender, String contract, JsonNode receipt, String block) {
        String hash = receipt.get("transactionHash").asText();
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("eth_getBalance", "\"%s\",%s".formatted(sender, block));
        asked.put("eth_getTransactionCount", "\"%s\",%s".formatted(sender, block));
        asked.put("eth_getCode", "\"%s\",%s".formatted(contract, block));
        asked.put("eth_getStorageAt", "\"%s\",\"0x0\",%s".formatted(contract, block));
        asked.put("eth_call", "{\"to\":\"%s\"},%s".formatted(contract, block));
        asked.put("eth_estimateGas", "{\"to\":\"%s\"},%s".formatted(contract, block));
        asked.put("eth_getProof", "\"%s\",[\"0x0\",\"0x1\"],%s".formatted(contract, block));
        asked.put("debug_traceCall", "{\"to\":\"%s\"},%s".formatted(contract, block));
        asked.put(
                "debug_traceTransaction", "\"%s\",{\"tracer\":\"prestateTracer\"}".formatted(hash));
        asked.put("debug_traceBlockByNumber", "\"0x2\"");
        return asked;
    }

    private Map<String, JsonNode> answers(Map<String, String> questions) throws Exception {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : questions.entrySet()) {
            answers.put(each.getKey(), call(each.getKey(), each.getValue()));
        }
        return answers;
    }

    @Test
    void anOldBlockAnswersAsItDidWhenItWasTheHeadAndInWindowModeSaysThatItIsGone()
            throws Exception {
        Map<String, String> byNumber;
        Map<String, String> byHash;
        Map<String, JsonNode> asHead;
        try (KaizenNode node = start("archive")) {
            String sender = node.accounts().getFirst().address().toString();
            JsonNode deployed = send("{\"from\":\"%s\",\"data\":\"%s\"}".formatted(sender, INIT));
            String contract = deployed.get("contractAddress").asText();
            String store = "{\"from\":\"%s\",\"to\":\"%s\",\"data\":\"%s\"}";
            JsonNode stored = send(store.formatted(sender, contract, word(7)));
            assertEquals("0x2", stored.get("blockNumber").asText());
            byNumber = questions(sender, contract, stored, "\"0x2\"");
            String name = "{\"blockHash\":\"%s\"}".formatted(stored.get("blockHash").asText());
            byHash = questions(sender, contract, stored, name);
            asHead = answers(byNumber);
            assertEquals(word(7), asHead.get("eth_call").asText());
            for (int i = 0; i < 2 * WINDOW; i++) {
                send(store.formatted(sender, contract, word(i % 3 == 0 ? 0 : i)));
            }
            assertEquals(asHead, answers(byNumber));
            assertEquals(asHead, answers(byHash));
            assertEquals("0x", call("eth_getCode", "\"" + contract + "\",\"earliest\"").asText());
        }
        try (KaizenNode node = start("window")) {
            assertGone(byNumber);
            String sender = node.accounts().getLast().address().toString();
            send("{\"from\":\"%s\",\"to\":\"%s\",\"value\":\"0x1\"}".formatted(sender, sender));
        }
        try (KaizenNode node = start("archive")) {
            assertEquals(asHead, answers(byNumber), node::toString);
        }
    }

    private void assertGone(Map<String, String> questions) throws Exception {
        for (Map.Entry<String, String> each : questions.entrySet()) {
            JsonNode error = answer(each.getKey(), each.getValue()).path("error");
            assertEquals(-32000, error.path("code").asInt(), each.getKey() + error);
            assertTrue(error.path("message").asText().endsWith("not available any more"));
        }
    }

    @Test
    void blocksCannotBeDroppedWhereAllAreNeeded() {
        Settings both = settings("archive").with(Keys.JOURNAL_KEEP_BLOCKS, "5000");
        SettingsException refused =
                assertThrows(
                        SettingsException.class,
                        () -> KaizenNode.start(both, "test", failures::add));
        assertTrue(refused.getMessage().contains("journal.keep-blocks = 5000"));
    }
}
