package io.kaizen.config.statetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trace.CallFrame;
import io.kaizen.exec.trace.CallTracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** geth's own call tracer fixtures: real transactions and the trees that geth makes of them. */
class GethCallTracerTest {
    private static final Map<String, Revision> FORKS =
            Map.ofEntries(
                    Map.entry("homesteadBlock", Revision.HOMESTEAD),
                    Map.entry("eip150Block", Revision.TANGERINE_WHISTLE),
                    Map.entry("eip158Block", Revision.SPURIOUS_DRAGON),
                    Map.entry("byzantiumBlock", Revision.BYZANTIUM),
                    Map.entry("constantinopleBlock", Revision.CONSTANTINOPLE),
                    Map.entry("petersburgBlock", Revision.PETERSBURG),
                    Map.entry("istanbulBlock", Revision.ISTANBUL),
                    Map.entry("berlinBlock", Revision.BERLIN),
                    Map.entry("londonBlock", Revision.LONDON),
                    Map.entry("shanghaiTime", Revision.SHANGHAI),
                    Map.entry("cancunTime", Revision.CANCUN),
                    Map.entry("pragueTime", Revision.PRAGUE));

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void call_trees_equal_geths(@TempDir Path folder) throws IOException {
        ConformanceArchive.unpack("tracers.tar.zst", folder);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files =
                    walk.filter(file ->
                                    Set.of("call_tracer", "call_tracer_withLog")
                                            .contains(
                                                    String.valueOf(file.getParent().getFileName())))
                            .filter(file -> file.toString().endsWith(".json"))
                            .sorted()
                            .toList();
        }
        assertEquals(13, files.size());
        for (Path file : files) {
            JsonNode fixture = mapper.readTree(file.toFile());
            JsonNode want = normalise(fixture.path("result"));
            assertEquals(want, trace(fixture), () -> "in " + file.getFileName());
        }
    }

    /** geth leaves out or adds fields by version: the form that says the same in fewest. */
    private JsonNode normalise(JsonNode frame) {
        ObjectNode copy = frame.deepCopy();
        if (copy.path("type").asText().equals("SELFDESTRUCT")) {
            copy.put("to", copy.path("to").asText().toLowerCase(java.util.Locale.ROOT));
        }
        if (copy.path("output").asText().equals("0x")) {
            copy.remove("output");
        }
        ArrayNode calls = mapper.createArrayNode();
        copy.path("calls").forEach(call -> calls.add(normalise(call)));
        copy.remove("calls");
        for (JsonNode log : copy.path("logs")) {
            ((ObjectNode) log).putIfAbsent("index", mapper.getNodeFactory().textNode("0x0"));
        }
        if (!calls.isEmpty()) {
            copy.set("calls", calls);
        }
        return copy;
    }

    private JsonNode trace(JsonNode fixture) {
        JsonNode config = fixture.path("genesis").path("config");
        JsonNode context = fixture.path("context");
        Transaction tx =
                TransactionCodec.decode(Bytes.fromHex(fixture.path("input").asText()).array());
        Address sender = TransactionCodec.sender(tx);
        assertNotNull(sender);
        boolean withLog = fixture.path("tracerConfig").path("withLog").asBoolean();
        Set<CallTracer.Option> options = EnumSet.noneOf(CallTracer.Option.class);
        if (withLog) {
            options.add(CallTracer.Option.WITH_LOG);
        }
        CallTracer tracer = new CallTracer(options);
        TransactionResult result =
                new TransactionProcessor(
                                revision(config, context), Word.of(config.path("chainId").asLong()))
                        .execute(
                                state(fixture.path("genesis").path("alloc")),
                                block(context),
                                tx,
                                sender,
                                Validation.CONSENSUS,
                                tracer);
        assertInstanceOf(TransactionResult.Executed.class, result);
        return json(tracer.result());
    }

    private static Revision revision(JsonNode config, JsonNode context) {
        Revision revision = Revision.FRONTIER;
        for (Map.Entry<String, Revision> fork : FORKS.entrySet()) {
            JsonNode from = config.path(fork.getKey());
            boolean byTime = fork.getKey().endsWith("Time");
            long now = context.path(byTime ? "timestamp" : "number").asLong();
            boolean active = !from.isMissingNode() && from.asLong() <= now;
            if (active && fork.getValue().atLeast(revision)) {
                revision = fork.getValue();
            }
        }
        return revision;
    }

    private static BlockContext block(JsonNode context) {
        JsonNode baseFee = context.path("baseFeePerGas");
        return new BlockContext(
                context.path("number").asLong(),
                context.path("timestamp").asLong(),
                context.path("gasLimit").asLong(),
                Address.fromHex(context.path("miner").asText()),
                Word.fromDecimal(context.path("difficulty").asText()),
                Hash.ZERO,
                baseFee.isMissingNode() ? Word.ZERO : Word.fromDecimal(baseFee.asText()),
                Word.ONE,
                Hash.ZERO,
                number -> Hash.ZERO);
    }

    private static MemoryState state(JsonNode alloc) {
        MemoryState state = new MemoryState();
        for (Map.Entry<String, JsonNode> entry : alloc.properties()) {
            Address address = Address.fromHex(entry.getKey());
            JsonNode account = entry.getValue();
            state.put(
                    address,
                    Long.decode(account.path("nonce").asText("0")),
                    Word.fromHex(account.path("balance").asText("0x0")),
                    Bytes.fromHex(account.path("code").asText("0x")));
            for (Map.Entry<String, JsonNode> slot : account.path("storage").properties()) {
                state.putStorage(
                        address,
                        Word.fromHex(slot.getKey()),
                        Word.fromHex(slot.getValue().asText()));
            }
        }
        return state;
    }

    private JsonNode json(CallFrame frame) {
        ObjectNode json = mapper.createObjectNode();
        json.put("type", frame.type().name());
        json.put("from", frame.from().hex());
        if (frame.to() != null) {
            json.put("to", frame.to().hex());
        }
        if (frame.value() != null) {
            json.put("value", frame.value().quantity());
        }
        json.put("gas", Word.of(frame.gas()).quantity());
        json.put("gasUsed", Word.of(frame.gasUsed()).quantity());
        json.put("input", frame.input().hex());
        if (frame.output() != null) {
            json.put("output", frame.output().hex());
        }
        if (frame.error() != null) {
            json.put("error", frame.error());
        }
        if (frame.revertReason() != null) {
            json.put("revertReason", frame.revertReason());
        }
        ArrayNode calls = mapper.createArrayNode();
        frame.calls().forEach(call -> calls.add(json(call)));
        if (!calls.isEmpty()) {
            json.set("calls", calls);
        }
        ArrayNode logs = mapper.createArrayNode();
        for (CallFrame.PlacedLog placed : frame.logs()) {
            ObjectNode log = logs.addObject();
            log.put("address", placed.log().address().hex());
            ArrayNode topics = log.putArray("topics");
            placed.log().topics().forEach(topic -> topics.add(topic.hex()));
            log.put("data", placed.log().data().hex());
            log.put("index", Word.of(placed.index()).quantity());
            log.put("position", Word.of(placed.position()).quantity());
        }
        if (!logs.isEmpty()) {
            json.set("logs", logs);
        }
        return json;
    }
}
