package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.genesis.DevAccounts;
import io.kaizen.config.genesis.DevAccounts.DevAccount;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real node as a process of its own, killed under load at seeded moments: what it had told
 * anybody is there when it comes back, and its journal replays; a flipped byte in it is found.
 */
@Timeout(value = 170, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeCrashTest {
    private static final int KILLS = 4;
    private static final int ACCOUNTS = 24;
    private static final int BATCH = 20;
    private static final Pattern URL = Pattern.compile("HTTP\\s+http://(\\S+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<DevAccount> accounts = DevAccounts.derive(DevAccounts.MNEMONIC, ACCOUNTS);

    /** Where sealed transactions were seen, by hash: block number and block hash. */
    private final Map<String, String> seen = new ConcurrentHashMap<>();

    private Process process;
    private URI uri;

    @AfterEach
    void killWhatIsLeft() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatWasSealedSurvivesKillsAndReplaysUntilAByteIsFlipped() throws Exception {
        long seed = Long.getLong("kaizen.seed", System.nanoTime());
        System.out.println("NodeCrashTest: -Dkaizen.seed=" + seed);
        Random random = new Random(seed);
        long height = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            start();
            assertThere("seed " + seed + ", start " + kill);
            assertTrue(head() >= height, "head " + head() + " after " + height);
            loadAndKill(200 + random.nextInt(900));
            assertTrue(seen.size() >= 10, "the load was not seen");
            height = highestSeen();
        }
        start();
        assertThere("seed " + seed + ", last start");
        String mined = sendOne();
        stop();

        assertEquals(0, replay().exit());
        JsonNode agreed = JSON.readTree(replay().output());
        assertTrue(agreed.get("agreed").asBoolean());
        assertTrue(agreed.get("transactions").asInt() >= seen.size());
        assertFlipIsFound(mined);
    }

    private void start() throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "node", ".log");
        Path root = Path.of(System.getProperty("kaizen.root"));
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@" + root.resolve("jvm.options"),
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx512m",
                                "-ea",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                "io.kaizen.config.cli.Main",
                                "dev",
                                "--quiet",
                                "--accounts",
                                String.valueOf(ACCOUNTS),
                                "--data-dir",
                                folder.resolve("data").toString(),
                                "--port",
                                "0")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        while (true) {
            String text = Files.readString(output);
            Matcher found = URL.matcher(text);
            if (found.find() && text.endsWith("\n")) {
                uri = URI.create("http://" + found.group(1));
                return;
            }
            assertTrue(process.isAlive(), () -> "the node ended at its start:\n" + text);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** As a user stops it. */
    private void stop() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the node does not stop");
    }

    private void loadAndKill(int afterMs) throws Exception {
        List<List<String>> batches = signedBatches();
        ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            int first = t;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int b = first; b < batches.size() && !over.get(); b += 2) {
                                    sendOrEnd(batches.get(b), sent, over);
                                }
                            }));
        }
        threads.add(Thread.ofPlatform().start(() -> watch(sent, over)));
        while (seen.size() < 10) {
            TimeUnit.MILLISECONDS.sleep(5);
            assertTrue(process.isAlive());
        }
        TimeUnit.MILLISECONDS.sleep(afterMs);
        // SIGKILL: nothing of the node's own runs any more.
        process.destroyForcibly().waitFor();
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Transfers of all accounts from their next nonces on; one account a batch. */
    private List<List<String>> signedBatches() throws IOException, InterruptedException {
        long[] next = new long[ACCOUNTS];
        for (int a = 0; a < ACCOUNTS; a++) {
            next[a] = nonce(accounts.get(a).address());
        }
        List<List<String>> batches = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            for (int a = 0; a < ACCOUNTS; a++) {
                List<String> batch = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    batch.add(transfer(accounts.get(a), next[a]++).hex());
                }
                batches.add(batch);
            }
        }
        return batches;
    }

    private void sendOrEnd(
            List<String> batch, ConcurrentLinkedQueue<String> sent, AtomicBoolean over) {
        try {
            List<String> calls =
                    batch.stream()
                            .map(raw -> "\"eth_sendRawTransaction\",\"params\":[\"" + raw + "\"]")
                            .toList();
            for (JsonNode answer : call(calls)) {
                if (answer.has("result")) {
                    sent.add(answer.get("result").asText());
                }
            }
        } catch (IOException killed) {
            // The node is gone, as this test wants it.
            over.set(true);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            over.set(true);
        }
    }

    /** Asks for receipts, and notes those of sealed blocks. */
    private void watch(ConcurrentLinkedQueue<String> sent, AtomicBoolean over) {
        try {
            while (!over.get()) {
                List<String> hashes = new ArrayList<>();
                for (String hash = sent.poll();
                        hash != null && hashes.size() < 100;
                        hash = sent.poll()) {
                    hashes.add(hash);
                }
                Map<String, String> found = hashes.isEmpty() ? Map.of() : places(hashes);
                seen.putAll(found);
                hashes.stream().filter(hash -> !found.containsKey(hash)).forEach(sent::add);
            }
        } catch (IOException killed) {
            // The node is gone, as this test wants it.
            over.set(true);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            over.set(true);
        }
    }

    /** Block number and hash of those that are sealed. */
    private Map<String, String> places(List<String> hashes)
            throws IOException, InterruptedException {
        Map<String, String> found = new ConcurrentHashMap<>();
        List<String> calls =
                hashes.stream()
                        .map(hash -> "\"eth_getTransactionReceipt\",\"params\":[\"" + hash + "\"]")
                        .toList();
        for (JsonNode answer : call(calls)) {
            JsonNode receipt = answer.path("result");
            if (receipt.path("blockHash").isTextual()) {
                found.put(
                        receipt.get("transactionHash").asText(),
                        receipt.get("blockNumber").asText()
                                + " "
                                + receipt.get("blockHash").asText());
            }
        }
        return found;
    }

    private void assertThere(String round) throws IOException, InterruptedException {
        List<String> hashes = List.copyOf(seen.keySet());
        for (int i = 0; i < hashes.size(); i += 500) {
            List<String> part = hashes.subList(i, Math.min(hashes.size(), i + 500));
            Map<String, String> now = places(part);
            for (String hash : part) {
                assertEquals(seen.get(hash), now.get(hash), round + ", transaction " + hash);
            }
        }
    }

    private long highestSeen() {
        return seen.values().stream()
                .mapToLong(place -> Long.decode(place.substring(0, place.indexOf(' '))))
                .max()
                .orElseThrow();
    }

    /** A new transaction after everything; returns its raw bytes. */
    private String sendOne() throws IOException, InterruptedException {
        long before = head();
        DevAccount account = accounts.getFirst();
        Bytes raw = transfer(account, nonce(account.address()));
        String hash = Hash.keccak(raw).hex();
        call(List.of("\"eth_sendRawTransaction\",\"params\":[\"" + raw.hex() + "\"]"));
        while (places(List.of(hash)).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertTrue(head() > before);
        return raw.hex();
    }

    private long head() throws IOException, InterruptedException {
        return Long.decode(one("\"eth_blockNumber\",\"params\":[]").asText());
    }

    private long nonce(Address address) throws IOException, InterruptedException {
        return Long.decode(
                one("\"eth_getTransactionCount\",\"params\":[\""
                                + address.hex()
                                + "\",\"pending\"]")
                        .asText());
    }

    private JsonNode one(String methodAndParams) throws IOException, InterruptedException {
        return call(List.of(methodAndParams)).get(0).get("result");
    }

    private JsonNode call(List<String> methodsAndParams) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < methodsAndParams.size(); i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"jsonrpc\":\"2.0\",\"id\":")
                    .append(i)
                    .append(",\"method\":")
                    .append(methodsAndParams.get(i))
                    .append('}');
        }
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.append(']').toString()))
                        .build();
        String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return JSON.readTree(answer);
    }

    private static Bytes transfer(DevAccount from, long nonce) {
        Word gwei = Word.of(1_000_000_000L);
        Transaction unsigned =
                new Transaction(
                        TransactionType.DYNAMIC_FEE,
                        Word.of(31337),
                        nonce,
                        new Transaction.Fees(21_000, gwei.times(100), Word.ONE, Word.ZERO),
                        new Transaction.Call(
                                Address.ofLong(0xbeef), Word.of(nonce + 1), Bytes.EMPTY),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        return TransactionCodec.encode(TransactionCodec.sign(unsigned, from.secretKey().toArray()));
    }

    private record Replayed(int exit, String output) {}

    private Replayed replay() {
        PrintStream before = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(captured, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            int exit =
                    Main.commandLine()
                            .execute(
                                    "replay",
                                    "--data-dir",
                                    folder.resolve("data").toString(),
                                    "--verify",
                                    "--json");
            return new Replayed(exit, captured.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    private void assertFlipIsFound(String rawHex) throws IOException {
        Bytes raw = Bytes.fromHex(rawHex);
        long position = positionOf(Hash.keccak(raw));
        flip(raw.toArray());
        Replayed replayed = replay();
        assertNotEquals(0, replayed.exit());
        JsonNode verdict = JSON.readTree(replayed.output());
        assertEquals(position, verdict.path("damagedPosition").asLong(), replayed.output());
        assertTrue(verdict.path("damage").asText().contains("crc32c"), replayed.output());
    }

    private long positionOf(Hash hash) {
        Path data = folder.resolve("data");
        Hash anchor = ChainReader.open(data.resolve("chain")).block(0).range().orderHash();
        try (OrderReader reader = OrderJournal.read(data.resolve("order"), anchor)) {
            while (reader.read() instanceof ReadResult.Entry(OrderEntry entry)) {
                if (entry.body() instanceof OrderEntry.Body.Ordered ordered
                        && ordered.hash().equals(hash)) {
                    return entry.position();
                }
            }
        }
        throw new AssertionError("no entry of " + hash);
    }

    /** Changes one bit in the middle of these bytes, which lie in one of the order's files. */
    private void flip(byte[] wanted) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder.resolve("data/order"))) {
            files = all.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            int at = indexOf(content, wanted);
            if (at >= 0) {
                int middle = at + wanted.length / 2;
                try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
                    access.seek(middle);
                    access.write(content[middle] ^ 1);
                }
                return;
            }
        }
        throw new UncheckedIOException(new IOException("not in " + files));
    }

    private static int indexOf(byte[] content, byte[] wanted) {
        for (int i = 0; i + wanted.length <= content.length; i++) {
            if (content[i] == wanted[0]
                    && Arrays.equals(content, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
