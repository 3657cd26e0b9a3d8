package io.kaizen.perf.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashRunTest {
    @Test
    void nothingIsLost() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/dev/shm"), "kaizen-crash");
        long begin = System.nanoTime();
        CrashRun.Result result =
                new CrashRun(
                                new CrashRun.Plan(
                                        1,
                                        0,
                                        Long.getLong("crash.trials", 50),
                                        List.of(Picture.Kind.KILL, Picture.Kind.POWER),
                                        Mutation.valueOf(
                                                System.getProperty("crash.mutation", "NONE")),
                                        folder),
                                (trials, findings) -> {})
                        .run();
        System.out.println((System.nanoTime() - begin) / 1e9 + " s");
        result.tally().forEach((what, count) -> System.out.println(count + " " + what));
        result.findings().forEach(System.out::println);
        assertEquals(List.of(), result.findings());
    }
}
