package io.kaizen.config.statetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every state test of the conformance folder. */
class StateTestConformanceTest {
    private static final String UNSUPPORTED = "unsupported precompile";
    private static final int CASES_MIN = 20_000;

    @Test
    void all_cases_pass_but_those_of_absent_precompiles(@TempDir Path folder) throws IOException {
        ConformanceArchive.unpack("statetests.tar.zst", folder);
        List<StateTestResult> failures = new ArrayList<>();
        Map<String, int[]> byFork = new TreeMap<>();
        new StateTestRunner(null)
                .run(
                        folder,
                        result -> {
                            int[] counts = byFork.computeIfAbsent(result.fork(), f -> new int[2]);
                            String error = result.error();
                            if (error == null) {
                                counts[0]++;
                            } else if (error.startsWith(UNSUPPORTED)) {
                                counts[1]++;
                            } else {
                                failures.add(result);
                            }
                        });
        int total = byFork.values().stream().mapToInt(counts -> counts[0] + counts[1]).sum();
        byFork.forEach((fork, counts) ->
                System.out.println(
                        "state tests "
                                + fork
                                + ": "
                                + counts[0]
                                + " passed, "
                                + counts[1]
                                + " need an absent precompile"));
        assertEquals(List.of(), failures);
        assertTrue(total >= CASES_MIN, () -> "only " + total + " cases");
    }
}
