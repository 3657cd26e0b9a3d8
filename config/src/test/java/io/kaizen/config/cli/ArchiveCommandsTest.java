package io.kaizen.config.cli;

import static io.kaizen.config.cli.NodeCommands.assertMessage;
import static io.kaizen.config.cli.NodeCommands.run;
import static io.kaizen.config.cli.NodeCommands.start;
import static io.kaizen.config.cli.NodeCommands.transfer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.cli.NodeCommands.Outcome;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.chain.SealedBlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chain exported, imported, replayed and traced, as a user does it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ArchiveCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path temporary;

    private final List<SealedBlock> blocks = new ArrayList<>();

    private Path node() {
        return temporary.resolve("node");
    }

    private String file(String name) {
        return temporary.resolve(name).toString();
    }

    private Outcome export(String format, String name) {
        return run(
                "export", "--data-dir", node().toString(), "--format", format, "--out", file(name));
    }

    private void makeChain() throws Exception {
        try (KaizenNode node = start(node())) {
            transfer(node, 0, 30);
            // Beside the node that runs.
            assertEquals(0, export("journal", "early.journal").exit());
            transfer(node, 30, 10);
            var chain = node.ledger().chain();
            for (long number = 0; number <= chain.head().number(); number++) {
                blocks.add(chain.block(number));
            }
        }
    }

    @Test
    void whatIsExportedIsTheSameChainWhereItIsImported() throws Exception {
        makeChain();
        Map<String, String> files =
                Map.of("journal", "all.journal.zst", "rlp", "all.rlp.gz", "jsonl", "all.jsonl");
        for (Map.Entry<String, String> each : files.entrySet()) {
            Outcome exported = export(each.getKey(), each.getValue());
            assertEquals(0, exported.exit(), exported.err());
            assertTrue(exported.out().contains(blocks.getLast().hash().hex()), exported.out());
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertTrue(left.noneMatch(path -> path.toString().endsWith(".part")));
        }
        for (String name : List.of("all.journal.zst", "all.rlp.gz")) {
            String copy = file("copy of " + name);
            Outcome imported = run("import", "--data-dir", copy, file(name));
            assertEquals(0, imported.exit(), imported.err());
            assertTrue(imported.out().contains(blocks.getLast().hash().hex()), imported.out());
            Outcome again = run("import", "--data-dir", copy, file("early.journal"));
            // The same blocks; of RLP another order.
            assertEquals(name.contains("journal") ? 0 : 1, again.exit(), again.err());
            Outcome replayed = run("replay", "--data-dir", copy, "--verify", "--json");
            assertEquals(0, replayed.exit(), replayed.out());
            assertEquals(40, JSON.readTree(replayed.out()).path("transactions").asInt());
        }
        List<String> lines = Files.readAllLines(Path.of(file("all.jsonl")));
        assertEquals(blocks.size(), lines.size());
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = JSON.readTree(lines.get(i));
            assertEquals(blocks.get(i).hash().hex(), line.path("block").path("hash").asText());
            assertEquals(blocks.get(i).receipts().size(), line.path("receipts").size());
        }
    }

    @Test
    void aFileThatWasChangedIsRefusedAndWhatIsBeforeItStays() throws Exception {
        makeChain();
        assertEquals(0, export("journal", "all.journal").exit());
        byte[] bytes = Files.readAllBytes(Path.of(file("all.journal")));
        bytes[bytes.length / 2] ^= 1;
        Files.write(Path.of(file("bad.journal")), bytes);
        Outcome refused = run("import", "--data-dir", file("copy"), file("bad.journal"));
        assertMessage(1, "bad.journal", refused);
        assertFalse(refused.out().contains("blocks added"), refused.out());
        Outcome whole = run("import", "--data-dir", file("copy"), file("all.journal"));
        assertEquals(0, whole.exit(), whole.err());
        assertTrue(whole.out().contains(blocks.getLast().hash().hex()), whole.out());
        Files.writeString(Path.of(file("lines.jsonl")), "{}\n");
        assertMessage(
                1, "JSON lines", run("import", "--data-dir", file("copy"), file("lines.jsonl")));
        Outcome other =
                run("import", "--data-dir", file("o"), "--chain-id", "5", file("all.journal"));
        assertMessage(1, "of chain 31337", other);
    }

    @Test
    void aReplayWritesItsReportAndTracesATransaction() throws Exception {
        makeChain();
        String folder = node().toString();
        for (String name : List.of("report.json", "report.txt")) {
            Outcome replayed = run("replay", "--data-dir", folder, "--report", file(name));
            assertEquals(0, replayed.exit(), replayed.err());
        }
        JsonNode report = JSON.readTree(Path.of(file("report.json")).toFile());
        assertTrue(report.path("agreed").asBoolean(), report::toString);
        assertEquals(
                blocks.getLast().hash().hex(), report.path("last").path("hash").asText(), "last");
        String text = Files.readString(Path.of(file("report.txt")));
        assertTrue(text.startsWith("replay agrees") && text.contains("transactions: 40"), text);

        SealedBlock block = blocks.getLast();
        RecoveredTransaction last = block.transactions().getLast();
        String hash = last.hash().hex();
        Outcome traced = run("replay", "--data-dir", folder, "--trace", hash, "--json");
        assertEquals(0, traced.exit(), traced.err());
        JsonNode call = JSON.readTree(traced.out());
        assertEquals("CALL", call.path("type").asText(), call::toString);
        assertEquals(last.sender().hex(), call.path("from").asText());
        Outcome people = run("replay", "--data-dir", folder, "--trace", hash);
        assertTrue(people.out().contains("CALL " + last.sender()), people.out());
        String none = Hash.keccak(new byte[1]).hex();
        assertMessage(2, none, run("replay", "--data-dir", folder, "--trace", none));
        assertMessage(2, "--trace 0x12", run("replay", "--data-dir", folder, "--trace", "0x12"));
    }
}
