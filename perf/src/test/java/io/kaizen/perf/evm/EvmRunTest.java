package io.kaizen.perf.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvmRunTest {
    /** Returns the word 42. */
    private static final Bytes FORTY_TWO = Bytes.fromHex("0x602a60005260206000f3");

    private static Map<String, Object> run(Tier tier, EvmWorkload workload) {
        return new EvmRun(tier, Duration.ZERO, Duration.ZERO).run(workload);
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void every_shipped_workload_returns_what_another_node_returned(Tier tier) throws IOException {
        List<EvmWorkload> workloads = EvmWorkload.shipped();
        assertTrue(workloads.size() >= 20, () -> workloads.size() + " workloads");
        for (EvmWorkload workload : workloads) {
            assertNotNull(workload.expected(), workload.name());
            Map<String, Object> row = run(tier, workload);
            assertEquals(true, row.get("ok"), () -> row.toString());
        }
    }

    @Test
    void a_wrong_result_and_a_halt_are_errors() {
        Bytes one = Bytes.fromHex("0x01");
        Map<String, Object> wrong =
                run(Tier.HOT, new EvmWorkload("wrong", FORTY_TWO, Bytes.EMPTY, one, 100_000));
        assertEquals(false, wrong.get("ok"));
        assertEquals("returned 0x" + "0".repeat(62) + "2a, want 0x01", wrong.get("error"));
        Map<String, Object> halted =
                run(Tier.HOT, new EvmWorkload("halted", FORTY_TWO, Bytes.EMPTY, null, 10));
        assertEquals("out of gas", halted.get("error"));
    }

    @Test
    void a_call_allocates_only_what_it_returns() {
        Map<String, Object> row =
                new EvmRun(Tier.HOT, Duration.ofMillis(50), Duration.ofMillis(50))
                        .run(new EvmWorkload("word", FORTY_TWO, Bytes.EMPTY, null, 100_000));
        // The outcome, a 32-byte output and its wrapper; the samples' own growth.
        long bytes = (long) row.get("bytesAllocated");
        assertTrue(bytes < 1_000, () -> bytes + " bytes a call");
    }

    @Test
    void a_list_is_read_with_its_defaults_and_refused_with_the_entry(@TempDir Path folder)
            throws IOException {
        Path list = folder.resolve("list.json");
        Files.writeString(
                list,
                """
                [{"name":"a","code":"0x00"},
                 {"name":"b","code":"6000","calldata":"0x01","expected":"0x","gas":"0x64"}]\
                """);
        List<EvmWorkload> read = EvmWorkload.read(list);
        assertEquals(2_000_000_000L, read.getFirst().gas());
        assertEquals(100, read.get(1).gas());
        assertEquals(Bytes.EMPTY, read.get(1).expected());
        for (String bad :
                List.of(
                        "{}",
                        "[]",
                        "[{\"name\":\"a\"}]",
                        "[{\"name\":\"a\",\"code\":\"0xzz\"}]",
                        "[{\"name\":\"a\",\"code\":\"0x\",\"gas\":-1}]")) {
            Files.writeString(list, bad);
            IOException refused =
                    assertThrows(IOException.class, () -> EvmWorkload.read(list), bad);
            assertFalse(refused.getMessage().isBlank());
        }
    }
}
