package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.config.fixture.FixtureResult;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Prints what came of fixtures: a line a case, or with JSON an object a case on standard output; at
 * the end the counts, with JSON on standard error. One thread.
 */
final class FixtureReport {
    private final ObjectMapper mapper = new ObjectMapper();
    private final PrintWriter out;
    private final PrintWriter summary;
    private final PrintWriter complaints;
    private final boolean json;
    private int passed;
    private int failed;

    FixtureReport(CommandSpec spec, boolean json) {
        this.json = json;
        this.out = spec.commandLine().getOut();
        this.complaints = spec.commandLine().getErr();
        this.summary = json ? complaints : out;
    }

    void add(FixtureResult result) {
        if (json) {
            ObjectNode line = mapper.createObjectNode();
            line.put("name", result.name());
            line.put("fork", result.fork());
            line.put("pass", result.pass());
            line.put("stateRoot", result.stateRoot().hex());
            if (result.error() != null) {
                line.put("error", result.error());
            }
            line(line.toString(), result.pass());
        } else {
            String verdict = result.pass() ? "ok" : "FAIL";
            String error = result.error() == null ? "" : ": " + result.error();
            line(verdict + " " + result.fork() + " " + result.name() + error, result.pass());
        }
    }

    /** Prints a line and counts it. */
    void line(String text, boolean pass) {
        if (pass) {
            passed++;
        } else {
            failed++;
        }
        out.println(text);
    }

    /**
     * Prints the counts; the exit status, which is not 0 either where there was no case at all.
     *
     * @param wanted what was looked for
     */
    int finish(String wanted) {
        if (passed + failed == 0) {
            complaints.println("kaizen: no " + wanted + " there");
            complaints.flush();
        }
        summary.println(passed + " passed, " + failed + " failed");
        summary.flush();
        out.flush();
        return failed == 0 && passed > 0 ? 0 : 1;
    }
}
