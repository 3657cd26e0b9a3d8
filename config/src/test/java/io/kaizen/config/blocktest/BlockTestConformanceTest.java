package io.kaizen.config.blocktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.config.fixture.FixtureResult;
import io.kaizen.config.statetest.ConformanceArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every block test of the conformance folder. */
class BlockTestConformanceTest {
    private static final String ARCHIVE = "blockchaintests.tar.zst";

    private static List<FixtureResult> run(String folder, Path scratch) throws IOException {
        ConformanceArchive.unpack(ARCHIVE, scratch, entry -> entry.contains(folder));
        List<FixtureResult> results = new ArrayList<>();
        new BlockTestRunner(null).run(scratch, results::add);
        return results;
    }

    @ParameterizedTest
    @CsvSource({
        "/eest-v5.4.0/, 2142",
        "/for_osakatobpo1attime15k/, 5",
        "/for_bpo1tobpo2attime15k/, 5",
    })
    void all_cases_pass(String suite, int casesMin, @TempDir Path scratch) throws IOException {
        List<FixtureResult> results = run(suite, scratch);
        Map<String, Integer> byFork = new TreeMap<>();
        results.forEach(result -> byFork.merge(result.fork(), 1, Integer::sum));
        System.out.println("block tests " + suite + ": " + results.size() + ", " + byFork);
        assertEquals(List.of(), results.stream().filter(result -> !result.pass()).toList());
        assertTrue(results.size() >= casesMin, () -> "only " + results.size() + " cases");
    }

    /** A fork that Kaizen does not know is never taken for one that it knows. */
    @ParameterizedTest
    @CsvSource({"/for_bpo2toamsterdamattime15k/, 8", "/zkevm-v0.3.3-execution-witness/, 133"})
    void cases_of_amsterdam_fail_and_say_why(String suite, int casesMin, @TempDir Path scratch)
            throws IOException {
        List<FixtureResult> results = run(suite, scratch);
        assertTrue(results.size() >= casesMin, () -> "only " + results.size() + " cases");
        for (FixtureResult result : results) {
            assertEquals("unknown fork Amsterdam", result.error(), result.name());
        }
        System.out.println(
                "block tests " + suite + ": " + results.size() + " of Amsterdam refused");
    }
}
