package io.kaizen.ingress.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.ingress.RpcFixture;
import io.kaizen.ingress.limit.RpcLimits;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class HttpTransportTest {
    private static final String CHAIN_ID = RpcFixture.request(1, "eth_chainId", "[]");
    private static final String CHUNKED_POST =
            """
            POST / HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            Transfer-Encoding: chunked\r
            \r
            """;
    private static RpcFixture rpc;

    @BeforeAll
    static void start() {
        rpc =
                new RpcFixture(
                        RpcLimits.DEFAULT,
                        new AccessPolicy(Set.of("https://app.example"), Set.of("localhost")));
    }

    @AfterAll
    static void stop() {
        rpc.close();
    }

    private static HttpRequest.Builder json(String body) {
        return HttpRequest.newBuilder(rpc.http)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    @Test
    void aPostIsAnsweredAsJson() {
        HttpResponse<String> answer = rpc.send(json(CHAIN_ID));
        assertEquals(200, answer.statusCode());
        assertEquals("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x7a69\"}", answer.body());
        assertEquals("application/json", answer.headers().firstValue("content-type").orElseThrow());
    }

    @Test
    void malformedJsonIsAParseErrorAndTheConnectionGoesOn() {
        assertEquals(
                "-32700 parse error",
                RpcFixture.errorOf(RpcFixture.parse(rpc.send(json("{nonsense")).body())));
        assertEquals(
                "-32700 parse error",
                RpcFixture.errorOf(RpcFixture.parse(rpc.send(json("")).body())));
        assertEquals(200, rpc.send(json(CHAIN_ID)).statusCode());
    }

    @Test
    void aNotificationGetsAnEmptyAnswer() {
        HttpResponse<String> answer =
                rpc.send(json("{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}"));
        assertEquals(200, answer.statusCode());
        assertEquals("", answer.body());
    }

    @Test
    void anOversizedBodyIs413WithAnErrorObject() {
        HttpResponse<String> answer = rpc.send(json(" ".repeat((5 << 20) + 1)));
        assertEquals(413, answer.statusCode());
        assertEquals(
                "-32600 content length too large, max 5242880",
                RpcFixture.errorOf(RpcFixture.parse(answer.body())));
        String whole = CHAIN_ID + " ".repeat((5 << 20) - CHAIN_ID.length());
        assertEquals(200, rpc.send(json(whole)).statusCode());
    }

    @Test
    void anOversizedBodyOfUndeclaredLengthIs413Too() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rpc.http.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(CHUNKED_POST.getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < 6; i++) {
                out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(chunk);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
            InputStream in = socket.getInputStream();
            String head = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 413", head);
        }
        assertEquals(200, rpc.send(json(CHAIN_ID)).statusCode());
    }

    /** It would go on for ever otherwise: reading gives nothing, and no end. */
    @Test
    void aBodyThatTakesTooLongEndsItsConnectionOnly() throws Exception {
        RpcLimits.Wire wire = RpcLimits.DEFAULT.wire();
        RpcLimits impatient =
                RpcLimits.DEFAULT.withWire(
                        new RpcLimits.Wire(
                                wire.bodyBytesMax(),
                                wire.frameBytesMax(),
                                wire.batchCallsMax(),
                                wire.responseBytesMax(),
                                wire.jsonDepthMax(),
                                wire.jsonTokensMax(),
                                wire.connectionsMax(),
                                wire.idle(),
                                Duration.ofMillis(200)));
        try (RpcFixture other = new RpcFixture(impatient);
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), other.http.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            String head = CHUNKED_POST.replace("Transfer-Encoding: chunked", "Content-Length: 99");
            out.write((head + "{").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertEquals(-1, socket.getInputStream().read());
            assertEquals(200, other.post(CHAIN_ID).statusCode());
        }
    }

    @Test
    void connectionsOverTheLimitAreTurnedAway() throws Exception {
        RpcLimits.Wire wire = RpcLimits.DEFAULT.wire();
        RpcLimits two =
                RpcLimits.DEFAULT.withWire(
                        new RpcLimits.Wire(
                                wire.bodyBytesMax(),
                                wire.frameBytesMax(),
                                wire.batchCallsMax(),
                                wire.responseBytesMax(),
                                wire.jsonDepthMax(),
                                wire.jsonTokensMax(),
                                2,
                                wire.idle(),
                                wire.request()));
        String get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        List<Socket> sockets = new ArrayList<>();
        try (RpcFixture other = new RpcFixture(two)) {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.http.getPort());
                sockets.add(socket);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(get.getBytes(StandardCharsets.US_ASCII));
                byte[] status = socket.getInputStream().readNBytes(12);
                answers.add(new String(status, StandardCharsets.US_ASCII));
            }
            assertEquals(List.of("HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 503"), answers);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void otherContentTypesAreRefused() {
        HttpRequest.Builder plain =
                HttpRequest.newBuilder(rpc.http)
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(CHAIN_ID));
        assertEquals(415, rpc.send(plain).statusCode());
    }

    @Test
    void getTellsWhatThisIs() {
        HttpResponse<String> answer = rpc.send(HttpRequest.newBuilder(rpc.http).GET());
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("JSON-RPC over WebSocket"));
        assertTrue(answer.body().contains("eth_sendRawTransaction"));
        assertEquals(
                404,
                rpc.send(HttpRequest.newBuilder(rpc.http.resolve("/other")).GET()).statusCode());
    }

    @Test
    void otherMethodsAreRefused() {
        HttpRequest.Builder put =
                HttpRequest.newBuilder(rpc.http).PUT(HttpRequest.BodyPublishers.noBody());
        assertEquals(405, rpc.send(put).statusCode());
    }

    @Test
    void onlyConfiguredOriginsMayReadAnswers() {
        HttpResponse<String> allowed =
                rpc.send(json(CHAIN_ID).header("Origin", "https://app.example"));
        assertEquals(
                "https://app.example",
                allowed.headers().firstValue("access-control-allow-origin").orElseThrow());
        HttpResponse<String> other =
                rpc.send(json(CHAIN_ID).header("Origin", "https://evil.example"));
        assertFalse(other.headers().firstValue("access-control-allow-origin").isPresent());
        HttpResponse<String> preflight =
                rpc.send(
                        HttpRequest.newBuilder(rpc.http)
                                .header("Origin", "https://app.example")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertEquals(204, preflight.statusCode());
        assertEquals(
                "Content-Type",
                preflight.headers().firstValue("access-control-allow-headers").orElseThrow());
    }

    @Test
    void aForeignHostNameIsRefused() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rpc.http.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String head =
                    new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 403", head);
        }
    }

    @Test
    void subscriptionsNeedAConnectionThatCanNotify() {
        String request = RpcFixture.request(1, "eth_subscribe", "[\"newHeads\"]");
        assertEquals(
                "-32601 notifications not supported",
                RpcFixture.errorOf(RpcFixture.parse(rpc.send(json(request)).body())));
    }

    @Test
    void aServerClosesAndItsPortIsFree() throws Exception {
        RpcFixture other = new RpcFixture();
        int port = other.http.getPort();
        other.close();
        try (ServerSocket again = new ServerSocket()) {
            again.setReuseAddress(true);
            again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertTrue(again.isBound());
        }
    }
}
