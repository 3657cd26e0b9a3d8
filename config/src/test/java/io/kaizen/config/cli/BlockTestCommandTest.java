package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.BlockCodec;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BlockTestCommandTest {
    private static final Block.Body EMPTY = new Block.Body(List.of(), List.of(), List.of());

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new BlockTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
    }

    private static Header header(Hash parent, long number, long baseFee) {
        return new Header(
                parent,
                new Header.Environment(
                        number,
                        number * 12,
                        30_000_000,
                        Address.ZERO,
                        Word.ZERO,
                        Hash.ZERO,
                        0,
                        Bytes.EMPTY,
                        Word.of(baseFee),
                        null,
                        null),
                new Header.Roots(
                        Hash.EMPTY_LIST,
                        Hash.EMPTY_TRIE,
                        Hash.EMPTY_TRIE,
                        Hash.EMPTY_TRIE,
                        Hash.EMPTY_TRIE,
                        null,
                        null),
                0,
                Bloom.EMPTY);
    }

    private static final Header GENESIS = header(Hash.ZERO, 0, 8_000);
    private static final Header GOOD = header(HeaderCodec.hash(GENESIS), 1, 7_000);
    private static final Header BAD = header(HeaderCodec.hash(GENESIS), 1, 7_001);

    private static String hex(Header header) {
        return BlockCodec.encode(header, EMPTY).hex();
    }

    /** A chain without accounts on which one block is imported. */
    private static String fixture(String network, String block, Header head) {
        return """
        {"a test": {"network": "%s", "config": {"chainid": "0x01"}, "pre": {}, "postState": {},
         "genesisRLP": "%s", "lastblockhash": "%s", "blocks": [%s]}}
        """
                .formatted(network, hex(GENESIS), HeaderCodec.hash(head), block);
    }

    private static String accepted(Header header) {
        return "{\"rlp\": \"%s\", \"blockHeader\": {}}".formatted(hex(header));
    }

    private static String refused(Header header, String exception) {
        return "{\"rlp\": \"%s\", \"expectException\": \"%s\"}".formatted(hex(header), exception);
    }

    private String judged(Path folder, String fixture) throws IOException {
        Path file = folder.resolve("case.json");
        Files.writeString(file, fixture);
        output.getBuffer().setLength(0);
        int status = run(file.toString());
        String text = output.toString();
        assertEquals(text.endsWith("1 passed, 0 failed\n") ? 0 : 1, status, text);
        return text;
    }

    @Test
    void a_case_passes_if_every_verdict_and_the_head_are_as_wanted(@TempDir Path folder)
            throws IOException {
        String wrongFee = "BlockException.INVALID_BASEFEE_PER_GAS";
        assertTrue(
                judged(folder, fixture("Shanghai", accepted(GOOD), GOOD))
                        .startsWith("ok Shanghai a test\n"));
        assertTrue(
                judged(folder, fixture("Shanghai", refused(BAD, wrongFee), GENESIS))
                        .startsWith("ok Shanghai a test\n"));
    }

    @Test
    void a_case_fails_for_any_other_verdict_and_says_why(@TempDir Path folder) throws IOException {
        String other = "BlockException.INVALID_GASLIMIT";
        assertEquals(
                "FAIL Shanghai a test: block 1 of 1: refused for BASE_FEE: base fee 7001, want"
                        + " 7000\n0 passed, 1 failed\n",
                judged(folder, fixture("Shanghai", accepted(BAD), BAD)));
        assertTrue(
                judged(folder, fixture("Shanghai", refused(BAD, other), GENESIS))
                        .contains("want BlockException.INVALID_GASLIMIT"));
        assertTrue(
                judged(folder, fixture("Shanghai", refused(GOOD, other), GENESIS))
                        .contains("accepted, want " + other));
        assertTrue(
                judged(folder, fixture("Shanghai", accepted(GOOD), GENESIS)).contains(": head 0x"));
        assertTrue(
                judged(
                                folder,
                                fixture("Shanghai", accepted(GOOD), GOOD)
                                        .replace(
                                                "\"postState\": {}",
                                                "\"postState\": {\"0x"
                                                        + "11".repeat(20)
                                                        + "\": {\"balance\": \"0x01\"}}"))
                        .contains("post state: 0x1111"));
    }

    @Test
    void an_unknown_fork_fails_by_name(@TempDir Path folder) throws IOException {
        assertEquals(
                "FAIL Amsterdam a test: unknown fork Amsterdam\n0 passed, 1 failed\n",
                judged(folder, fixture("Amsterdam", accepted(GOOD), GOOD)));
        assertTrue(
                judged(folder, fixture("BPO2ToAmsterdamAtTime15k", accepted(GOOD), GOOD))
                        .contains("unknown fork Amsterdam"));
        assertTrue(
                judged(folder, fixture("BPO9", accepted(GOOD), GOOD))
                        .contains("unknown fork BPO9"));
    }

    @Test
    void a_case_that_cannot_be_read_fails_and_the_next_one_runs(@TempDir Path folder)
            throws IOException {
        String unreadable = "{\"rlp\": \"0xzz\", \"blockHeader\": {}}";
        Files.writeString(folder.resolve("a.json"), fixture("Shanghai", unreadable, GOOD));
        Files.writeString(folder.resolve("b.json"), fixture("Shanghai", accepted(GOOD), GOOD));
        assertEquals(1, run(folder.toString()));
        assertTrue(
                output.toString().startsWith("FAIL Shanghai a test: crashed: "), output::toString);
        assertTrue(output.toString().endsWith("1 passed, 1 failed\n"), output::toString);
    }

    @Test
    void a_transition_changes_the_rules_at_its_time(@TempDir Path folder) throws IOException {
        assertTrue(
                judged(folder, fixture("ShanghaiToCancunAtTime13", accepted(GOOD), GOOD))
                        .startsWith("ok "));
        assertTrue(
                judged(folder, fixture("ShanghaiToCancunAtTime12", accepted(GOOD), GOOD))
                        .contains("refused for FIELDS"));
    }

    @Test
    void json_is_one_object_a_case_with_the_counts_apart(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.json"), fixture("Shanghai", accepted(GOOD), GOOD));
        Files.writeString(folder.resolve("b.json"), fixture("Amsterdam", accepted(GOOD), GOOD));
        assertEquals(1, run("--json", folder.toString()));
        assertEquals(
                """
                {"name":"a test","fork":"Shanghai","pass":true,"stateRoot":"%s"}
                {"name":"a test","fork":"Amsterdam","pass":false,"stateRoot":"%s",\
                "error":"unknown fork Amsterdam"}
                """
                        .formatted(Hash.EMPTY_TRIE, Hash.ZERO),
                output.toString());
        assertEquals("1 passed, 1 failed\n", errors.toString());
    }

    @Test
    void every_tier_has_the_same_results_and_there_is_no_other(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("a.json");
        Files.writeString(file, fixture("Shanghai", accepted(GOOD), GOOD));
        for (String tier : List.of("hot", "ALWAYS", "never")) {
            output.getBuffer().setLength(0);
            assertEquals(0, run("--tier", tier, file.toString()));
            assertEquals("ok Shanghai a test\n1 passed, 0 failed\n", output.toString());
        }
        assertEquals(2, run("--tier", "often", file.toString()));
    }

    @Test
    void a_fork_filter_leaves_other_networks_out(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.json");
        Files.writeString(file, fixture("Shanghai", accepted(GOOD), GOOD));
        assertEquals(1, run("--fork", "Cancun", file.toString()));
        assertEquals("0 passed, 0 failed\n", output.toString());
        assertEquals(0, run("--fork", "shanghai", file.toString()));
        assertTrue(output.toString().endsWith("1 passed, 0 failed\n"), output::toString);
        assertEquals(2, run("--fork", "Nowhere", file.toString()));
        assertEquals(2, run("--fork", "Amsterdam", file.toString()));
        assertEquals(1, run("--fork", "OsakaToBPO1AtTime15k", file.toString()));
    }
}
