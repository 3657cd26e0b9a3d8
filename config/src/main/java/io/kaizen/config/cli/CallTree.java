package io.kaizen.config.cli;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.trace.CallFrame;

/** A transaction's calls for people: a line each, indented by depth. Pure. */
final class CallTree {
    private static final int SELECTOR_BYTES = 4;

    /** Longer data is shown by its beginning and its length. */
    private static final int DATA_BYTES_MAX = 64;

    private final StringBuilder text = new StringBuilder();

    private CallTree() {}

    static String of(CallFrame frame) {
        CallTree tree = new CallTree();
        tree.frame(frame, 0);
        return tree.text.toString();
    }

    private void frame(CallFrame frame, int depth) {
        line(depth, head(frame));
        int logs = 0;
        for (int call = 0; call <= frame.calls().size(); call++) {
            // Logs stand where they were made: between the calls.
            while (logs < frame.logs().size() && frame.logs().get(logs).position() == call) {
                line(depth + 1, log(frame.logs().get(logs++)));
            }
            if (call < frame.calls().size()) {
                frame(frame.calls().get(call), depth + 1);
            }
        }
        if (frame.error() != null) {
            String reason = frame.revertReason();
            line(depth + 1, "error: " + frame.error() + (reason == null ? "" : ": " + reason));
        }
        Bytes output = frame.output();
        if (output != null) {
            String name = frame.type().isCreation() && frame.error() == null ? "code" : "output";
            line(depth + 1, name + ": " + data(output));
        }
    }

    private static String head(CallFrame frame) {
        StringBuilder head = new StringBuilder(frame.type().name());
        head.append(' ').append(frame.from()).append(" -> ");
        head.append(frame.to() == null ? "(no contract made)" : frame.to());
        if (frame.value() != null && !frame.value().isZero()) {
            head.append(" value ").append(frame.value());
        }
        head.append(" gas ").append(Long.toUnsignedString(frame.gas()));
        head.append(" used ").append(Long.toUnsignedString(frame.gasUsed()));
        if (frame.type().isCreation()) {
            head.append(" init code of ").append(frame.input().size()).append(" bytes");
        } else if (frame.input().size() >= SELECTOR_BYTES) {
            head.append(" selector ")
                    .append(Bytes.copyOf(frame.input().array(), 0, SELECTOR_BYTES).hex());
        }
        return head.toString();
    }

    private static String log(CallFrame.PlacedLog placed) {
        Log log = placed.log();
        return "LOG " + log.address() + " topics " + log.topics() + " data " + data(log.data());
    }

    private static String data(Bytes bytes) {
        return bytes.size() <= DATA_BYTES_MAX
                ? bytes.hex()
                : Bytes.copyOf(bytes.array(), 0, DATA_BYTES_MAX).hex()
                        + "... ("
                        + bytes.size()
                        + " bytes)";
    }

    private void line(int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }
}
