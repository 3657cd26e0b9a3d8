package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the {@code *Stress} tests in virtual machines of their own: briefly, or with the options in
 * {@code -Dkaizen.stress}, for as long as those say. See {@code exec/docs/parallel.md}.
 */
class JcstressTest {
    private static final String OPTIONS = System.getProperty("kaizen.stress", "");

    /** One fork a test; the least that finds a compare-and-set that was left out. */
    private static final List<String> BRIEF =
            List.of("-m", "quick", "-f", "1", "-iters", "1", "-time", "100", "-sc", "false");

    private static final Duration PATIENCE =
            OPTIONS.isEmpty() ? Duration.ofMinutes(3) : Duration.ofHours(24);
    private static final Pattern SUMMARY =
            Pattern.compile(
                    "Results: (\\d+) planned; (\\d+) passed, 0 failed, 0 soft errs, 0 hard");

    @TempDir Path folder;

    @Test
    void noThreadSeesWhatTheProtocolForbids() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "threads need a core each");
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            String text = Files.readString(output);
            assertTrue(ended, () -> "not done after " + PATIENCE + ":\n" + text);
            assertEquals(0, process.exitValue(), text);
            Matcher found = SUMMARY.matcher(text);
            int passed = 0;
            while (found.find()) {
                passed = Integer.parseInt(found.group(2));
            }
            int wanted = OPTIONS.isEmpty() ? compiledTests() : 1;
            assertTrue(passed >= wanted, passed + " of " + wanted + " tests passed:\n" + text);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private List<String> command() {
        Path flags = Path.of(System.getProperty("kaizen.root"), "jvm.options");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + flags);
        command.add("-cp");
        command.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")));
        command.add("org.openjdk.jcstress.Main");
        command.addAll(List.of("-r", folder.resolve("report").toString()));
        if (OPTIONS.isEmpty()) {
            // One compiler mode, threads where the system puts them.
            command.addAll(List.of("-af", "NONE", "-jvmArgs", "@" + flags));
            command.addAll(BRIEF);
        } else {
            command.addAll(List.of("-jvmArgsPrepend", "@" + flags));
            command.addAll(List.of(OPTIONS.split(" ")));
        }
        return command;
    }

    /** How many tests the annotation processor found. */
    private static int compiledTests() throws IOException {
        try (InputStream in = JcstressTest.class.getResourceAsStream("/META-INF/TestList")) {
            if (in == null) {
                throw new IOException("the list of tests is missing");
            }
            return (int)
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.startsWith("JCTEST"))
                            .count();
        }
    }
}
