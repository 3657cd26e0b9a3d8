package io.kaizen.ingress.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.RpcFixture;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.limit.Lanes;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.AdmissionReply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Payloads read token by token are answered as those read as trees are: on a table of good and bad
 * bodies, and on mutations of them.
 */
final class RequestReaderTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("kaizen.rounds", 30_000);
    private static final int DEPTH_MAX = 12;
    private static final int TOKENS_MAX = 400;
    private static final int BATCH_MAX = 20;

    private static final Lanes LANES = new Lanes(RpcLimits.DEFAULT.work());
    private static final MethodTable METHODS = methods();
    private static final TreeReference REFERENCE =
            new TreeReference(METHODS, DEPTH_MAX, TOKENS_MAX, BATCH_MAX);
    private static final JsonRpcDispatcher DISPATCHER =
            new JsonRpcDispatcher(
                    METHODS, LANES, limits(BATCH_MAX), new Json(DEPTH_MAX, TOKENS_MAX));

    /** Bodies whose answers are compared; {@code '} stands for the double quote. */
    static final List<String> BODIES =
            List.of(
                    "",
                    "  ",
                    "null",
                    "7",
                    "'text'",
                    "[]",
                    "[[]]",
                    "[1,'a',null,[],{},1e5]",
                    "{}",
                    call("1", "test_data", "['0x02AbCd']"),
                    call("1", "test_data", "['0x']"),
                    call("1", "test_data", "['0X0f']"),
                    call("1", "test_data", "['0x123']"),
                    call("1", "test_data", "['0xzz']"),
                    call("1", "test_data", "['0x0\\u0030']"),
                    call("1", "test_data", "['0x\\u00e9\\u00e9']"),
                    call("1", "test_data", "['12']"),
                    call("1", "test_data", "['']"),
                    call("1", "test_data", "[7]"),
                    call("1", "test_data", "[null]"),
                    call("1", "test_data", "[['0x00']]"),
                    call("1", "test_data", "[{'a':'0x00'}]"),
                    call("1", "test_data", "[]"),
                    call("1", "test_data", "{}"),
                    call("1", "test_data", "null"),
                    call("1", "test_data", "'0x00'"),
                    call("1", "test_data", "['0x00','0x01']"),
                    call("1", "test_pair", "['0x00','0xAB']"),
                    call("1", "test_pair", "['0x00',{'a':[1,2]}]"),
                    call("1", "test_pair", "['0x0',{'a':[1,2]}]"),
                    call("1", "test_pair", "['0x00',1,2]"),
                    call("1", "test_pair", "['0x00'"),
                    call("1", "test_pair", "['0x00',"),
                    call("1", "test_submit", "['0xbeef']"),
                    call("1", "test_refused", "['0xbeef']"),
                    call("1", "test_echo", "['0xBEef']"),
                    call("1", "test_echo", "[{'a':1,'b':[true,null,1.5]}]"),
                    call("1", "test_none", "['0x00']"),
                    call("1", "", "['0x00']"),
                    call("'one'", "test_data", "['0x01']"),
                    call("'\\u0041\\n\\\"\u00e9\u4e16\ud83d\ude00'", "test_data", "['0x01']"),
                    call("'\\ud800'", "test_data", "['0x01']"),
                    call("null", "test_data", "['0x01']"),
                    call("true", "test_data", "['0x01']"),
                    call("{}", "test_data", "['0x01']"),
                    call("[1]", "test_data", "['0x01']"),
                    call("-0", "test_data", "['0x01']"),
                    call("9223372036854775807", "test_data", "['0x01']"),
                    call("-9223372036854775808", "test_data", "['0x01']"),
                    call("123456789012345678901234567890", "test_data", "['0x01']"),
                    call("1e400", "test_data", "['0x01']"),
                    call("1".repeat(101), "test_data", "['0x01']"),
                    call("1." + "1".repeat(101), "test_data", "['0x01']"),
                    call("01", "test_data", "['0x01']"),
                    "{'jsonrpc':'2.0','method':'test_data','params':['0x01']}",
                    "[{'jsonrpc':'2.0','method':'test_data','params':['0x01']}]",
                    "{'params':['0xAB'],'method':'test_data','id':1,'jsonrpc':'2.0'}",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data'}",
                    "{'jsonrpc':'1.0','id':1,'method':'test_data','params':['0x01']}",
                    "{'jsonrpc':'2.00','id':1,'method':'test_data','params':['0x01']}",
                    "{'jsonrpc':2.0,'id':1,'method':'test_data','params':['0x01']}",
                    "{'jsonrpc':['2.0'],'id':1,'method':'test_data','params':['0x01']}",
                    "{'jsonrpc':'\\u0032.0','id':1,'method':'test_data','params':['0x01']}",
                    "{'jsonrpc':'2.0','id':1,'method':'test\\u005fdata','params':['0x01']}",
                    "{'jsonrpc':'2.0','id':1,'\\u006dethod':'test_data','params':['0x01']}",
                    "{'jsonrpc':'2.0','id':1,'method':['test_data'],'params':['0x01']}",
                    // Of members that come twice, the last counts.
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0xAB'],'method':'test_echo'}",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0xAB'],'method':7}",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0xAB'],'params':['0xCD']}",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0xAB'],'params':7}",
                    "{'jsonrpc':'2.0','id':1,'method':'test_echo','params':['0xAB'],'method':'test_data'}",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0xAB'],'params':[7],'method':'test_echo'}",
                    "{'jsonrpc':'2.0','id':1,'id':{},'method':'test_data','params':['0xAB']}",
                    "{'jsonrpc':'2.0','id':{},'id':2,'method':'test_data','params':['0xAB']}",
                    "{'jsonrpc':'2.0','jsonrpc':'1.0','id':2,'method':'test_data','params':['0xAB']}",
                    // Members that nobody asked for.
                    "{'jsonrpc':'2.0','x':{'id':9,'method':'y'},'id':1,'method':'test_data','params':['0x01'],'z':[[]]}",
                    "{'jsonrpc':'2.0','x':" + "1".repeat(101) + ",'id':1,'method':'test_data'}",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0x01']} ",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0x01']} x",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0x01']}{}",
                    "{'jsonrpc':'2.0','id':1,'method':'test_data','params':['0x01'}",
                    "\ufeff" + call("1", "test_data", "['0x01']"),
                    "[" + call("1", "test_data", "['0x01']") + "]",
                    "[" + call("1", "test_data", "['0x01']") + ",]",
                    "[" + call("1", "test_data", "['0x01']") + "],",
                    "[" + call("1", "test_data", "['0x01']"),
                    "["
                            + call("1", "test_submit", "['0x01']")
                            + ",5,{},{'jsonrpc':'2.0','method':'test_data','params':['0x01']},"
                            + call("'b'", "test_refused", "['0x01']")
                            + ","
                            + call("3", "test_none", "[]")
                            + ","
                            + call("4", "test_submit", "['0x01',2]")
                            + ","
                            + call("5", "test_echo", "['0x01']")
                            + "]",
                    batch(BATCH_MAX),
                    batch(BATCH_MAX + 1),
                    batch(BATCH_MAX + 3) + "x",
                    batch(BATCH_MAX + 15),
                    call("1", "test_echo", "[" + "[".repeat(9) + "]".repeat(9) + "]"),
                    call("1", "test_echo", "[" + "[".repeat(10) + "]".repeat(10) + "]"),
                    call("1", "test_echo", "[" + "[".repeat(11) + "]".repeat(11) + "]"),
                    call("1", "test_pair", "['0x00'," + "[".repeat(11) + "]".repeat(11) + "]"));

    private static String call(String id, String method, String params) {
        return "{'jsonrpc':'2.0','id':%s,'method':'%s','params':%s}".formatted(id, method, params);
    }

    private static String batch(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> call(Integer.toString(i), "test_data", "['0x0" + i % 10 + "']"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static RpcLimits.Wire limits(int batchCallsMax) {
        RpcLimits.Wire wire = RpcLimits.DEFAULT.wire();
        return new RpcLimits.Wire(
                wire.bodyBytesMax(),
                wire.frameBytesMax(),
                batchCallsMax,
                wire.responseBytesMax(),
                DEPTH_MAX,
                TOKENS_MAX,
                wire.connectionsMax(),
                wire.idle(),
                wire.request());
    }

    private static MethodTable methods() {
        return new MethodTable()
                .add(
                        List.of(
                                data("test_data", 1),
                                data("test_pair", 2),
                                submission("test_submit"),
                                submission("test_refused"),
                                new RpcMethod(
                                        "test_echo",
                                        Lane.READ,
                                        1,
                                        (p, x) -> tree(result("test_echo", p)))));
    }

    private static RpcMethod data(String name, int argumentsMax) {
        return new RpcMethod(
                name,
                Lane.INSTANT,
                argumentsMax,
                RpcMethod.FirstArgument.DATA,
                (params, exchange) -> tree(result(name, params)));
    }

    private static Reply tree(JsonNode result) {
        return Reply.of(out -> out.tree(result));
    }

    /** One whose verdict comes at once or on another thread, as its bytes choose. */
    private static RpcMethod submission(String name) {
        return new RpcMethod(
                name,
                Lane.INSTANT,
                1,
                RpcMethod.FirstArgument.DATA,
                (params, exchange) -> {
                    Hash hash = Hash.keccak(params.data(0));
                    return new Reply.Submission() {
                        @Override
                        public void submit(AdmissionReply reply) {
                            Admission.Accepted verdict = new Admission.Accepted(hash);
                            if ((hash.h0() & 1) == 0) {
                                reply.complete(verdict);
                            } else {
                                LANES.answers().execute(() -> reply.complete(verdict));
                            }
                        }

                        @Override
                        public JsonBody answer(Admission verdict) {
                            JsonNode result = result(name, params);
                            return verdict.equals(new Admission.Accepted(hash))
                                    ? out -> out.tree(result)
                                    : JsonBody.NULL;
                        }
                    };
                });
    }

    /** What a call of these methods gives. */
    static JsonNode result(String method, Params params) {
        return switch (method) {
            case "test_data" -> TextNode.valueOf(params.data(0).hex());
            case "test_pair" ->
                    JsonNodeFactory.instance
                            .arrayNode()
                            .add(params.data(0).hex())
                            .add(params.<JsonNode>readOrNull(1, node -> node));
            case "test_submit" -> TextNode.valueOf(Hash.keccak(params.data(0)).hex());
            case "test_refused" ->
                    throw RpcError.server("refused: " + params.data(0).hex()).exception();
            case "test_echo" -> params.read(0, node -> node);
            default -> throw new IllegalArgumentException("no such method: " + method);
        };
    }

    @AfterAll
    static void stop() {
        LANES.close();
    }

    private static String text(byte[] payload) {
        return new String(
                DISPATCHER.dispatch(payload, new Exchange()).orTimeout(10, TimeUnit.SECONDS).join(),
                StandardCharsets.UTF_8);
    }

    private static String compared(byte[] payload, String about) {
        JsonNode expected = REFERENCE.answer(payload);
        String answer = text(payload);
        assertEquals(expected, answer.isEmpty() ? null : RpcFixture.parse(answer), about);
        return answer;
    }

    @ParameterizedTest
    @FieldSource("BODIES")
    void aBodyIsAnsweredAsIfItWereATree(String body) {
        compared(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), body);
    }

    @Test
    void otherEncodingsOfJsonAreReadToo() {
        String body = call("1", "test_pair", "['0xab',['x']]").replace('\'', '"');
        for (var charset :
                List.of(
                        StandardCharsets.UTF_16BE,
                        StandardCharsets.UTF_16LE,
                        StandardCharsets.UTF_32BE,
                        StandardCharsets.UTF_32LE)) {
            String answer = compared(body.getBytes(charset), charset.name());
            assertTrue(answer.contains("[\"0xab\",[\"x\"]]"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0000fffe7b7d, a byte order that nobody has",
        "00007b00, another",
        "7b22ff227d, no character",
        "c080, an overlong form",
        "7b22edA0802200, half a pair"
    })
    void textInNoEncodingIsAParseError(String hex, String what) {
        byte[] payload = HexFormat.of().parseHex(hex);
        assertTrue(compared(payload, what).contains("-32700"), what);
    }

    @ParameterizedTest
    @CsvSource({
        "1.50",
        "-0",
        "1e400",
        "0.1E-5",
        "-0.0",
        "123456789012345678901234567890",
        "9223372036854775808",
        "-9223372036854775808",
        "-1"
    })
    void aNumberComesBackAsItIsWritten(String id) {
        String body = call(id, "test_data", "['0x00']").replace('\'', '"');
        assertEquals(
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"0x00\"}",
                text(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aBodyCutAnywhereIsNoJson() {
        byte[] whole =
                ("[" + call("1", "test_pair", "['0x02Ab',{'a':[1.5]}]") + "]")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertTrue(compared(cut, "cut at " + length).contains("-32700"), "cut at " + length);
        }
    }

    @Test
    void mutatedBodiesAreAnsweredAsIfTheyWereTrees() {
        System.out.println("RequestReaderTest -Dkaizen.seed=" + SEED);
        Random random = new Random(SEED);
        Mutator mutator = new Mutator(random, BODIES);
        int results = 0;
        int refusals = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = mutator.next();
            String about =
                    "seed " + SEED + " round " + round + ": " + HexFormat.of().formatHex(body);
            String answer = compared(body, about);
            results += answer.contains("\"result\"") ? 1 : 0;
            refusals += answer.contains("-32602") || answer.contains("-32600") ? 1 : 0;
        }
        assertTrue(results > ROUNDS / 20, "only " + results + " results, seed " + SEED);
        assertTrue(refusals > ROUNDS / 20, "only " + refusals + " refusals, seed " + SEED);
    }

    /** Changes bodies a little: most stay JSON, or nearly. */
    private record Mutator(Random random, List<String> bodies) {
        private static final List<String> PIECES =
                List.of(
                        "'method':'test_echo',",
                        "'method':'test_data',",
                        ",'method':'test_pair'",
                        "'params':['0xAb'],",
                        ",'params':['0xCd',1]",
                        ",'id':1.5",
                        "'id':'x',",
                        "'jsonrpc':'2.0',",
                        "'x':[{}],",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "'",
                        "0x",
                        "\\u0030",
                        "\\",
                        "null",
                        "-",
                        "1e9",
                        " ",
                        "\u00e9");

        private static final Map<String, List<String>> VALUES =
                Map.of(
                        "jsonrpc", List.of("'2.0'", "'2.0'", "'2.0'", "'1.0'", "2"),
                        "id", List.of("1", "'a'", "null", "1.5", "77777777777", "[]", "false"),
                        "method",
                                List.of(
                                        "'test_data'",
                                        "'test_pair'",
                                        "'test_submit'",
                                        "'test_echo'",
                                        "'test_refused'",
                                        "'test_none'",
                                        "7"),
                        "params",
                                List.of(
                                        "['0xAb']",
                                        "['0x00ff']",
                                        "['0Xff',[1,{}]]",
                                        "['0xA']",
                                        "[]",
                                        "[[1]]",
                                        "null",
                                        "{}",
                                        "['\\u0030xAb']"),
                        "other", List.of("1", "{'id':7}", "['0x00']"));

        byte[] next() {
            byte[] body = random.nextBoolean() ? any() : bytes(payload());
            for (int i = random.nextInt(3); i > 0; i--) {
                body = mutated(body);
            }
            return body;
        }

        private String payload() {
            return random.nextBoolean()
                    ? request()
                    : IntStream.rangeClosed(0, random.nextInt(5))
                            .mapToObj(i -> request())
                            .collect(Collectors.joining(",", "[", " ]"));
        }

        /** With the usual members in any order, some twice or missing. */
        private String request() {
            List<String> names = new ArrayList<>(List.of("jsonrpc", "id", "method", "params"));
            for (int i = random.nextInt(4); i > 1; i--) {
                names.add(one(List.of("jsonrpc", "id", "method", "params", "other")));
            }
            if (random.nextInt(4) == 0) {
                names.remove(random.nextInt(names.size()));
            }
            if (random.nextBoolean()) {
                Collections.shuffle(names, random);
            }
            return names.stream()
                    .map(name -> "'" + name + "': " + one(VALUES.getOrDefault(name, List.of())))
                    .collect(Collectors.joining(",", "{", "}"));
        }

        private String one(List<String> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        private byte[] any() {
            return bytes(bodies.get(random.nextInt(bodies.size())));
        }

        private static byte[] bytes(String text) {
            return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        }

        private byte[] mutated(byte[] body) {
            int from = random.nextInt(body.length + 1);
            int to = Math.min(body.length, from + random.nextInt(12));
            return switch (random.nextInt(7)) {
                case 0 -> joined(body, from, new byte[] {(byte) random.nextInt(256)}, from);
                case 1 -> joined(body, from, new byte[0], to);
                case 2 -> joined(body, to, Arrays.copyOfRange(body, from, to), to);
                case 3 -> joined(body, from, any(), to);
                case 4 -> flipped(body);
                default -> {
                    String piece = PIECES.get(random.nextInt(PIECES.size()));
                    int at = boundary(body);
                    yield joined(body, at, bytes(piece), at);
                }
            };
        }

        /** After a bracket or a comma, where a piece may fit. */
        private int boundary(byte[] body) {
            for (int tries = 0; tries < 40 && body.length > 0; tries++) {
                int at = random.nextInt(body.length);
                if ("{[,".indexOf(body[at]) >= 0) {
                    return at + 1;
                }
                if ("}]".indexOf(body[at]) >= 0) {
                    return at;
                }
            }
            return random.nextInt(body.length + 1);
        }

        private byte[] flipped(byte[] body) {
            byte[] changed = body.clone();
            if (changed.length > 0) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return changed;
        }

        private static byte[] joined(byte[] body, int until, byte[] piece, int from) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(body, 0, until);
            all.writeBytes(piece);
            all.write(body, from, body.length - from);
            return all.toByteArray();
        }
    }
}
