package io.kaizen.config.statetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.simulate.TraceBudget;
import io.kaizen.ingress.simulate.TraceContext;
import io.kaizen.ingress.simulate.TraceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The struct logs of execution-apis' debug_traceBlockByNumber examples, which geth made: the first
 * two blocks of its chain, run over its genesis.
 */
class StructLogVectorTest {
    private static final Path TESTS = Path.of("rpc", "execution-apis", "tests");
    private static final List<String> EXAMPLES =
            List.of(
                    "trace-block-memory-encoding",
                    "trace-block-storage-encoding",
                    "trace-block-storage-snapshot-timing");

    private final ObjectMapper mapper = new ObjectMapper();
    private final Json json = new Json(64, 1_000_000);

    @TempDir private static Path folder;

    @BeforeAll
    static void unpack() throws IOException {
        ConformanceArchive.unpack("rpc.tar.zst", folder);
    }

    private record Block(Header header, List<Transaction> transactions) {}

    @Test
    void struct_logs_equal_geths() throws IOException {
        int steps = 0;
        for (String example : EXAMPLES) {
            Path file =
                    folder.resolve(TESTS)
                            .resolve("debug_traceBlockByNumber")
                            .resolve(example + ".io");
            List<String> lines = Files.readAllLines(file);
            JsonNode params = mapper.readTree(line(lines, ">> ")).path("params");
            JsonNode want = mapper.readTree(line(lines, "<< ")).path("result");
            List<JsonNode> have = trace(Integer.decode(params.get(0).asText()), params.get(1));
            assertEquals(want.size(), have.size(), example);
            for (int i = 0; i < have.size(); i++) {
                assertEquals(want.get(i).path("result"), have.get(i), example);
                steps += have.get(i).path("structLogs").size();
            }
        }
        System.out.println(
                "execution-apis struct logs: " + steps + " in " + EXAMPLES.size() + " examples");
        assertTrue(steps > 0);
    }

    private static String line(List<String> lines, String start) {
        return lines.stream()
                .filter(text -> text.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length());
    }

    /** Runs the chain up to the block; the traces of its transactions. */
    private List<JsonNode> trace(int number, JsonNode options) throws IOException {
        JsonNode genesis = mapper.readTree(folder.resolve(TESTS).resolve("genesis.json").toFile());
        MemoryState state = GethTracerTest.state(genesis.path("alloc"));
        TransactionProcessor processor =
                new TransactionProcessor(
                        Revision.HOMESTEAD,
                        Word.of(genesis.path("config").path("chainId").asLong()));
        List<JsonNode> traces = new ArrayList<>();
        for (Block block : blocks(number)) {
            traces.clear();
            for (Transaction tx : block.transactions()) {
                TraceRequest.Running running =
                        TraceRequest.parse(options)
                                .start(TraceContext.NONE, new TraceBudget(Long.MAX_VALUE));
                Address sender = TransactionCodec.sender(tx);
                assertNotNull(sender);
                Executed executed =
                        assertInstanceOf(
                                Executed.class,
                                processor.execute(
                                        state,
                                        context(block.header()),
                                        tx,
                                        sender,
                                        Validation.CONSENSUS,
                                        running.tracer()));
                state.apply(executed.effects());
                traces.add(mapper.readTree(json.write(running.result().get(), Long.MAX_VALUE)));
            }
        }
        return traces;
    }

    private static List<Block> blocks(int count) throws IOException {
        RlpReader chain =
                RlpReader.of(Files.readAllBytes(folder.resolve(TESTS).resolve("chain.rlp")));
        List<Block> blocks = new ArrayList<>();
        while (blocks.size() < count) {
            RlpReader block = chain.list();
            Header header = HeaderCodec.decode(block.item());
            RlpReader transactions = block.list();
            List<Transaction> all = new ArrayList<>();
            while (transactions.hasNext()) {
                all.add(TransactionCodec.decode(transactions.item().array()));
            }
            blocks.add(new Block(header, all));
        }
        return blocks;
    }

    private static BlockContext context(Header header) {
        Header.Environment e = header.environment();
        return new BlockContext(
                e.number(),
                e.timestamp(),
                e.gasLimit(),
                e.feeRecipient(),
                e.difficulty(),
                Hash.ZERO,
                Word.ZERO,
                Word.ONE,
                Hash.ZERO,
                n -> Hash.ZERO);
    }
}
