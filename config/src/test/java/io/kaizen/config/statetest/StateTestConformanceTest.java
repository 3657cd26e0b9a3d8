package io.kaizen.config.statetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.config.fixture.FixtureResult;
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
    private static final int CASES_MIN = 20_698;

    @Test
    void all_cases_pass(@TempDir Path folder) throws IOException {
        ConformanceArchive.unpack("statetests.tar.zst", folder);
        List<FixtureResult> failures = new ArrayList<>();
        Map<String, Integer> byFork = new TreeMap<>();
        new StateTestRunner(null)
                .run(
                        folder,
                        result -> {
                            if (result.pass()) {
                                byFork.merge(result.fork(), 1, Integer::sum);
                            } else {
                                failures.add(result);
                            }
                        });
        int total = byFork.values().stream().mapToInt(count -> count).sum();
        System.out.println("state tests: " + total + " passed, " + byFork);
        assertEquals(List.of(), failures);
        assertTrue(total >= CASES_MIN, () -> "only " + total + " cases");
    }
}
