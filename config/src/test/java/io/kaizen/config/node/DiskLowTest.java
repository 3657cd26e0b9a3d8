package io.kaizen.config.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.settings.Keys;
import io.kaizen.perf.load.Scrape;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node whose disk has less than the reserve: it reads, and says why it does not write. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskLowTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode call(HttpClient http, URI url, String method, String params)
            throws Exception {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                        .formatted(method, params);
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void transactionsAreRefusedWithTheReasonAndReadsAreServed() throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try (KaizenNode node =
                        KaizenNode.start(
                                MetricsEndpointTest.settings()
                                        .with(Keys.DISK_RESERVE, String.valueOf(1L << 49)),
                                "test",
                                failures::add);
                HttpClient http = HttpClient.newHttpClient()) {
            URI url = URI.create("http://127.0.0.1:" + node.rpcAddress().getPort());
            JsonNode error = call(http, url, "eth_sendRawTransaction", "\"0xc0\"").path("error");
            assertEquals(-32005, error.path("code").asInt(), error::toString);
            assertTrue(
                    error.path("message").asText().startsWith("disk space is low"),
                    error::toString);
            assertEquals("0x0", call(http, url, "eth_blockNumber", "").path("result").asText());
            Scrape scrape =
                    Scrape.fetch(
                            URI.create(
                                    "http://127.0.0.1:"
                                            + node.metricsAddress().getPort()
                                            + "/metrics"));
            assertEquals(1, scrape.value("kaizen_disk_low"));
            assertEquals(1, scrape.value("kaizen_transactions_refused_total{reason=\"disk_low\"}"));
        }
        assertEquals(List.of(), List.copyOf(failures));
    }
}
