package io.kaizen.config.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a user reads, and a script gets, when a command cannot do what it was asked. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CommandLineTest {
    @TempDir Path folder;

    private record Outcome(int exit, String out, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter err = new StringWriter();
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            CommandLine command = Main.commandLine().setErr(new PrintWriter(err));
            int exit = command.execute(arguments);
            return new Outcome(exit, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(before);
        }
    }

    private static void refused(int exit, String message, String... arguments) {
        Outcome outcome = run(arguments);
        assertEquals(exit, outcome.exit(), outcome.err());
        assertTrue(outcome.err().contains(message), outcome.err());
    }

    @Test
    void withoutACommandTheUsageIsShown() {
        refused(2, "missing command");
        refused(2, "Usage: kaizen");
    }

    @Test
    void unknownCommandsAndOptionsAreRefused() {
        refused(2, "Unmatched argument at index 0: 'devv'", "devv");
        refused(2, "Unknown option: '--prot'", "dev", "--prot");
    }

    @Test
    void runNeedsAConfiguration() {
        refused(2, "kaizen: --config FILE is needed", "run");
        Path missing = folder.resolve("none.toml");
        refused(2, "settings file " + missing + " cannot be read", "run", "--config", "" + missing);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port     | 65536 | setting rpc.port = \"65536\": must lie between 0 and 65535",
                "--port     | eight | setting rpc.port = \"eight\": must be a whole number",
                "--chain-id | 0     | setting chain.id = \"0\": must lie between 1",
                "--sync     | often | setting journal.sync = \"often\": must be one of",
                "--block-time | 1   | setting sequencer.block-time-ms = \"1\": must lie between",
            })
    void badOptionsNameTheirSetting(String option, String value, String message) {
        refused(2, message, "dev", option, value);
    }

    @Test
    void badOverridesAndFilesNameTheirKey() throws IOException {
        refused(
                2,
                "--set: unknown setting rpc.prot; did you mean rpc.port?",
                "run",
                "--print-settings",
                "--set",
                "rpc.prot=1");
        refused(2, "want KEY=VALUE", "run", "--print-settings", "--set", "rpc.port");
        Path file = Files.writeString(folder.resolve("node.toml"), "[rpc]\nport = true\n");
        refused(2, "setting rpc.port = \"true\"", "run", "--config", file.toString());
    }

    @Test
    void settingsArePrintedWithWhatFileAndOptionsGive() throws IOException {
        Path file = Files.writeString(folder.resolve("node.toml"), "[rpc]\nport = 7\n");
        Outcome outcome =
                run(
                        "run",
                        "--config",
                        file.toString(),
                        "--set",
                        "log.level=warn",
                        "--print-settings");
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("rpc.port = \"7\""), outcome.out());
        assertTrue(outcome.out().contains("log.level = \"warn\""), outcome.out());
        assertTrue(outcome.out().contains("chain.id = \"31337\""), outcome.out());
    }

    @Test
    void whatIsPrintedCanBeReadBack() throws IOException {
        Path file =
                Files.writeString(folder.resolve("all.toml"), run("run", "--print-settings").out());
        Outcome again = run("run", "--config", file.toString(), "--print-settings");
        assertEquals(0, again.exit(), again.err());
        assertEquals(Files.readString(file), again.out());
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Outcome outcome = run("dev", "--port", port);
            assertEquals(1, outcome.exit(), outcome.err());
            assertTrue(outcome.err().contains(port), outcome.err());
        }
    }

    @Test
    void aMetricsPortThatIsTakenIsNamedAndTheWayOut() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Outcome outcome = run("dev", "--port", "0", "--set", "metrics.port=" + port);
            assertEquals(1, outcome.exit(), outcome.err());
            String said = "metrics cannot listen on 127.0.0.1 port " + port;
            assertTrue(outcome.err().contains(said), outcome.err());
            assertTrue(outcome.err().contains("metrics.enabled"), outcome.err());
        }
    }

    @Test
    void aHostThatThereIsNotIsNamed() {
        refused(2, "setting rpc.host = 999.1.1.1: no such host", "dev", "--host", "999.1.1.1");
        refused(
                1,
                "cannot open ws://127.0.0.1:1: connection refused",
                "bench",
                "latency",
                "--rpc",
                "ws://127.0.0.1:1");
    }

    @Test
    void aFolderThatAnotherNodeHasOpenIsRefused() throws IOException {
        Path data = folder.resolve("data");
        try (var journal =
                io.kaizen.journal.order.OrderJournal.open(
                        data.resolve("order"),
                        io.kaizen.exec.ledger.Hash.ZERO,
                        io.kaizen.journal.order.SyncLevel.NONE)) {
            assertEquals(0, journal.lastPosition());
            refused(
                    1,
                    "has " + data.resolve("order") + " open",
                    "dev",
                    "--data-dir",
                    "" + data,
                    "--port",
                    "0");
        }
    }

    @Test
    void replayNeedsAJournal() {
        refused(2, "Missing required option: '--data-dir=D'", "replay");
        refused(1, "no journal in " + folder, "replay", "--data-dir", folder.toString());
    }

    /** Whatever the command: the status is 2, and the usage is that of the command itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "fuzz evm       | --block 0            | --block 0: must be at least 1",
                "fuzz evm       | --block -5           | --block -5: must be at least 1",
                "fuzz evm       | --block many         | Invalid value for option '--block'",
                "fuzz evm       | --programs 0         | --programs 0: must be at least 1",
                "fuzz evm       | --bloc 3             | Unknown option",
                "fuzz evm       | --fork Nowhere       | no fork that Anvil can judge: Nowhere",
                "fuzz evm       | --peer /none/anvil   | no such file or folder: /none/anvil",
                "fuzz evm       | --peer http:/        | --peer: not an http or ws URL: http:/",
                "bench load     | --count 0            | --count 0: must be at least 1",
                "bench load     | --senders 0          | --senders 0: must be at least 1",
                "bench load     | --connections 0      | --connections 0: must be at least 1",
                "bench load     | --batch 0            | --batch 0: must be at least 1",
                "bench load     | --rate -1            | --rate -1.0: must be at least 0",
                "bench load     | --rate NaN           | --rate NaN: must be at least 0",
                "bench load     | --rpc ftp://x        | --rpc: not an http or ws URL: ftp://x",
                "bench load     | --funder-key zz      | --funder-key: not a hexadecimal digit",
                "bench load     | --metrics ftp://x    | --metrics: not an http URL: ftp://x",
                "bench latency  | --rate 0             | --rate 0.0: must be more than 0",
                "bench latency  | --duration 0         | --duration 0: must be at least 1",
                "bench latency  | --warmup -1          | --warmup -1: must be at least 0",
                "bench evm      | --measure-ms -1      | --measure-ms -1: must be at least 0",
                "bench evm      | --rpc ftp://x        | --rpc: not an http or ws URL: ftp://x",
                "bench evm      | --list /none         | no such file or folder: /none",
                "bench evm      | --only none          | no workload is named like [none]",
                "bench executor | --pairs 0            | --pairs 0: must be at least 1",
                "bench executor | --accounts 3         | --accounts 3: must be at least 512",
                "bench executor | --only none          | no workload is named like [none]",
                "bench executor | --threads 100000     | --threads 100000: must lie between 1 and 256",
                "bench executor | --warmup-ms -1       | --warmup-ms -1: must be at least 0",
                "bench pipeline | --rounds 0           | --rounds 0: must be at least 1",
                "bench pipeline | --count 5            | --count 5: must be at least 200",
                "bench pipeline | --senders 0          | --senders 0: must be at least 1",
                "bench pipeline | --data-dir src       | --data-dir src: not empty",
                "bench pipeline | --data-dir pom.xml   | --data-dir pom.xml: is no folder",
                "bench root     | --runs 0             | --runs 0: must be at least 1",
                "bench root     | --accounts 0         | --accounts 0: must be at least 1",
                "bench load     | --server-pid 2147483646 | --server-pid 2147483646: no such process",
                "bench soak     | --server-pid 2147483646 | --server-pid 2147483646: no such process",
                "bench soak     | --rate -1            | --rate -1.0: must be at least 0",
                "statetest      | --tier often .       | Invalid value for option '--tier'",
                "statetest      | --fork Nowhere .     | unknown fork: Nowhere",
                "statetest      | /none                | no such file or folder: /none",
                "blocktest      | /none                | no such file or folder: /none",
                "replay-mainnet | /none                | no such file or folder: /none",
                "replay         | --data-dir /none     | no such file or folder: /none",
                "replay         | --data-dir . --from 0 | --from 0: must be at least 1",
                "replay         | --data-dir . --from 3 --to 2 | --to 2: must be at least 3",
                "replay         | --data-dir . --threads 0 | --threads 0: must lie between 1 and 256",
                "replay         | --data-dir . --trace 0xzz | --trace 0xzz: ",
                "export         | --data-dir /none --format rlp --out x | no such file or folder: /none",
                "export         | --data-dir . --format xml --out x | Invalid value for option '--format'",
                "export         | --data-dir . --format journal --from 0 --out x | --from 0: must be at least 1",
                "import         | --data-dir . /none   | no such file or folder: /none",
                "doctor         | --port 65536         | --port 65536: must lie between 0 and",
            })
    void aWrongUsageNamesTheValueAndShowsTheUsageOfTheCommand(
            String command, String options, String message) {
        Outcome outcome = run((command + " " + options).split(" ", -1));
        assertEquals(2, outcome.exit(), outcome.err());
        assertTrue(outcome.err().startsWith("kaizen: "), outcome.err());
        assertTrue(outcome.err().contains(message), outcome.err());
        assertTrue(outcome.err().contains("Usage: kaizen " + command + " ["), outcome.err());
        assertEquals("", outcome.out());
    }

    @Test
    void aGenesisFileThatIsNotThereIsAWrongUsage() {
        refused(2, "genesis file /none cannot be read", "dev", "--genesis", "/none");
    }

    /** A run that breaks: the status is 1, without the usage. */
    @Test
    void aNodeThatCannotBeReachedIsAFailedRun() {
        Outcome outcome = run("bench", "load", "--rpc", "http://127.0.0.1:1", "--count", "1");
        assertEquals(1, outcome.exit(), outcome.err());
        assertTrue(outcome.err().contains("cannot reach http://127.0.0.1:1"), outcome.err());
        assertFalse(outcome.err().contains("Usage:"), outcome.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev",
                "run",
                "replay",
                "export",
                "import",
                "statetest",
                "blocktest",
                "replay-mainnet",
                "bench",
                "bench load",
                "bench latency",
                "bench evm",
                "bench executor",
                "bench pipeline",
                "bench root",
                "fuzz",
                "fuzz evm",
                "doctor"
            })
    void everyCommandHasHelp(String command) {
        Outcome outcome = run((command + " --help").split(" ", -1));
        assertEquals(0, outcome.exit());
        assertTrue(outcome.out().contains("Usage: kaizen " + command), outcome.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "map"})
    void benchRootGivesFiguresOfEveryKindOfKeyAndTheSameRootForAnyThreads(String store)
            throws IOException {
        List<String> roots = new ArrayList<>();
        for (String threads : List.of("1", "3")) {
            String line = "bench root --accounts 900 --slots 700 --changes 300,40 --runs 3";
            String rest = " --warmup 1 --seed 7 --store " + store + " --threads " + threads;
            Outcome outcome = run((line + rest).split(" "));
            assertEquals(0, outcome.exit(), outcome.err());
            JsonNode figures = new ObjectMapper().readTree(outcome.out());
            assertEquals(6, figures.get("rows").size());
            for (JsonNode row : figures.get("rows")) {
                assertEquals(3, row.get("runs").asInt());
                assertTrue(row.get("updatesPerSecond").asLong() > 0, outcome.out());
                assertTrue(row.get("nodes").asInt() > 0, outcome.out());
            }
            roots.add(figures.get("root").asText());
        }
        assertEquals(roots.getFirst(), roots.getLast());
    }

    @Test
    void benchRootRefusesMoreChangesThanKeysBeforeItGrowsThem() {
        refused(
                2,
                "--changes 950: must lie between 1 and 900",
                "bench",
                "root",
                "--accounts",
                "900",
                "--changes",
                "950");
    }
}
