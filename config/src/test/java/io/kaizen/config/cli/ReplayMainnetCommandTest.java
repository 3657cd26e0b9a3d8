package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the block with the first transaction of mainnet. */
class ReplayMainnetCommandTest {
    private static final List<String> FILES =
            List.of("46147/block.json", "46147/pre_state.json", "codes.json", "block_hashes.json");

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir private Path folder;

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
    }

    @BeforeEach
    void copyTheBlock() throws IOException {
        for (String name : FILES) {
            String resource = "/io/kaizen/config/mainnet/pevm/" + name;
            try (InputStream in =
                    Objects.requireNonNull(getClass().getResourceAsStream(resource))) {
                Path target = folder.resolve("pevm").resolve(name);
                Files.createDirectories(target.getParent());
                Files.copy(in, target);
            }
        }
    }

    private void replace(String file, String what, String with) throws IOException {
        Path path = folder.resolve("pevm").resolve(file);
        String text = Files.readString(path, StandardCharsets.UTF_8);
        assertTrue(text.contains(what), text);
        Files.writeString(path, text.replace(what, with));
    }

    @Test
    void a_line_says_what_was_checked_and_what_could_not_be() {
        for (Path path : List.of(folder, folder.resolve("pevm"), folder.resolve("pevm/46147"))) {
            output.getBuffer().setLength(0);
            assertEquals(0, run("replay-mainnet", path.toString()), errors::toString);
            String line = output.toString().lines().toList().getFirst();
            assertTrue(line.startsWith("ok 46147 Frontier pevm 1 txs 0.02 Mgas "), line);
            assertTrue(
                    line.contains(
                            "checked: header hash, senders, ommers, body roots, gas used, logs"
                                    + " bloom; not possible: "),
                    line);
            assertTrue(line.contains("receipts root (holds state roots before Byzantium)"), line);
            assertTrue(line.contains("state root (no trie of the state)"), line);
            assertTrue(output.toString().endsWith("\n1 passed, 0 failed\n"), output::toString);
        }
    }

    @Test
    void json_has_the_same_in_fields() throws IOException {
        assertEquals(0, run("replay-mainnet", "--json", folder.toString()), errors::toString);
        JsonNode line = new ObjectMapper().readTree(output.toString());
        assertEquals(46_147, line.path("number").asLong());
        assertEquals("Frontier", line.path("fork").asText());
        assertEquals(21_000, line.path("gas").asLong());
        assertEquals(1, line.path("transactions").asInt());
        assertTrue(line.path("pass").asBoolean());
        assertTrue(line.path("milliseconds").asDouble() >= 0);
        assertEquals("header hash", line.path("checks").path(0).asText());
        assertEquals("no trie of the state", line.path("notPossible").path("state root").asText());
        assertEquals("1 passed, 0 failed\n", errors.toString());
    }

    private String failure() {
        assertEquals(1, run("replay-mainnet", folder.toString()));
        assertTrue(output.toString().startsWith("FAIL "), output::toString);
        assertTrue(output.toString().endsWith("\n0 passed, 1 failed\n"), output::toString);
        return output.toString();
    }

    @Test
    void a_changed_header_has_another_hash() throws IOException {
        replace("46147/block.json", "\"gasUsed\": \"0x5208\"", "\"gasUsed\": \"0x5209\"");
        String line = failure();
        assertTrue(line.contains("header hash 0x"), line);
        assertTrue(
                line.contains(
                        "checked: header hash; not possible: header after its parent (no parent's"
                                + " header), receipts root (holds state roots before Byzantium),"
                                + " state root (no trie of the state); not reached: senders,"
                                + " ommers, body roots, gas used, logs bloom; "),
                line);
    }

    @Test
    void a_changed_transaction_has_another_sender_or_another_root() throws IOException {
        replace("46147/block.json", "\"value\": \"0x7a69\"", "\"value\": \"0x7a6a\"");
        String line = failure();
        assertTrue(line.contains("block.json: transaction 0: sender 0x"), line);
        assertTrue(line.contains(", want 0xa1e4380a3b1f749673e270229993ee55f35663b4\n"), line);
    }

    @Test
    void a_changed_state_is_found() throws IOException {
        replace("46147/pre_state.json", "0x6c6b935b8bbd400000", "0x1");
        String line = failure();
        assertTrue(line.contains("insufficient funds"), line);
        assertTrue(line.contains("checked: header hash, senders, ommers, body roots;"), line);
        assertTrue(line.contains("; not reached: gas used, logs bloom; "), line);
    }

    @Test
    void a_block_without_its_state_is_not_left_out() throws IOException {
        Files.delete(folder.resolve("pevm/46147/pre_state.json"));
        String line = failure();
        assertTrue(line.startsWith("FAIL no block read in folder 46147 pevm; not reached: "), line);
        assertTrue(line.contains("pre_state.json"), line);
    }

    @Test
    void a_file_that_is_not_what_it_should_be_fails_by_itself() throws IOException {
        Path good = folder.resolve("good");
        Files.move(folder.resolve("pevm"), good);
        copyTheBlock();
        replace("46147/block.json", "\"miner\"", "\"minor\"");
        assertEquals(1, run("replay-mainnet", folder.toString()));
        List<String> lines = output.toString().lines().toList();
        assertTrue(lines.getFirst().startsWith("ok 46147 "), output::toString);
        assertTrue(
                lines.get(1).startsWith("FAIL no block read in folder 46147 pevm; "),
                output::toString);
        assertTrue(
                lines.get(1).endsWith("block.json: block.json has no field miner"),
                output::toString);
        assertEquals("1 passed, 1 failed", lines.getLast());
    }

    @Test
    void in_json_a_block_that_was_not_read_has_a_folder_and_no_number() throws IOException {
        Files.delete(folder.resolve("pevm/codes.json"));
        assertEquals(1, run("replay-mainnet", "--json", folder.toString()));
        JsonNode line = new ObjectMapper().readTree(output.toString());
        assertTrue(line.has("number") && line.path("number").isNull(), output::toString);
        assertTrue(line.has("fork") && line.path("fork").isNull(), output::toString);
        assertEquals("46147", line.path("folder").asText());
        assertEquals("pevm", line.path("format").asText());
        assertFalse(line.path("pass").asBoolean());
        assertTrue(line.path("error").asText().contains("codes.json"), output::toString);
        assertEquals("header hash", line.path("notReached").path(0).asText());
        assertEquals(0, line.path("checks").size());
    }

    @Test
    void a_folder_without_blocks_fails_and_the_next_is_replayed(@TempDir Path empty) {
        assertEquals(1, run("replay-mainnet", empty.toString(), folder.toString()));
        List<String> lines = output.toString().lines().toList();
        assertTrue(
                lines.getFirst()
                        .startsWith("FAIL no block read in folder " + empty.getFileName() + "; "),
                output::toString);
        assertTrue(lines.getFirst().endsWith("no blocks below " + empty), output::toString);
        assertTrue(lines.get(1).startsWith("ok 46147 "), output::toString);
    }

    @Test
    void a_folder_that_does_not_exist_is_a_wrong_usage() {
        Path none = folder.resolve("none");
        assertEquals(2, run("replay-mainnet", folder.toString(), none.toString()));
        assertTrue(errors.toString().contains("no such file or folder: " + none), errors::toString);
        assertEquals("", output.toString());
    }

    @Test
    void help_names_the_files_that_a_kind_of_folder_needs() {
        assertEquals(0, run("replay-mainnet", "--help"));
        assertTrue(output.toString().contains("for all blocks: codes.json and"), output::toString);
        assertTrue(output.toString().contains("block_hashes.json"), output::toString);
    }
}
