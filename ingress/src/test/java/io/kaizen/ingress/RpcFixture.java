package io.kaizen.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.Exchange;
import io.kaizen.ingress.rpc.Finality;
import io.kaizen.ingress.transport.AccessPolicy;
import io.kaizen.ingress.transport.RpcConfig;
import io.kaizen.ingress.transport.RpcServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server over {@link InMemoryLedger} on a free port, and clients for it. */
public final class RpcFixture implements AutoCloseable {
    public static final byte[] KEY = Hash.keccak(new byte[] {1}).toArray();
    public static final Address SENDER = Secp256k1.address(KEY);
    public static final Address OTHER = Address.ofLong(0xabcdef);
    public static final Word FUNDS = Word.fromDecimal("1000000000000000000000");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public final InMemoryLedger ledger = new InMemoryLedger(genesis());
    public final RpcServer server;
    public final URI http;
    public final URI webSocket;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Logs its calldata, with the first word as topic; does nothing without calldata. */
    private static final Bytes LOGGER = Bytes.fromHex("36600557005b365f5f375f35365fa100");

    private static MemoryState genesis() {
        MemoryState state = new MemoryState();
        state.put(SENDER, 0, FUNDS, Bytes.EMPTY);
        state.put(OTHER, 0, Word.ZERO, LOGGER);
        return state;
    }

    public RpcFixture() {
        this(RpcLimits.DEFAULT, AccessPolicy.LOCAL);
    }

    public RpcFixture(RpcLimits limits) {
        this(limits, AccessPolicy.LOCAL);
    }

    public RpcFixture(RpcLimits limits, AccessPolicy access) {
        server =
                new RpcServer(
                        new RpcConfig(
                                "127.0.0.1",
                                0,
                                access,
                                new RpcConfig.Chain(
                                        InMemoryLedger.CHAIN_ID,
                                        Revision.OSAKA,
                                        "Kaizen/test",
                                        Word.of(7),
                                        List.of(Bytes.wrap(KEY))),
                                limits),
                        ledger,
                        Finality.GENESIS);
        int port = server.start().getPort();
        http = URI.create("http://127.0.0.1:" + port + "/");
        webSocket = URI.create("ws://127.0.0.1:" + port + "/");
    }

    /** The whole answer to a payload, past the transports. */
    public JsonNode dispatch(String payload) {
        return parse(
                server.dispatcher()
                        .dispatch(payload.getBytes(StandardCharsets.UTF_8), new Exchange())
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join());
    }

    /** The answer to one call. */
    public JsonNode call(String method, String params) {
        return dispatch(request(1, method, params));
    }

    /** The result of one call that must succeed. */
    public JsonNode result(String method, String params) {
        JsonNode answer = call(method, params);
        if (!answer.has("result")) {
            throw new AssertionError(method + params + " gave " + answer);
        }
        return answer.get("result");
    }

    /** Code and message of one call that must fail. */
    public String error(String method, String params) {
        return errorOf(call(method, params));
    }

    public static String errorOf(JsonNode answer) {
        if (!answer.has("error")) {
            throw new AssertionError("no error in " + answer);
        }
        return answer.get("error").get("code") + " " + answer.get("error").get("message").asText();
    }

    public static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
                .formatted(id, method, params);
    }

    public HttpResponse<String> post(String body) {
        return send(
                HttpRequest.newBuilder(http)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public HttpClient client() {
        return client;
    }

    public static JsonNode parse(byte[] text) {
        return parse(new String(text, StandardCharsets.UTF_8));
    }

    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A signed transfer of one wei with this calldata. */
    public static Bytes transfer(long nonce, Bytes data) {
        Transaction unsigned =
                new Transaction(
                        TransactionType.DYNAMIC_FEE,
                        InMemoryLedger.CHAIN_ID,
                        nonce,
                        new Transaction.Fees(
                                5_000_000, Word.of(3_000_000_000L), Word.of(5), Word.ZERO),
                        new Transaction.Call(OTHER, Word.ONE, data),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        return TransactionCodec.encode(TransactionCodec.sign(unsigned, KEY));
    }

    public static Bytes transfer(long nonce) {
        return transfer(nonce, Bytes.EMPTY);
    }

    /** Sends the transfer and gives its hash. */
    public String sendTransfer(long nonce, Bytes data) {
        return result("eth_sendRawTransaction", "[\"" + transfer(nonce, data).hex() + "\"]")
                .asText();
    }

    @Override
    public void close() {
        server.close();
        client.shutdownNow();
    }
}
