package io.kaizen.exec.trace;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.trace.CallFrame.PlacedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tree of a transaction's calls, as geth's callTracer gives it. Serves one transaction, on its
 * thread; bounded by the gas that calls cost.
 */
public final class CallTracer implements Tracer {
    /** geth's {@code withLog} and {@code onlyTopCall}. */
    public enum Option {
        WITH_LOG,
        ONLY_TOP_CALL
    }

    /** A call under way. */
    private record Open(
            CallKind kind,
            Address from,
            Address to,
            Word value,
            Bytes input,
            long gas,
            List<CallFrame> calls,
            List<PlacedLog> logs) {}

    private final Set<Option> options;
    private final Deque<Open> open = new ArrayDeque<>();
    private int depth;
    private int logCount;
    private long gasLimit = -1;
    private @Nullable CallFrame top;

    public CallTracer(Set<Option> options) {
        this.options = Set.copyOf(options);
    }

    /**
     * The outermost call.
     *
     * @throws IllegalStateException if no transaction has run
     */
    public CallFrame result() {
        CallFrame result = top;
        if (result == null) {
            throw new IllegalStateException("no call was traced");
        }
        return result;
    }

    @Override
    public void onTransactionStart(TransactionStart start) {
        gasLimit = start.transaction().gasLimit();
    }

    @Override
    public void onTransactionEnd(long gasUsed) {
        top = result().withGasUsed(gasUsed);
    }

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        depth++;
        if (depth > 1 && options.contains(Option.ONLY_TOP_CALL)) {
            return;
        }
        // The top call shows the transaction's whole limit, as geth does.
        long shown = depth == 1 && gasLimit >= 0 ? gasLimit : gas;
        open.push(
                new Open(
                        kind, from, to, value, input, shown, new ArrayList<>(), new ArrayList<>()));
    }

    @Override
    public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
        depth--;
        if (depth > 0 && options.contains(Option.ONLY_TOP_CALL)) {
            return;
        }
        CallFrame frame = close(open.pop(), output, gasUsed, halt);
        Open caller = open.peek();
        if (caller == null) {
            top = frame;
        } else {
            caller.calls().add(frame);
        }
    }

    @Override
    public void onLog(Log log) {
        int index = logCount++;
        Open frame = open.peek();
        boolean hidden = depth > 1 && options.contains(Option.ONLY_TOP_CALL);
        if (frame != null && options.contains(Option.WITH_LOG) && !hidden) {
            frame.logs().add(new PlacedLog(log, index, frame.calls().size()));
        }
    }

    private static CallFrame close(Open o, Bytes output, long gasUsed, @Nullable Halt halt) {
        boolean reverted = halt != null && halt.reason() == Halt.Reason.REVERT;
        boolean failed = halt != null;
        boolean showsOutput = (!failed || reverted) && !output.isEmpty();
        CallFrame frame =
                new CallFrame(
                        o.kind(),
                        o.from(),
                        failed && o.kind().isCreation() ? null : o.to(),
                        o.kind() == CallKind.STATICCALL ? null : o.value(),
                        o.gas(),
                        gasUsed,
                        o.input(),
                        showsOutput ? output : null,
                        halt == null ? null : halt.message(),
                        reverted ? RevertReason.of(output) : null,
                        o.calls(),
                        o.logs());
        return failed ? frame.withoutLogs() : frame;
    }
}
