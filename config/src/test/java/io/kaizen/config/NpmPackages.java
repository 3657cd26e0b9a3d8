package io.kaizen.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Software of other people that tests run beside ours, from npm by its lock file. */
public final class NpmPackages {
    public static final Path FOLDER =
            Path.of(System.getProperty("kaizen.root", ".."), "config", "src", "test", "npm");

    private NpmPackages() {}

    /** Installs them, if they are not; a test without npm is skipped, visibly. */
    public static void install() throws IOException, InterruptedException {
        boolean npm = isProgram("npm") && isProgram("node");
        if (!npm) {
            System.out.println("skipped: foreign software needs node and npm, which are absent");
        }
        assumeTrue(npm, "node and npm are absent");
        Path installed = FOLDER.resolve("node_modules/.package-lock.json");
        Path lock = FOLDER.resolve("package-lock.json");
        if (!Files.exists(installed)
                || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(lock))
                        < 0) {
            run(600, List.of("npm", "ci", "--no-audit", "--no-fund"));
        }
    }

    private static boolean isProgram(String name) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }

    /** Runs a command in the folder; it must end in time and with status 0. */
    static void run(int seconds, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("kaizen-npm", ".log");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(FOLDER.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            System.out.println(text);
            assertTrue(ended, () -> command + " did not end within " + seconds + " s:\n" + text);
            assertEquals(0, process.exitValue(), () -> command + " failed:\n" + text);
        } finally {
            Files.delete(output);
        }
    }
}
