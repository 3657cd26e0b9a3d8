package io.kaizen.ingress.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.ingress.RpcFixture;
import io.kaizen.ingress.limit.RpcLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tracers by name and option, through the server; what they find is tested where they are. */
class DebugMethodsTest {
    private static final Bytes TOPIC = Hash.keccak(new byte[] {9}).bytes();
    private static final Address PROGRAM = Address.ofLong(0xaa);

    /** KECCAK256 of a word of memory, then the balance of address 1, then SLOAD of slot 0. */
    private static final String LOOKS = "0x60205f20506001315f5400";

    private final RpcFixture rpc = new RpcFixture();

    @AfterEach
    void close() {
        rpc.close();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A call of the program with a selector and no arguments, traced with these options. */
    private static String traceCall(String program, String options) {
        return "[{\"to\":\"%s\",\"input\":\"0xa9059cbb\"},\"latest\",{%s\"stateOverrides\":{\"%s\":{\"code\":\"%s\"}}}]"
                .formatted(PROGRAM, options.isEmpty() ? "" : options + ",", PROGRAM, program);
    }

    private JsonNode traced(String options) {
        return rpc.result("debug_traceCall", traceCall(LOOKS, options));
    }

    @Test
    void every_native_tracer_answers_to_its_name() {
        assertEquals("{}", traced("\"tracer\":\"noopTracer\"").toString());
        assertEquals("{\"0xa9059cbb-0\":1}", traced("\"tracer\":\"4byteTracer\"").toString());
        assertEquals(
                List.of(Hash.keccak(new byte[32]).hex()),
                names(traced("\"tracer\":\"keccak256PreimageTracer\"")));
        JsonNode prestate = traced("\"tracer\":\"prestateTracer\"");
        assertEquals(LOOKS, prestate.get(PROGRAM.hex()).get("code").asText());
        assertEquals(
                List.of("post", "pre"),
                names(
                        traced(
                                "\"tracer\":\"prestateTracer\",\"tracerConfig\":{\"diffMode\":true}")));
        JsonNode rules = traced("\"tracer\":\"erc7562Tracer\"");
        assertEquals(1, rules.get("keccak").size());
        assertEquals(1, rules.get("usedOpcodes").get("0x54").asInt());
        JsonNode calls = traced("\"tracer\":\"callTracer\"");
        JsonNode all =
                traced(
                        "\"tracer\":\"muxTracer\",\"tracerConfig\":{\"callTracer\":{},\"prestateTracer\":{\"disableCode\":true},\"noopTracer\":null}");
        assertEquals(List.of("callTracer", "prestateTracer", "noopTracer"), names(all));
        assertEquals(calls, all.get("callTracer"));
        assertTrue(all.get("prestateTracer").get(PROGRAM.hex()).has("codeHash"));
        assertEquals("{}", traced("\"tracer\":\"muxTracer\"").toString());
    }

    @Test
    void flat_calls_say_where_the_transaction_stands() {
        String first = rpc.sendTransfer(0, TOPIC);
        JsonNode receipt = rpc.result("eth_getTransactionReceipt", "[\"" + first + "\"]");
        JsonNode flat =
                rpc.result(
                                "debug_traceTransaction",
                                "[\"%s\",{\"tracer\":\"flatCallTracer\"}]".formatted(first))
                        .get(0);
        assertEquals(receipt.get("blockHash"), flat.get("blockHash"));
        assertEquals(1, flat.get("blockNumber").asInt());
        assertEquals(first, flat.get("transactionHash").asText());
        assertEquals(0, flat.get("transactionPosition").asInt());
        JsonNode block =
                rpc.result("debug_traceBlockByNumber", "[\"0x1\",{\"tracer\":\"flatCallTracer\"}]");
        assertEquals(flat, block.get(0).get("result").get(0));
        JsonNode call = traced("\"tracer\":\"flatCallTracer\"").get(0);
        assertTrue(call.get("blockHash").isNull());
        assertTrue(call.get("transactionHash").isNull());
    }

    @Test
    void struct_logs_show_what_is_asked_for() {
        JsonNode first = traced("").get("structLogs").get(0);
        assertEquals(List.of("pc", "op", "gas", "gasCost", "depth", "stack"), names(first));
        JsonNode all = traced("\"enableMemory\":true,\"enableReturnData\":true").get("structLogs");
        assertEquals(1, all.get(3).get("memory").size());
        JsonNode load = all.get(all.size() - 2);
        assertEquals("SLOAD", load.get("op").asText());
        assertEquals(1, load.get("storage").size());
        JsonNode bare = traced("\"disableStack\":true,\"disableStorage\":true").get("structLogs");
        assertEquals(
                List.of("pc", "op", "gas", "gasCost", "depth"), names(bare.get(all.size() - 2)));
    }

    @Test
    void the_limit_counts_bytes_of_logs() {
        JsonNode all = traced("").get("structLogs");
        int first = all.get(0).toString().length();
        assertEquals(all, traced("\"limit\":0").get("structLogs"));
        assertEquals(1, traced("\"limit\":1").get("structLogs").size());
        assertEquals(1, traced("\"limit\":" + (first - 1)).get("structLogs").size());
        assertEquals(2, traced("\"limit\":" + first).get("structLogs").size());
    }

    @Test
    void a_trace_too_large_for_an_answer_ends_as_it_is_made() {
        // JUMPDEST PUSH0 JUMP: runs until the gas is spent.
        String loop = traceCall("0x5b5f56", "");
        RpcLimits.Wire wire = RpcLimits.Wire.DEFAULT;
        RpcLimits small =
                RpcLimits.DEFAULT.withWire(
                        new RpcLimits.Wire(
                                wire.bodyBytesMax(),
                                wire.frameBytesMax(),
                                wire.batchCallsMax(),
                                100_000,
                                wire.jsonDepthMax(),
                                wire.jsonTokensMax(),
                                wire.connectionsMax(),
                                wire.idle(),
                                wire.request()));
        try (RpcFixture limited = new RpcFixture(small)) {
            assertEquals("-32003 response too large", limited.error("debug_traceCall", loop));
            // Gives a kilobyte of the same memory to the identity, over and over.
            String calls = "0x5b5f5f6104005f60045afa505f56";
            assertEquals(
                    "-32003 response too large",
                    limited.error(
                            "debug_traceCall", traceCall(calls, "\"tracer\":\"callTracer\"")));
        }
    }

    @Test
    void a_tree_of_calls_as_deep_as_they_go_can_be_answered() {
        // Calls itself with all gas.
        String recursion = "0x5f5f5f5f5f305af1";
        String answer =
                rpc.post(
                                RpcFixture.request(
                                        1,
                                        "debug_traceCall",
                                        traceCall(recursion, "\"tracer\":\"callTracer\"")))
                        .body();
        int depth = answer.split("\"calls\":", -1).length;
        assertTrue(depth > 500, "only " + depth + " calls deep");
    }

    @Test
    void a_trace_takes_no_longer_than_was_asked() {
        String loop = "0x5b5f56";
        assertEquals(
                "-32002 execution aborted (timeout = 0ms)",
                rpc.error(
                        "debug_traceCall",
                        traceCall(loop, "\"tracer\":\"prestateTracer\",\"timeout\":\"1ns\"")));
        assertTrue(traced("\"timeout\":\"1h1m1.5s\"").has("structLogs"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"tracer\":\"{data: []}\"|tracer not found: {data: []}",
                "\"tracer\":5|expected a string, got a number",
                "\"tracer\":\"callTracer\",\"tracerConfig\":[]|tracerConfig: expected an object,"
                        + " got []",
                "\"tracer\":\"callTracer\",\"tracerConfig\":{\"withLog\":\"yes\"}|"
                        + "tracerConfig.withLog: expected a boolean, got \"yes\"",
                "\"tracer\":\"flatCallTracer\",\"tracerConfig\":{\"convertParityErrors\":1}|"
                        + "tracerConfig.convertParityErrors: expected a boolean, got 1",
                "\"tracer\":\"prestateTracer\",\"tracerConfig\":{\"diffMode\":true,"
                        + "\"includeEmpty\":true}|tracerConfig: cannot use diffMode with"
                        + " includeEmpty",
                "\"tracer\":\"muxTracer\",\"tracerConfig\":{\"fiveByteTracer\":{}}|tracer not"
                        + " found: fiveByteTracer",
                "\"tracer\":\"muxTracer\",\"tracerConfig\":{\"callTracer\":{\"onlyTopCall\":[]}}|"
                        + "tracerConfig.callTracer.onlyTopCall: expected a boolean, got []",
                "\"tracer\":\"erc7562Tracer\",\"tracerConfig\":{\"ignoredOpcodes\":[\"0x1ff\"]}|"
                        + "tracerConfig.ignoredOpcodes: expected opcodes up to 0xff, got"
                        + " \"0x1ff\"",
                "\"tracer\":\"erc7562Tracer\",\"tracerConfig\":{\"ignoredOpcodes\":[1]}|"
                        + "tracerConfig.ignoredOpcodes: expected hex quantities, got 1",
                "\"enableMemory\":null,\"disableStack\":\"no\"|disableStack: expected a boolean,"
                        + " got \"no\"",
                "\"limit\":-1|limit: expected a number from 0 to 2147483647, got -1",
                "\"timeout\":\"5\"|timeout: expected a duration such as 10s, got \"5\"",
                "\"timeout\":\"5s6\"|timeout: expected a duration such as 10s, got \"5s6\""
            })
    void what_is_malformed_is_shown(String options, String error) {
        String refused = "-32602 invalid argument %d: " + error;
        assertEquals(refused.formatted(2), rpc.error("debug_traceCall", traceCall(LOOKS, options)));
        String hash = "\"" + Hash.ZERO + "\"";
        assertEquals(
                refused.formatted(1),
                rpc.error("debug_traceTransaction", "[" + hash + ",{" + options + "}]"));
        assertEquals(
                refused.formatted(1),
                rpc.error("debug_traceBlockByNumber", "[\"0x1\",{" + options + "}]"));
    }

    @Test
    void raw_headers_hash_to_the_blocks_hash() {
        rpc.sendTransfer(0, TOPIC);
        JsonNode block = rpc.result("eth_getBlockByNumber", "[\"0x1\",false]");
        Bytes raw = Bytes.fromHex(rpc.result("debug_getRawHeader", "[\"0x1\"]").asText());
        assertEquals(block.get("hash").asText(), Hash.keccak(raw).hex());
        assertEquals(block.get("parentHash").asText(), HeaderCodec.decode(raw).parentHash().hex());
    }
}
