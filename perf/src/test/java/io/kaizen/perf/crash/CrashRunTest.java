package io.kaizen.perf.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few of the crashes that {@code kaizen fuzz crash} makes by thousands. */
class CrashRunTest {
    private static final long SEED = Long.getLong("kaizen.seed", 11);
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long SECONDS_MAX = 300;

    @TempDir Path temporary;

    private CrashRun.Result run(long seed, long trials, List<Picture.Kind> kinds, Mutation mutation)
            throws IOException, InterruptedException {
        System.out.println("CrashRunTest -Dkaizen.seed=" + seed + " " + mutation);
        boolean memory = Files.isWritable(MEMORY);
        Path folder = memory ? Files.createTempDirectory(MEMORY, "kaizen-crash") : temporary;
        try {
            return new CrashRun(
                            new CrashRun.Plan(
                                    seed,
                                    new CrashRun.Bounds(0, trials, 1, SECONDS_MAX),
                                    kinds,
                                    mutation,
                                    folder),
                            (done, findings) -> {})
                    .run();
        } finally {
            if (memory) {
                Files.deleteIfExists(folder);
            }
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesAndDamageIsNamed() throws Exception {
        CrashRun.Result result = run(SEED, 40, List.of(Picture.Kind.values()), Mutation.NONE);
        assertEquals(List.of(), result.findings());
        assertEquals(40, result.trials());
    }

    /** Bugs put before the disk: a harness that finds nothing is worth nothing. */
    @ParameterizedTest
    @CsvSource({
        "SYNC_SKIPPED, POWER",
        "MARK_BEFORE_ENTRIES, POWER",
        "FOLDER_SYNC_SKIPPED, POWER",
        "TAIL_NOT_TRUNCATED, TORN"
    })
    void aBugIsFound(Mutation mutation, Picture.Kind kind) throws Exception {
        assertFalse(run(4, 50, List.of(kind), mutation).findings().isEmpty());
    }
}
