package io.kaizen.exec.trace;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.precompile.Precompiles;
import io.kaizen.exec.process.Halt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a transaction one after the other, parents first, as geth's flatCallTracer and
 * Parity's traces give them. Serves one transaction, on its thread; bounded by the gas that calls
 * cost.
 */
public final class FlatCallTracer implements Tracer {
    /** geth's options by the same names. */
    public enum Option {
        CONVERT_PARITY_ERRORS,
        INCLUDE_PRECOMPILES
    }

    /**
     * A call and its place in the tree.
     *
     * @param frame its own calls are in {@code subtraces} only
     * @param error null on success; in Parity's words where those are asked for
     * @param subtraces how many calls it made
     * @param traceAddress the indices of the calls that lead to it; empty for the top call
     */
    public record FlatCall(
            CallFrame frame, @Nullable String error, int subtraces, List<Integer> traceAddress) {
        public FlatCall {
            traceAddress = List.copyOf(traceAddress);
        }

        /** Whether output and gas are shown: of a success, and of a revert with its reason. */
        public boolean hasResult() {
            return frame.error() == null || frame.error().equals(ParityErrors.REVERTED);
        }
    }

    private final CallTracer calls = new CallTracer(Set.of());
    private final Set<Option> options;
    private @Nullable Precompiles precompiles;

    public FlatCallTracer(Set<Option> options) {
        this.options = Set.copyOf(options);
    }

    /**
     * @throws IllegalStateException if no transaction has run
     */
    public List<FlatCall> result() {
        List<FlatCall> flat = new ArrayList<>();
        add(calls.result(), List.of(), flat);
        return flat;
    }

    private void add(CallFrame frame, List<Integer> place, List<FlatCall> flat) {
        List<CallFrame> shown = frame.calls().stream().filter(this::isShown).toList();
        String error = frame.error();
        boolean converts = error != null && options.contains(Option.CONVERT_PARITY_ERRORS);
        flat.add(
                new FlatCall(
                        frame, converts ? ParityErrors.of(error) : error, shown.size(), place));
        for (int i = 0; i < shown.size(); i++) {
            List<Integer> below = new ArrayList<>(place);
            below.add(i);
            add(shown.get(i), below, flat);
        }
    }

    /** Parity leaves plain calls to precompiles out, but not CALLCODE and DELEGATECALL. */
    private boolean isShown(CallFrame call) {
        boolean plain = call.type() == CallKind.CALL || call.type() == CallKind.STATICCALL;
        Address to = call.to();
        return options.contains(Option.INCLUDE_PRECOMPILES)
                || !plain
                || to == null
                || precompiles == null
                || precompiles.at(to) == null;
    }

    @Override
    public void onTransactionStart(TransactionStart start) {
        precompiles = Precompiles.of(start.revision());
        calls.onTransactionStart(start);
    }

    @Override
    public void onTransactionEnd(long gasUsed) {
        calls.onTransactionEnd(gasUsed);
    }

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        calls.onEnter(kind, from, to, value, input, gas);
    }

    @Override
    public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
        calls.onExit(output, gasUsed, halt);
    }

    @Override
    public void onLog(Log log) {
        calls.onLog(log);
    }
}
