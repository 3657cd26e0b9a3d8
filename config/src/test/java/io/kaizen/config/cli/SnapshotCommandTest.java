package io.kaizen.config.cli;

import static io.kaizen.config.cli.NodeCommands.assertMessage;
import static io.kaizen.config.cli.NodeCommands.run;
import static io.kaizen.config.cli.NodeCommands.start;
import static io.kaizen.config.cli.NodeCommands.state;
import static io.kaizen.config.cli.NodeCommands.transfer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.config.cli.NodeCommands.Outcome;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.exec.ledger.Word;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots as a user makes them, beside a node that runs, and what a node makes of them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotCommandTest {
    @TempDir Path folder;

    private Outcome snapshot(String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("snapshot", command, "--data-dir", folder.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aSnapshotIsMadeBesideANodeAndANodeGoesOnFromIt() throws Exception {
        Word balance;
        long height;
        try (KaizenNode node = start(folder)) {
            transfer(node, 0, 20);
            Outcome made = snapshot("create", "--json");
            assertEquals(0, made.exit(), made.err());
            assertTrue(made.json().path("block").asLong() > 0, made.out());
            assertTrue(made.json().path("accounts").asLong() >= 30, made.out());
            Outcome refused = snapshot("restore", "--force");
            assertEquals(1, refused.exit(), refused.err());
            assertTrue(refused.err().contains("a writer"), refused.err());
            transfer(node, 20, 5);
            assertEquals(0, snapshot("create", "--keep", "2").exit());
            assertEquals(0, snapshot("create", "--at", "0").exit());
            balance = state(node).account(node.accounts().getFirst().address()).balance();
            height = node.ledger().chain().head().number();
        }
        JsonNode listed = snapshot("list", "--json").json();
        assertEquals(3, listed.size(), listed::toString);
        assertEquals(height, listed.get(0).path("block").asLong());
        assertEquals(0, listed.get(2).path("block").asLong());
        String id = listed.get(1).path("id").asText();
        Outcome verified = snapshot("verify", id, "--json");
        assertEquals(0, verified.exit(), verified.err());
        assertTrue(verified.json().path("valid").asBoolean(), verified.out());

        Outcome newer = snapshot("restore", "--from", id);
        assertEquals(1, newer.exit());
        assertTrue(newer.err().contains("--force"), newer.err());
        Outcome restored = snapshot("restore", "--from", id, "--force");
        assertEquals(0, restored.exit(), restored.err());
        try (KaizenNode node = start(folder)) {
            assertEquals(height, node.ledger().chain().head().number());
            assertEquals(
                    balance, state(node).account(node.accounts().getFirst().address()).balance());
            transfer(node, 25, 3);
        }
        Outcome replayed = run("replay", "--data-dir", folder.toString());
        assertEquals(0, replayed.exit(), replayed.out());
    }

    @Test
    void whatIsDamagedMissingOrOfAnotherChainIsNamed() throws Exception {
        assertMessage(1, "no chain in " + folder, snapshot("create"));
        assertMessage(1, "no snapshot in " + folder, snapshot("verify"));
        assertMessage(0, "", snapshot("list"));
        assertMessage(2, "--keep 0: must be at least 1", snapshot("create", "--keep", "0"));
        assertMessage(2, "no such file or folder", run("snapshot", "list", "--data-dir", "/none"));
        assertMessage(2, "missing command", run("snapshot"));
        try (KaizenNode node = start(folder)) {
            transfer(node, 0, 2);
        }
        assertMessage(1, "no block 77", snapshot("create", "--at", "77"));
        JsonNode made = snapshot("create", "--json").json();
        assertMessage(1, "no snapshot 76", snapshot("verify", "76"));
        Path moved = Files.createDirectories(folder.resolve("away"));
        Path manifest = Path.of(made.path("file").asText());
        Files.copy(manifest, moved.resolve(manifest.getFileName()));
        Outcome missing = snapshot("verify", moved.toString() + "/" + manifest.getFileName());
        assertEquals(1, missing.exit());
        assertTrue(missing.out().contains("state chunk 1 of 1"), missing.out());
        assertTrue(missing.out().contains("missing"), missing.out());
        Outcome refused = snapshot("restore", "--from", moved.toString(), "--force");
        assertMessage(1, "missing", refused);
        // The store that was there is as it was.
        assertTrue(Files.exists(folder.resolve("state/clean")));
        assertTrue(Files.notExists(folder.resolve("state.restoring")));
    }
}
