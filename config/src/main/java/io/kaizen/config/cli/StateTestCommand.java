package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.config.statetest.StateTestResult;
import io.kaizen.config.statetest.StateTestRunner;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code statetest}: runs Ethereum state tests, one line a case. */
@Command(
        name = "statetest",
        description = "Runs Ethereum state tests, one line a case; exit status 0 if all pass.",
        mixinStandardHelpOptions = true)
public final class StateTestCommand implements Callable<Integer> {
    private final ObjectMapper mapper = new ObjectMapper();
    private int passed;
    private int failed;

    @Spec private CommandSpec spec;

    @Option(names = "--fork", paramLabel = "F", description = "Only this fork, such as Osaka.")
    private @Nullable String fork;

    @Option(names = "--json", description = "Print one JSON object a case.")
    private boolean json;

    @Option(
            names = "--tier",
            paramLabel = "T",
            defaultValue = "hot",
            description = {
                "When code runs in register form: ${COMPLETION-CANDIDATES}",
                "(default: ${DEFAULT-VALUE}). The results are the same."
            })
    private Tier tier;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Fixture files or folders.")
    private List<Path> paths;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    public StateTestCommand() {}

    @Override
    public Integer call() throws IOException {
        StateTestRunner runner = new StateTestRunner(revision(), tier);
        PrintWriter out = spec.commandLine().getOut();
        for (Path path : paths) {
            runner.run(path, result -> print(result, out));
        }
        // With --json standard output is JSON lines only.
        PrintWriter summary = json ? spec.commandLine().getErr() : out;
        summary.println(passed + " passed, " + failed + " failed");
        summary.flush();
        out.flush();
        return failed == 0 ? 0 : 1;
    }

    private @Nullable Revision revision() {
        if (fork == null) {
            return null;
        }
        Revision revision = Revision.named(fork);
        if (revision == null) {
            throw new ParameterException(spec.commandLine(), "unknown fork: " + fork);
        }
        return revision;
    }

    private void print(StateTestResult result, PrintWriter out) {
        if (result.pass()) {
            passed++;
        } else {
            failed++;
        }
        if (json) {
            ObjectNode line = mapper.createObjectNode();
            line.put("name", result.name());
            line.put("fork", result.fork());
            line.put("pass", result.pass());
            line.put("stateRoot", result.stateRoot().hex());
            if (result.error() != null) {
                line.put("error", result.error());
            }
            out.println(line);
        } else {
            String verdict = result.pass() ? "ok" : "FAIL";
            String error = result.error() == null ? "" : ": " + result.error();
            out.println(verdict + " " + result.fork() + " " + result.name() + error);
        }
    }
}
