package io.kaizen.ingress.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.RpcFixture;
import io.kaizen.ingress.limit.RpcLimits;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebSocketTransportTest {
    private static final Bytes TOPIC = Hash.keccak(new byte[] {9}).bytes();
    private RpcFixture rpc = new RpcFixture();

    @AfterEach
    void stop() {
        rpc.close();
    }

    /** Collects whole messages; reads on only while {@code reading}. */
    private static final class Client implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;
        private volatile boolean reading = true;

        Client(RpcFixture rpc) {
            socket = rpc.client().newWebSocketBuilder().buildAsync(rpc.webSocket, this).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            if (reading) {
                webSocket.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closes.add(code);
            return null;
        }

        void resume() {
            reading = true;
            socket.request(1);
        }

        void send(String text) {
            socket.sendText(text, true).join();
        }

        JsonNode next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            assertNotNull(message, "no message within ten seconds");
            return RpcFixture.parse(message);
        }

        String subscribe(String params) throws InterruptedException {
            send(RpcFixture.request(1, "eth_subscribe", params));
            return next().get("result").asText();
        }

        JsonNode notification(String id) throws InterruptedException {
            JsonNode message = next();
            assertEquals("eth_subscription", message.path("method").asText(), message.toString());
            assertEquals(id, message.get("params").get("subscription").asText());
            return message.get("params");
        }
    }

    @Test
    void callsBatchesAndErrorsAreAnswered() throws Exception {
        Client client = new Client(rpc);
        client.send(RpcFixture.request(5, "eth_chainId", "[]"));
        assertEquals("0x7a69", client.next().get("result").asText());
        client.send("[" + RpcFixture.request(6, "eth_blockNumber", "[]") + "]");
        assertEquals(6, client.next().get(0).get("id").asInt());
        client.send("{broken");
        assertEquals("-32700 parse error", RpcFixture.errorOf(client.next()));
        client.send("[]");
        assertEquals("-32600 empty batch", RpcFixture.errorOf(client.next()));
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}");
        client.send(RpcFixture.request(8, "eth_chainId", "[]"));
        assertEquals(8, client.next().get("id").asInt());
    }

    @Test
    void anOversizedMessageClosesThatConnectionOnly() throws Exception {
        Client client = new Client(rpc);
        Client other = new Client(rpc);
        var sent = client.socket.sendText(" ".repeat((5 << 20) + 10), true);
        assertEquals(1009, client.closes.poll(10, TimeUnit.SECONDS));
        assertTrue(sent.isDone() || sent.cancel(true));
        other.send(RpcFixture.request(8, "eth_chainId", "[]"));
        assertEquals(8, other.next().get("id").asInt());
    }

    @Test
    void newHeadsFollowTheAnswerAndEveryBlock() throws Exception {
        Client client = new Client(rpc);
        String id = client.subscribe("[\"newHeads\"]");
        for (int i = 1; i <= 20; i++) {
            var block = rpc.ledger.seal();
            JsonNode head = client.notification(id).get("result");
            assertEquals("0x" + Integer.toHexString(i), head.get("number").asText());
            assertEquals(block.hash().hex(), head.get("hash").asText());
        }
        client.send(RpcFixture.request(2, "eth_unsubscribe", "[\"" + id + "\"]"));
        assertTrue(client.next().get("result").asBoolean());
        rpc.ledger.seal();
        client.send(RpcFixture.request(3, "eth_unsubscribe", "[\"" + id + "\"]"));
        assertEquals("-32000 subscription not found", RpcFixture.errorOf(client.next()));
    }

    @Test
    void logsAreFilteredByAddressAndTopic() throws Exception {
        Client client = new Client(rpc);
        String id =
                client.subscribe(
                        "[\"logs\",{\"address\":\"%s\",\"topics\":[[\"%s\"]]}]"
                                .formatted(RpcFixture.OTHER, TOPIC));
        rpc.sendTransfer(0, Hash.keccak(new byte[] {1}).bytes());
        String wanted = rpc.sendTransfer(1, TOPIC);
        JsonNode log = client.notification(id).get("result");
        assertEquals(wanted, log.get("transactionHash").asText());
        assertEquals("0x2", log.get("blockNumber").asText());
    }

    @Test
    void pendingTransactionsComeAsHashesOrWhole() throws Exception {
        Client client = new Client(rpc);
        String hashes = client.subscribe("[\"newPendingTransactions\"]");
        String first = rpc.sendTransfer(0, Bytes.EMPTY);
        assertEquals(first, client.notification(hashes).get("result").asText());
        Client whole = new Client(rpc);
        String id = whole.subscribe("[\"newPendingTransactions\",true]");
        String second = rpc.sendTransfer(1, Bytes.EMPTY);
        assertEquals(second, whole.notification(id).get("result").get("hash").asText());
    }

    @Test
    void receiptsArePreconfirmationsAndSaySo() throws Exception {
        rpc.ledger.hold();
        Client client = new Client(rpc);
        String id = client.subscribe("[\"receipts\"]");
        String hash = rpc.sendTransfer(0, Bytes.EMPTY);
        JsonNode receipt = client.notification(id).get("result");
        assertEquals(hash, receipt.get("transactionHash").asText());
        assertEquals("preconfirmed", receipt.get("finality").asText());
        assertTrue(receipt.get("blockHash").isNull());
        assertEquals("0x1", receipt.get("blockNumber").asText());
    }

    @Test
    void anUnknownKindIsNamed() throws Exception {
        Client client = new Client(rpc);
        client.send(RpcFixture.request(1, "eth_subscribe", "[\"weather\"]"));
        assertEquals(
                "-32601 no \"weather\" subscription in eth namespace",
                RpcFixture.errorOf(client.next()));
        client.send(RpcFixture.request(1, "eth_subscribe", "[]"));
        assertEquals(
                "-32602 missing value for required argument 0", RpcFixture.errorOf(client.next()));
    }

    @Test
    void subscriptionsOfAConnectionAreBounded() throws Exception {
        Client client = new Client(rpc);
        for (int i = 0; i < 128; i++) {
            client.subscribe("[\"newHeads\"]");
        }
        client.send(RpcFixture.request(1, "eth_subscribe", "[\"newHeads\"]"));
        assertEquals(
                "-32005 too many subscriptions, max 128 per connection",
                RpcFixture.errorOf(client.next()));
        client.send(RpcFixture.request(9, "eth_chainId", "[]"));
        assertEquals(9, client.next().get("id").asInt());
    }

    @Test
    void aSlowSubscriberIsToldWhatHappenedAndSlowsNobody() throws Exception {
        rpc.close();
        rpc =
                new RpcFixture(
                        RpcLimits.DEFAULT.withStreams(
                                new RpcLimits.Streams(10, Duration.ofMinutes(1), 10, 10, 64, 16)));
        Client slow = new Client(rpc);
        String id = slow.subscribe("[\"newPendingTransactions\",true]");
        slow.reading = false;
        Client prompt = new Client(rpc);
        String heads = prompt.subscribe("[\"newHeads\"]");
        rpc.ledger.hold();
        // Large bodies fill the socket's buffers quickly; whoever reads goes on all the while.
        Bytes payload = Bytes.wrap(new byte[100_000]);
        for (int i = 0; i < 400; i++) {
            rpc.sendTransfer(i, payload);
        }
        rpc.ledger.seal();
        prompt.notification(heads);
        slow.resume();
        JsonNode last = slow.notification(id);
        int received = 0;
        while (last.has("result")) {
            received++;
            last = slow.notification(id);
        }
        assertEquals(-32005, last.get("error").get("code").asInt());
        assertEquals(
                "subscriber fell behind by more than 64 events: the subscription has ended",
                last.get("error").get("message").asText());
        assertTrue(received < 400, "received " + received);
        slow.send(RpcFixture.request(4, "eth_chainId", "[]"));
        assertEquals(4, slow.next().get("id").asInt());
    }

    @Test
    void aForeignPageMayNotOpenASocket() {
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () ->
                                rpc.client()
                                        .newWebSocketBuilder()
                                        .header("Origin", "https://evil.example")
                                        .buildAsync(rpc.webSocket, new WebSocket.Listener() {})
                                        .join());
        assertNotNull(refused.getCause());
    }
}
