package io.kaizen.config.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.order.SyncLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings toml(String text) {
        return Settings.ofToml(text, "node.toml");
    }

    private static String refused(String text) {
        return assertThrows(SettingsException.class, () -> toml(text)).getMessage();
    }

    @Test
    void everyDefaultIsAValueOfItsOwnSetting() {
        Set<String> names = new HashSet<>();
        for (Key<?> key : Keys.ALL) {
            key.read(key.byDefault());
            assertTrue(names.add(key.name()), key.name() + " stands twice");
            assertTrue(key.name().matches("[a-z]+\\.[a-z0-9-]+"), key.name());
            assertFalse(key.doc().isBlank(), key.name());
        }
    }

    @Test
    void valuesOfEveryKindAreReadFromTheFile() {
        Settings settings =
                toml(
                        """
                        [rpc]
                        port = 9_000
                        cors-origins = ["https://a.example", "https://b.example"]
                        [journal]
                        sync = "every"
                        [sequencer]
                        seal = "interval"
                        block-time-ms = 100
                        empty-blocks = true
                        base-fee-min-wei = "123456789012345678901234567890"
                        [pipeline]
                        wait = "low-latency"
                        """);
        assertEquals(9000, settings.get(Keys.RPC_PORT));
        assertEquals(
                List.of("https://a.example", "https://b.example"), settings.get(Keys.RPC_CORS));
        assertEquals(SyncLevel.EVERY, settings.get(Keys.JOURNAL_SYNC));
        assertEquals(Keys.Seal.INTERVAL, settings.get(Keys.SEAL));
        assertEquals(Duration.ofMillis(100), settings.get(Keys.BLOCK_TIME));
        assertEquals(true, settings.get(Keys.EMPTY_BLOCKS));
        assertEquals(
                Word.fromDecimal("123456789012345678901234567890"),
                settings.get(Keys.BASE_FEE_MIN));
        assertEquals(Keys.Wait.LOW_LATENCY, settings.get(Keys.PIPELINE_WAIT));
        assertEquals(31337L, settings.get(Keys.CHAIN_ID));
    }

    @ParameterizedTest
    @CsvSource({
        "rpc.prot, rpc.port",
        "journal.synk, journal.sync",
        "sequencer.block-time, sequencer.block-time-ms",
        "log.levle, log.level",
        "pool.pending, pool.pending-max",
    })
    void anUnknownSettingIsRefusedWithTheNearestKnownOne(String wrong, String right) {
        assertEquals(
                "node.toml: unknown setting " + wrong + "; did you mean " + right + "?",
                refused(wrong + " = 1\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rpc.port = 65536 | setting rpc.port = \"65536\": must lie between 0 and 65535",
                "rpc.port = -1 | setting rpc.port = \"-1\": must lie between 0 and 65535",
                "rpc.port = 1.5 | setting rpc.port = \"1.5\": must be a whole number",
                "rpc.port = 'x' | setting rpc.port = \"x\": must be a whole number",
                "journal.sync = 'GROUP' | must be one of [none, group, every]",
                "sequencer.empty-blocks = 'yes' | must be true or false",
                "pipeline.order-slots = 1000 | must be a power of two",
                "pipeline.order-slots = 32 | must lie between 64 and 1048576",
                "sequencer.base-fee-min-wei = '1 gwei' | must be a whole number of wei",
                "sequencer.base-fee-min-wei = '-1' | not an unsigned 256-bit integer: -1",
                "sequencer.fee-recipient = '0x12' | must be 0x and 40 hex digits",
                "log.level = 'loud' | must be one of error, warn, info, debug, trace",
                "chain.preset = 'mainnet' | setting chain.preset = \"mainnet\": must be dev",
            })
    void aBadValueIsRefusedWithItsKeyAndValue(String line, String message) {
        String refusal = refused(line + "\n");
        assertTrue(refusal.contains(message), refusal);
        assertTrue(refusal.contains(line.substring(0, line.indexOf(' '))), refusal);
    }

    @Test
    void badSyntaxIsRefusedWithItsLine() {
        String refusal = refused("[rpc]\nport = 1\nhost = unquoted\n");
        assertTrue(refusal.startsWith("node.toml: "), refusal);
        assertTrue(refusal.contains("line 3"), refusal);
        assertTrue(refused("[rpc\n").contains("line 1"));
        assertTrue(refused("chain.id = 99999999999999999999\n").contains("line 1"));
        assertTrue(refused("rpc.port = 1\nrpc.port = 2\n").contains("line 2"));
    }

    @Test
    void aTableWhereAValueBelongsIsRefused() {
        assertTrue(refused("[rpc.port]\nnumber = 1\n").contains("rpc.port.number"));
    }

    @Test
    void optionsWinOverTheFileAndLeaveItAlone() {
        Settings file = toml("rpc.port = 1\n");
        Settings settings = file.withOption(Keys.RPC_PORT, "2").withOption(Keys.RPC_HOST, null);
        assertEquals(2, settings.get(Keys.RPC_PORT));
        assertEquals(1, file.get(Keys.RPC_PORT));
        assertEquals("127.0.0.1", settings.get(Keys.RPC_HOST));
        assertEquals(3, settings.withNamed("rpc.port", "3").get(Keys.RPC_PORT));
        assertThrows(SettingsException.class, () -> settings.withNamed("rpc.port", "x"));
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        Path missing = Path.of("no", "such.toml");
        assertEquals(
                "settings file " + missing + " cannot be read",
                assertThrows(SettingsException.class, () -> Settings.ofFile(missing)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "8545, -1, 9545",
        "8546, -1, 9546",
        "0, -1, 0",
        "8545, 0, 0",
        "8545, 6060, 6060",
        "64535, -1, 65535",
        "65535, 6060, 6060"
    })
    void theMetricsPortLiesBesideTheRpcPortUnlessItIsSet(String rpc, String set, int port) {
        Settings settings =
                Settings.defaults().with(Keys.RPC_PORT, rpc).with(Keys.METRICS_PORT, set);
        assertEquals(port, NodeSettings.metrics(settings).port());
    }

    @Test
    void anRpcPortWithoutRoomAboveItAsksForAMetricsPort() {
        Settings settings = Settings.defaults().with(Keys.RPC_PORT, "64536");
        String said =
                assertThrows(SettingsException.class, () -> NodeSettings.metrics(settings))
                        .getMessage();
        assertTrue(said.contains("metrics.port"), said);
    }
}
