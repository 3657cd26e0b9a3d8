package io.kaizen.exec.trace;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several tracers over one run, told in the order given. Serves one transaction, on its thread. */
public final class MuxTracer implements Tracer {
    private final List<Tracer> tracers;

    public MuxTracer(List<Tracer> tracers) {
        this.tracers = List.copyOf(tracers);
    }

    @Override
    public boolean wantsSteps() {
        return tracers.stream().anyMatch(Tracer::wantsSteps);
    }

    @Override
    public void onTransactionStart(TransactionStart start) {
        tracers.forEach(tracer -> tracer.onTransactionStart(start));
    }

    @Override
    public void onTransactionEnd(long gasUsed) {
        tracers.forEach(tracer -> tracer.onTransactionEnd(gasUsed));
    }

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        tracers.forEach(tracer -> tracer.onEnter(kind, from, to, value, input, gas));
    }

    @Override
    public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
        tracers.forEach(tracer -> tracer.onExit(output, gasUsed, halt));
    }

    @Override
    public void onStep(Step step) {
        for (Tracer tracer : tracers) {
            if (tracer.wantsSteps()) {
                tracer.onStep(step);
            }
        }
    }

    @Override
    public void onStepEnd(long gasCost, @Nullable Halt fault) {
        for (Tracer tracer : tracers) {
            if (tracer.wantsSteps()) {
                tracer.onStepEnd(gasCost, fault);
            }
        }
    }

    @Override
    public void onLog(Log log) {
        tracers.forEach(tracer -> tracer.onLog(log));
    }
}
