package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Revision;
import io.kaizen.perf.fuzz.program.Chain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts Anvil with the rules that the comparison needs, on a free port of this machine. */
final class AnvilProcess {
    private static final int ATTEMPTS = 200;
    private static final int ATTEMPT_MS = 50;

    /** Where Anvil's name for a revision is not its own in lower case. */
    private static final Map<Revision, String> NAMES =
            Map.of(
                    Revision.TANGERINE_WHISTLE, "tangerine",
                    Revision.SPURIOUS_DRAGON, "spuriousdragon");

    private AnvilProcess() {}

    /**
     * @throws PeerException if it does not answer within ten seconds
     */
    static Anvil start(Path binary, Revision revision) throws IOException, InterruptedException {
        int port = freePort();
        Process process =
                new ProcessBuilder(command(binary, revision, port))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        PeerRpc rpc = new PeerRpc(URI.create("http://127.0.0.1:" + port));
        // Nobody closes anything where this process is told to end.
        Thread hook = new Thread(process::destroy, "anvil-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        Anvil anvil = new Anvil(rpc, revision, () -> stop(process, hook));
        for (int i = 0; i < ATTEMPTS; i++) {
            if (!process.isAlive()) {
                anvil.close();
                throw new PeerException("anvil ended with status " + process.exitValue());
            }
            if (answers(rpc)) {
                anvil.prepare();
                return anvil;
            }
            Thread.sleep(ATTEMPT_MS);
        }
        anvil.close();
        throw new PeerException("anvil did not answer within ten seconds");
    }

    private static List<String> command(Path binary, Revision revision, int port) {
        return List.of(
                binary.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--hardfork",
                name(revision),
                "--chain-id",
                Chain.ID.toString(),
                "--accounts",
                "1",
                "--gas-limit",
                Long.toString(Chain.GAS_LIMIT),
                "--base-fee",
                Chain.BASE_FEE.toString(),
                "--timestamp",
                "1000000",
                "--order",
                "fifo",
                "--no-mining",
                "--enable-tx-gas-limit",
                "--disable-default-create2-deployer",
                "--disable-min-priority-fee",
                "--no-request-size-limit",
                "--prune-history",
                "--transaction-block-keeper",
                "1",
                "--silent");
    }

    /** What Anvil calls the revision. */
    static String name(Revision revision) {
        return NAMES.getOrDefault(revision, revision.name().toLowerCase(Locale.ROOT));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(PeerRpc rpc) throws InterruptedException {
        try {
            return rpc.call("eth_chainId").isTextual();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void stop(Process process, Thread hook) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook runs already, and has nothing left to do.
            assert !process.isAlive();
        }
    }
}
