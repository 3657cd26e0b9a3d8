package io.kaizen.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that other people wrote, against a real node: viem, ethers, web3.js and cast, Uniswap V2
 * beside Anvil, and a load of ten thousand transfers. Skipped, visibly, only where npm is absent.
 */
class ForeignClientsTest {
    private static final Path SCRIPTS =
            Path.of(System.getProperty("kaizen.root", ".."), "config", "src", "test", "npm");

    @BeforeAll
    static void installPackages() throws IOException, InterruptedException {
        boolean npm = isProgram("npm") && isProgram("node");
        if (!npm) {
            System.out.println("skipped: foreign clients need node and npm, which are absent");
        }
        assumeTrue(npm, "node and npm are absent");
        Path installed = SCRIPTS.resolve("node_modules/.package-lock.json");
        Path lock = SCRIPTS.resolve("package-lock.json");
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

    @ParameterizedTest
    @ValueSource(strings = {"viem.mjs", "ethers.mjs", "web3.mjs", "cast.mjs"})
    void everyClientSendsDeploysReadsFiltersAndFollows(String script)
            throws IOException, InterruptedException {
        onFreshNode(address -> run(120, script(script, address, true)));
    }

    @Test
    void uniswapGivesTheSameAmountsGasAndLogsAsOnAnvil() throws IOException, InterruptedException {
        onFreshNode(address -> run(240, script("uniswap-compare.mjs", address, false)));
    }

    @Test
    void tenThousandTransfersAreAllMinedInEverySendersOrder()
            throws IOException, InterruptedException {
        onFreshNode(address -> run(300, script("load.mjs", address, true)));
    }

    private static List<String> script(String name, String address, boolean webSocket) {
        return webSocket
                ? List.of("node", name, "http://" + address, "ws://" + address)
                : List.of("node", name, "http://" + address);
    }

    /** What is done with a node that serves at the address. */
    @FunctionalInterface
    private interface Check {
        void with(String address) throws IOException, InterruptedException;
    }

    private static void onFreshNode(Check check) throws IOException, InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Settings settings =
                Settings.defaults()
                        .with(Keys.RPC_PORT, "0")
                        .with(Keys.STORE_ACCOUNTS, "20000")
                        .with(Keys.STORE_SLOTS, "20000");
        try (KaizenNode node = KaizenNode.start(settings, "Kaizen/test", failure::set)) {
            check.with("127.0.0.1:" + node.rpcAddress().getPort());
        }
        assertEquals(null, failure.get(), "a stage failed");
    }

    private static void run(int seconds, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("kaizen-npm", ".log");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(SCRIPTS.toFile())
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
