package io.kaizen.ingress.simulate;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Spends a budget on the calls that a tracer beside it keeps, with their data and logs: gas hardly
 * bounds them, as a memory that is paid for once can be handed to any number of calls. One
 * transaction, its thread.
 */
final class CallDataTracer implements Tracer {
    private static final int HEX_DIGITS_PER_BYTE = 2;

    /** What the shortest call takes: two addresses and the names of its fields. */
    private static final int CALL_BYTES_MIN = 150;

    private final TraceBudget budget;

    CallDataTracer(TraceBudget budget) {
        this.budget = budget;
    }

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        budget.spend(CALL_BYTES_MIN + (long) HEX_DIGITS_PER_BYTE * input.size());
    }

    @Override
    public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
        budget.spend((long) HEX_DIGITS_PER_BYTE * output.size());
    }

    @Override
    public void onLog(Log log) {
        budget.spend((long) HEX_DIGITS_PER_BYTE * log.data().size());
    }
}
