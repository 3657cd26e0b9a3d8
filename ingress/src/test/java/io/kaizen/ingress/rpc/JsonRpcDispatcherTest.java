package io.kaizen.ingress.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.ingress.RpcFixture;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.limit.Lanes;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.zk.hash.Keccak256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON-RPC 2.0 by its specification, and geth's words where that is silent. */
final class JsonRpcDispatcherTest {
    private static RpcFixture rpc;

    @BeforeAll
    static void start() {
        rpc = new RpcFixture();
    }

    @AfterAll
    static void stop() {
        rpc.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "{\"jsonrpc\":\"2.0\"",
                "{} {}",
                "[1,2",
                "\"\\ud8\"",
                "{\"a\":tru}"
            })
    void textThatIsNotJsonIsAParseError(String text) {
        JsonNode answer = rpc.dispatch(text);
        assertEquals("-32700 parse error", RpcFixture.errorOf(answer));
        assertTrue(answer.get("id").isNull());
    }

    @Test
    void jsonNestedTooDeepIsAParseError() {
        String deep = "[".repeat(100_000);
        assertEquals("-32700 parse error", RpcFixture.errorOf(rpc.dispatch(deep)));
        String closed = "[".repeat(65) + "]".repeat(65);
        assertEquals("-32700 parse error", RpcFixture.errorOf(rpc.dispatch(closed)));
    }

    @Test
    void jsonOfTooManyTokensIsAParseError() {
        String wide = "[" + "1,".repeat(1_000_001) + "1]";
        assertEquals("-32700 parse error", RpcFixture.errorOf(rpc.dispatch(wide)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1|null",
                "\"text\"|null",
                "null|null",
                "{}|null",
                "{\"id\":7}|7",
                "{\"id\":7,\"method\":\"eth_chainId\"}|7",
                "{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"eth_chainId\"}|7",
                "{\"jsonrpc\":2.0,\"id\":7,\"method\":\"eth_chainId\"}|7",
                "{\"jsonrpc\":\"2.0\",\"id\":7}|7",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":1}|7",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\"}|7",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"eth_chainId\"}|null",
                "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"eth_chainId\"}|null"
            })
    void whatIsNoRequestIsInvalid(String text, String id) {
        JsonNode answer = rpc.dispatch(text);
        assertEquals("-32600 invalid request", RpcFixture.errorOf(answer));
        assertEquals(id, answer.get("id").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"a\"", "null", "1.5", "-3", "123456789012345678901234567890"})
    void theIdComesBackAsItWas(String id) {
        JsonNode answer =
                rpc.dispatch("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"eth_chainId\"}");
        assertEquals(id, answer.get("id").toString());
        assertEquals("0x7a69", answer.get("result").asText());
    }

    @Test
    void anUnknownMethodIsNamed() {
        assertEquals(
                "-32601 the method eth_nothing does not exist/is not available",
                rpc.error("eth_nothing", "[]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "eth_getBalance|{}|non-array args",
                "eth_getBalance|\"x\"|non-array args",
                "eth_getBalance|[]|missing value for required argument 0",
                "eth_getBalance|[null]|missing value for required argument 0",
                "eth_getBalance|[1]|invalid argument 0: expected a string, got a number",
                "eth_getBalance|[\"abcd\"]|invalid argument 0: hex string without 0x prefix",
                "eth_getBalance|[\"\"]|invalid argument 0: empty hex string",
                "eth_getBalance|[\"0xabcd\"]|invalid argument 0: hex string has length 4, want 40 for address",
                "eth_getBalance|[\"0xzz00000000000000000000000000000000000000\"]|invalid argument 0: invalid hex string",
                "eth_getBalance|[\"0x0000000000000000000000000000000000000000\",\"newest\"]|invalid argument 1: hex string without 0x prefix",
                "eth_getBalance|[\"0x0000000000000000000000000000000000000000\",\"0x\"]|invalid argument 1: hex string \"0x\"",
                "eth_getBalance|[\"0x0000000000000000000000000000000000000000\",\"0x01\"]|invalid argument 1: hex number with leading zero digits",
                "eth_getBalance|[\"0x0000000000000000000000000000000000000000\",\"0x10000000000000000\"]|invalid argument 1: hex number > 64 bits",
                "eth_getBalance|[\"0x0000000000000000000000000000000000000000\",\"latest\",1]|too many arguments, want at most 2",
                "eth_getBalance|[\"0x0000000000000000000000000000000000000000\",{}]|invalid argument 1: invalid arguments; neither block nor hash specified",
                "eth_chainId|[1]|too many arguments, want at most 0",
                "eth_getBlockByNumber|[\"latest\"]|missing value for required argument 1",
                "eth_getBlockByNumber|[\"latest\",\"yes\"]|invalid argument 1: expected a boolean, got a string",
                "eth_getBlockByHash|[\"0x00\",true]|invalid argument 0: hex string has length 2, want 64 for hash",
                "eth_getTransactionByHash|[true]|invalid argument 0: expected a string, got a boolean",
                "eth_sendRawTransaction|[\"0x123\"]|invalid argument 0: hex string of odd length",
                "eth_getStorageAt|[\"0x0000000000000000000000000000000000000000\",\"0x0000000000000000000000000000000000000000000000000000000000000000ff\"]|invalid argument 1: storage key too long (want at most 32 bytes): 33",
                "eth_getLogs|[[]]|invalid argument 0: expected an object, got an array",
                "eth_getLogs|[{\"topics\":[[],[],[],[],[]]}]|invalid argument 0: exceed max topics",
                "eth_getLogs|[{\"blockHash\":\"0x0000000000000000000000000000000000000000000000000000000000000000\",\"fromBlock\":\"0x1\"}]|invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other",
                "eth_getLogs|[{\"fromBlock\":\"0x2\",\"toBlock\":\"0x1\"}]|invalid block range params",
                "eth_feeHistory|[\"0x5\",\"latest\",[50,10]]|invalid argument 2: invalid reward percentile: #0:50.0 >= #1:10.0",
                "eth_feeHistory|[\"0x5\",\"latest\",[101]]|invalid argument 2: invalid reward percentile: 101.0"
            })
    void badArgumentsAreNamedAsGethNamesThem(String method, String params, String message) {
        assertEquals("-32602 " + message, rpc.error(method, params));
    }

    @Test
    void aNotificationIsNotAnswered() {
        byte[] answer =
                rpc.server
                        .dispatcher()
                        .dispatch(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}"
                                        .getBytes(StandardCharsets.UTF_8),
                                new Exchange())
                        .join();
        assertEquals(0, answer.length);
    }

    @Test
    void anEmptyBatchIsRefused() {
        assertEquals("-32600 empty batch", RpcFixture.errorOf(rpc.dispatch("[]")));
    }

    @Test
    void aBatchOverTheLimitIsRefusedWhole() {
        assertEquals(
                "-32600 batch too large: 1001 calls, max 1000",
                RpcFixture.errorOf(rpc.dispatch(batch(1_001))));
        assertEquals(1_000, rpc.dispatch(batch(1_000)).size());
    }

    private static String batch(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> RpcFixture.request(i, "eth_chainId", "[]"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aBatchAnswersEachCallInItsPlace() {
        JsonNode answers =
                rpc.dispatch(
                        "["
                                + RpcFixture.request(1, "eth_chainId", "[]")
                                + ",7,{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"},"
                                + RpcFixture.request(2, "eth_none", "[]")
                                + ","
                                + RpcFixture.request(3, "eth_getBalance", "[]")
                                + ","
                                + RpcFixture.request(4, "eth_blockNumber", "[]")
                                + "]");
        assertEquals(5, answers.size());
        assertEquals("0x7a69", answers.get(0).get("result").asText());
        assertEquals("-32600 invalid request", RpcFixture.errorOf(answers.get(1)));
        assertTrue(RpcFixture.errorOf(answers.get(2)).startsWith("-32601"));
        assertTrue(RpcFixture.errorOf(answers.get(3)).startsWith("-32602"));
        assertEquals(4, answers.get(4).get("id").asInt());
        assertTrue(answers.get(4).has("result"));
    }

    @Test
    void aBatchOfNotificationsIsNotAnswered() {
        byte[] answer =
                rpc.server
                        .dispatcher()
                        .dispatch(
                                "[{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}]"
                                        .getBytes(StandardCharsets.UTF_8),
                                new Exchange())
                        .join();
        assertEquals(0, answer.length);
    }

    @Test
    void anAnswerOverTheLimitIsAnError() {
        RpcLimits.Wire wire = RpcLimits.DEFAULT.wire();
        RpcLimits small =
                RpcLimits.DEFAULT.withWire(
                        new RpcLimits.Wire(
                                wire.bodyBytesMax(),
                                wire.frameBytesMax(),
                                wire.batchCallsMax(),
                                1_000,
                                wire.jsonDepthMax(),
                                wire.jsonTokensMax(),
                                wire.connectionsMax(),
                                wire.idle(),
                                wire.request()));
        try (RpcFixture tight = new RpcFixture(small)) {
            assertEquals(
                    "-32003 response too large",
                    tight.error("eth_getBlockByNumber", "[\"latest\",true]"));
            String head = RpcFixture.request(1, "eth_getBlockByNumber", "[\"latest\",true]");
            JsonNode both =
                    tight.dispatch(
                            "[" + RpcFixture.request(0, "eth_chainId", "[]") + "," + head + "]");
            assertEquals("0x7a69", both.get(0).get("result").asText());
            assertEquals("-32003 response too large", RpcFixture.errorOf(both.get(1)));
        }
    }

    @Test
    void aFullLaneAnswersBusyAndOthersGoOn() throws Exception {
        RpcLimits one =
                RpcLimits.DEFAULT.withWork(
                        new RpcLimits.Work(1, 1, 1, 1, 1_000_000, Duration.ofSeconds(1)));
        try (Lanes lanes = new Lanes(one.work())) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            MethodTable table = new MethodTable();
            table.add(
                    List.of(
                            new RpcMethod(
                                    "test_block",
                                    Lane.HEAVY,
                                    0,
                                    (p, x) -> {
                                        started.countDown();
                                        awaitUnchecked(release);
                                        return Reply.flag(true);
                                    }),
                            new RpcMethod("test_fast", Lane.INSTANT, 0, (p, x) -> Reply.flag(true)),
                            new RpcMethod(
                                    "test_fails",
                                    Lane.INSTANT,
                                    0,
                                    (p, x) -> {
                                        throw new IllegalStateException("a defect");
                                    })));
            JsonRpcDispatcher dispatcher =
                    new JsonRpcDispatcher(table, lanes, one.wire(), new Json(64, 10_000));
            var first = start(dispatcher, 1, "test_block");
            started.await();
            var second = start(dispatcher, 2, "test_block");
            var third = start(dispatcher, 3, "test_block").join();
            assertEquals(3, RpcFixture.parse(third).get("id").asInt());
            assertEquals(
                    "-32005 server busy: 1 requests are waiting, try again",
                    RpcFixture.errorOf(RpcFixture.parse(third)));
            assertTrue(RpcFixture.parse(start(dispatcher, 4, "test_fast").join()).has("result"));
            assertEquals(
                    "-32603 internal error",
                    RpcFixture.errorOf(
                            RpcFixture.parse(start(dispatcher, 5, "test_fails").join())));
            release.countDown();
            assertTrue(RpcFixture.parse(first.join()).has("result"));
            assertTrue(RpcFixture.parse(second.join()).has("result"));
        }
    }

    private static CompletableFuture<byte[]> start(
            JsonRpcDispatcher dispatcher, int id, String method) {
        return dispatcher.dispatch(
                RpcFixture.request(id, method, "[]").getBytes(StandardCharsets.UTF_8),
                new Exchange());
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLargePayloadIsParsedElsewhereAndAnsweredTheSame() {
        String padding = "0x" + "00".repeat(100_000);
        assertEquals(
                Bytes.wrap(Keccak256.hash(new byte[100_000])).hex(),
                rpc.result("web3_sha3", "[\"" + padding + "\"]").asText());
    }
}
