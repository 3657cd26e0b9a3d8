package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.settings.NodeSettings;
import io.kaizen.exec.crypto.RecoveryBatch;
import io.kaizen.exec.crypto.Secp256k1;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kaizen doctor}: looks at the machine and says what to do about what it finds. */
@Command(
        name = "doctor",
        description = "Checks this machine, the data folder and the port; says what to do.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long DISK_BYTES_MIN = 2L << 30;
    private static final long MEMORY_BYTES_MIN = 1L << 30;
    private static final int PORT_MAX = 65_535;

    @Spec private CommandSpec spec;

    @Option(names = "--data-dir", description = "folder to check (default: ${DEFAULT-VALUE})")
    private Path dataDir = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--port", description = "RPC port to check (default: ${DEFAULT-VALUE})")
    private int port = 8545;

    @Option(names = "--json", description = "print the findings as JSON")
    private boolean json;

    /** The field is filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    DoctorCommand() {}

    private enum Level {
        OK,
        WARNING,
        ERROR
    }

    private record Finding(Level level, String subject, String message) {}

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > PORT_MAX) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--port %d: must lie between 0 and %d".formatted(port, PORT_MAX));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(runtime());
        findings.add(cores());
        findings.add(memory());
        findings.add(signatures());
        findings.add(disk());
        findings.add(port("port", port, "--port"));
        if (port > 0 && port + NodeSettings.METRICS_ABOVE_RPC <= PORT_MAX) {
            findings.add(
                    port("metrics", port + NodeSettings.METRICS_ABOVE_RPC, "--set metrics.port="));
        }
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(findings));
        } else {
            findings.forEach(f ->
                    System.out.printf(
                            "%-8s %-10s %s%n",
                            f.level().name().toLowerCase(java.util.Locale.ROOT),
                            f.subject(),
                            f.message()));
        }
        return findings.stream().anyMatch(f -> f.level() == Level.ERROR) ? 1 : 0;
    }

    private static Finding runtime() {
        int feature = Runtime.version().feature();
        boolean compiler = javax.tools.ToolProvider.getSystemJavaCompiler() != null;
        String version = "Java " + Runtime.version() + " at " + System.getProperty("java.home");
        if (feature < 25) {
            return new Finding(Level.ERROR, "java", version + ": JDK 25 is needed");
        }
        return compiler
                ? new Finding(Level.OK, "java", version)
                : new Finding(
                        Level.ERROR,
                        "java",
                        version
                                + " has no compiler: install the full JDK, the state store needs it");
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        return cores >= 2
                ? new Finding(Level.OK, "cores", cores + " available")
                : new Finding(
                        Level.WARNING, "cores", "only one: stages will take turns; give it two");
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        String text = (heap >> 20) + " MiB of heap at most";
        return heap >= MEMORY_BYTES_MIN
                ? new Finding(Level.OK, "memory", text)
                : new Finding(
                        Level.WARNING, "memory", text + ": set KAIZEN_JAVA_OPTS=-Xmx2g or more");
    }

    private static Finding signatures() {
        if (!Secp256k1.backend().equals("native")) {
            return new Finding(
                    Level.WARNING,
                    "secp256k1",
                    "no native library for this platform: recovery is about five times slower");
        }
        return new Finding(
                Level.OK,
                "secp256k1",
                RecoveryBatch.recoversTogether()
                        ? "native library loaded; eight recoveries at a time (AVX-512 IFMA)"
                        : "native library loaded; recoveries one by one (no AVX-512 IFMA)");
    }

    private Finding disk() throws IOException {
        Path existing = dataDir.toAbsolutePath();
        if (Files.exists(existing) && !Files.isDirectory(existing)) {
            return new Finding(Level.ERROR, "disk", existing + " is no folder");
        }
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isWritable(existing)) {
            return new Finding(Level.ERROR, "disk", existing + " cannot be written to");
        }
        FileStore store = Files.getFileStore(existing);
        long free = store.getUsableSpace();
        String text = (free >> 20) + " MiB free at " + existing;
        return free >= DISK_BYTES_MIN
                ? new Finding(Level.OK, "disk", text)
                : new Finding(Level.ERROR, "disk", text + ": at least 2 GiB are needed");
    }

    private static Finding port(String name, int port, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new Finding(Level.OK, name, port + " is free");
        } catch (IOException taken) {
            return new Finding(
                    Level.WARNING,
                    name,
                    port
                            + " cannot be bound ("
                            + taken.getMessage()
                            + "): stop what listens there, or use "
                            + option
                            + " with another one");
        }
    }
}
