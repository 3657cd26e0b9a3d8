package io.kaizen.config.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.perf.load.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The metrics endpoint of a whole node, over HTTP. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsEndpointTest {
    private static final Path PAGE =
            Path.of(System.getProperty("kaizen.root"), "perf", "docs", "metrics.md");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ConcurrentLinkedQueue<Throwable> FAILURES = new ConcurrentLinkedQueue<>();
    private static KaizenNode node;
    private static MetricsLoad load;
    private static URI url;

    static Settings settings() {
        return Settings.defaults()
                .with(Keys.STORE_ACCOUNTS, "10000")
                .with(Keys.STORE_SLOTS, "10000")
                .with(Keys.RPC_PORT, "0")
                .with(Keys.EXECUTE_WORKERS, "1")
                .with(Keys.EXECUTE_MODE, "parallel");
    }

    @BeforeAll
    static void start() throws Exception {
        node = KaizenNode.start(settings(), "test", FAILURES::add);
        InetSocketAddress at = node.metricsAddress();
        url = URI.create("http://127.0.0.1:" + at.getPort() + "/metrics");
        load = new MetricsLoad(node);
    }

    @AfterAll
    static void stop() {
        node.close();
        HTTP.close();
        assertEquals(List.of(), List.copyOf(FAILURES));
    }

    private static Scrape scrape() throws Exception {
        return Scrape.fetch(url);
    }

    private static void await(Condition done, String what) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!done.holds()) {
            assertTrue(System.nanoTime() < deadline, "gave up waiting for " + what);
            Thread.sleep(20);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    @Test
    void scrapesUnderLoadNeverShrinkAndNeverOvertakeThemselves() throws Exception {
        Scrape before = scrape();
        AtomicBoolean done = new AtomicBoolean();
        ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
        List<Thread> readers =
                List.of(
                        Thread.ofPlatform().start(() -> readAlong(done, broken)),
                        Thread.ofPlatform().start(() -> readAlong(done, broken)));
        int accepted = 0;
        int refused = 0;
        try {
            for (int round = 0; round < 40; round++) {
                accepted += load.sendTransfers(5);
                refused += load.sendJunk();
            }
            double wanted = accepted;
            await(() -> grown(before, "kaizen_transactions_sealed_total") == wanted, "the seal");
        } finally {
            done.set(true);
            for (Thread reader : readers) {
                reader.join(10_000);
            }
        }
        assertTrue(broken.isEmpty(), () -> String.join("\n", broken));
        assertEquals(accepted + refused, grown(before, "kaizen_transactions_received_total"));
        assertEquals(accepted, grown(before, "kaizen_transactions_admitted_total"));
        assertEquals(refused, grown(before, "kaizen_transactions_refused_total"));
        assertEquals(accepted, grown(before, "kaizen_transactions_ordered_total"));
        assertEquals(accepted, grown(before, "kaizen_transactions_executed_total"));
        assertEquals(0, grown(before, "kaizen_transactions_void_total"));
        assertEquals(21_000.0 * accepted, grown(before, "kaizen_gas_sealed_total"));
        assertEquals(accepted, grown(before, "kaizen_block_transactions_sum"));
        assertEquals(
                grown(before, "kaizen_blocks_sealed_total"),
                grown(before, "kaizen_root_seconds_count"));
        assertEquals(
                accepted,
                scrape().value("kaizen_rpc_requests_total" + sent("ok"))
                        - before.value("kaizen_rpc_requests_total" + sent("ok")));
        assertEquals(
                refused,
                scrape().value("kaizen_rpc_requests_total" + sent("refused"))
                        - before.value("kaizen_rpc_requests_total" + sent("refused")));
    }

    private static String sent(String outcome) {
        return "{method=\"eth_sendRawTransaction\",outcome=\"" + outcome + "\"}";
    }

    private static double grown(Scrape before, String name) throws Exception {
        return scrape().total(name) - before.total(name);
    }

    private static void readAlong(AtomicBoolean done, ConcurrentLinkedQueue<String> broken) {
        try {
            Scrape last = scrape();
            while (!done.get()) {
                Scrape now = scrape();
                compare(last, now, broken);
                ordered(now, broken);
                last = now;
            }
        } catch (Exception failed) {
            broken.add(failed.toString());
        }
    }

    private static void compare(Scrape last, Scrape now, ConcurrentLinkedQueue<String> broken) {
        last.values()
                .forEach((series, before) -> {
                    if (series.startsWith("kaizen_")
                            && now.isMonotone(series)
                            && now.value(series) < before) {
                        broken.add(series + " from " + before + " to " + now.value(series));
                    }
                });
    }

    private static void ordered(Scrape now, ConcurrentLinkedQueue<String> broken) {
        double sealed = now.total("kaizen_transactions_sealed_total");
        double executed = now.total("kaizen_transactions_executed_total");
        double left = executed + now.total("kaizen_transactions_void_total");
        double ordered = now.total("kaizen_transactions_ordered_total");
        double admitted = now.total("kaizen_transactions_admitted_total");
        double judged = admitted + now.total("kaizen_transactions_refused_total");
        double received = now.total("kaizen_transactions_received_total");
        if (sealed > executed || left > ordered || ordered > admitted || judged > received) {
            broken.add(
                    "sealed %s executed %s left %s ordered %s admitted %s judged %s received %s"
                            .formatted(
                                    sealed, executed, left, ordered, admitted, judged, received));
        }
        double again = now.total("kaizen_executor_reexecuted_total");
        double ahead = now.total("kaizen_executor_ahead_total");
        if (ahead != again + now.total("kaizen_executor_reused_total")
                || now.total("kaizen_executor_conflicts_total") > again) {
            broken.add("conflicts or runs ahead: " + again + " of " + ahead);
        }
    }

    @Test
    void everyHistogramCountsUpToInfinity() throws Exception {
        load.sendTransfers(1);
        Scrape now = scrape();
        Map<String, Double> lastBound = new TreeMap<>();
        now.values()
                .forEach((series, count) -> {
                    if (series.contains("_bucket{")) {
                        String key = series.replaceAll(",?le=\"[^\"]*\"", "");
                        double before = lastBound.getOrDefault(key, 0.0);
                        assertTrue(count >= before, series + " " + count + " after " + before);
                        lastBound.put(key, count);
                    }
                });
        assertFalse(lastBound.isEmpty());
        lastBound.forEach((key, last) -> {
            String whole = key.replace("_bucket", "_count").replace("{}", "");
            assertEquals(now.values().get(whole), last, whole);
        });
    }

    @Test
    void unknownMethodsShareOneNameAndOutcomesAreToldApart() throws Exception {
        Scrape before = scrape();
        for (int i = 0; i < 20; i++) {
            load.call("made_up" + i, "[]");
        }
        load.call("eth_getBalance", "[\"nonsense\"]");
        load.post("{not json");
        load.post("[]");
        Scrape now = scrape();
        Map<String, Double> growth = now.since(before);
        assertEquals(20, growth.get(requests("other", "unknown_method")));
        assertEquals(2, growth.get(requests("other", "invalid")));
        assertEquals(1, growth.get(requests("eth_getBalance", "invalid")));
        assertTrue(now.values().keySet().stream().noneMatch(series -> series.contains("made_up")));
        assertTrue(growth.get("kaizen_rpc_received_bytes_total{transport=\"http\"}") > 20 * 40);
        assertTrue(growth.get("kaizen_rpc_sent_bytes_total{transport=\"http\"}") > 20 * 40);
    }

    private static String requests(String method, String outcome) {
        return "kaizen_rpc_requests_total{method=\"%s\",outcome=\"%s\"}".formatted(method, outcome);
    }

    @Test
    void webSocketsAndSubscriptionsAreLevels() throws Exception {
        URI rpc = URI.create("ws://127.0.0.1:" + node.rpcAddress().getPort());
        WebSocket socket =
                HTTP.newWebSocketBuilder()
                        .buildAsync(rpc, new WebSocket.Listener() {})
                        .get(10, TimeUnit.SECONDS);
        socket.sendText(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}",
                        true)
                .get(10, TimeUnit.SECONDS);
        await(() -> scrape().total("kaizen_rpc_subscriptions") == 1, "the subscription");
        assertEquals(1, scrape().total("kaizen_rpc_websockets"));
        assertTrue(scrape().total("kaizen_rpc_connections") >= 1);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
        await(() -> scrape().total("kaizen_rpc_websockets") == 0, "the close");
        await(() -> scrape().total("kaizen_rpc_subscriptions") == 0, "its subscriptions' end");
    }

    @Test
    void thePageAndTheRegistryAgree() throws Exception {
        load.sendTransfers(1);
        System.gc();
        await(() -> scrape().families().containsKey("jvm_gc_pause_seconds"), "a collection");
        Map<String, Scrape.Family> families = scrape().families();
        String page = Files.readString(PAGE);
        Map<String, List<String>> rows = rows(page);
        Set<String> missing = new TreeSet<>(rows.keySet());
        missing.removeAll(families.keySet());
        assertEquals(Set.of(), missing, "in the page and not served");
        Set<String> undocumented =
                families.keySet().stream()
                        .filter(name -> !page.contains("`" + name + "`"))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), undocumented, "served and not in the page");
        rows.forEach((name, cells) -> {
            Scrape.Family family = families.get(name);
            assertEquals(cells.get(0), family.kind(), name);
            assertEquals(unit(name), cells.get(1), name);
            Set<String> labels =
                    cells.get(2).isEmpty()
                            ? Set.of()
                            : Set.of(cells.get(2).replace("`", "").split(", "));
            assertEquals(labels, family.labels(), name);
            assertEquals(family.help(), cells.get(3), name);
            assertTrue(name.endsWith("_total") == family.kind().equals("counter"), name);
        });
    }

    /** The units that a name ends with; a page has nothing else for what only counts. */
    private static String unit(String name) {
        String bare = name.replaceFirst("(_total|_max)$", "");
        for (String unit : List.of("seconds", "bytes", "ns", "ratio")) {
            if (bare.endsWith("_" + unit)) {
                return unit;
            }
        }
        return "";
    }

    /** Name to kind, unit, labels and meaning. */
    private static Map<String, List<String>> rows(String page) {
        Map<String, List<String>> rows = new TreeMap<>();
        for (String line : page.lines().toList()) {
            if (line.startsWith("| `")) {
                String[] cells = line.split(" *\\| *", -1);
                String name = cells[1].replace("`", "");
                List<String> rest = List.of(cells[2], cells[3], cells[4], cells[5]);
                assertNull(rows.put(name, rest), name + " stands twice");
            }
        }
        return rows;
    }

    @Test
    void whatIsNoScrapeIsRefused() throws Exception {
        assertEquals(404, status(HttpRequest.newBuilder(url.resolve("/")).GET()));
        assertEquals(404, status(HttpRequest.newBuilder(url.resolve("/metrics/x")).GET()));
        assertEquals(200, status(HttpRequest.newBuilder(url.resolve("/metrics?x=1")).GET()));
        assertEquals(405, status(HttpRequest.newBuilder(url).DELETE()));
        assertEquals(
                405,
                status(
                        HttpRequest.newBuilder(url)
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())));
        HttpResponse<String> put =
                HTTP.send(
                        HttpRequest.newBuilder(url)
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(405, put.statusCode());
        assertEquals("GET", put.headers().firstValue("allow").orElseThrow());
        assertEquals(
                400,
                status(HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString("x"))));
        assertEquals(400, rawStatus("nonsense\r\n\r\n"));
        assertEquals(403, rawStatus("GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
        assertEquals(200, rawStatus("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assertEquals(
                431, rawStatus("GET /metrics HTTP/1.1\r\nx: " + "y".repeat(9_000) + "\r\n\r\n"));
        assertEquals(414, rawStatus("GET /" + "y".repeat(2_000) + " HTTP/1.1\r\n\r\n"));
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** The status of the answer to these bytes. */
    private static int rawStatus(String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            byte[] head = socket.getInputStream().readNBytes(12);
            String line = new String(head, StandardCharsets.ISO_8859_1);
            assertTrue(line.startsWith("HTTP/1.1 "), line);
            return Integer.parseInt(line.substring(9));
        }
    }

    @Test
    void aNodeWithoutMetersServesNoneAndOneThatEndsLeavesNoThread() throws Exception {
        try (KaizenNode quiet =
                KaizenNode.start(
                        settings().with(Keys.METRICS_ENABLED, "false"), "test", FAILURES::add)) {
            assertNull(quiet.metricsAddress());
        }
        long before = loops();
        KaizenNode brief = KaizenNode.start(settings(), "test", FAILURES::add);
        assertEquals(before + 1, loops());
        brief.close();
        await(() -> loops() == before, "the end of its thread");
    }

    private static long loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("metrics-loop"))
                .count();
    }
}
