package io.kaizen.ingress.simulate;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.trace.Step;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.exec.trace.TransactionStart;
import io.kaizen.ingress.rpc.RpcError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run that takes too long: looks at the clock at every call, and every 4,096 steps where the
 * tracer behind it wants steps. Between calls the gas limit is the bound. One run, its thread.
 */
public final class DeadlineTracer implements Tracer {
    private static final int STEPS_BETWEEN_LOOKS = 4_096;

    private static final Tracer NOBODY =
            new Tracer() {
                @Override
                public boolean wantsData() {
                    return false;
                }
            };

    private final Tracer behind;
    private final Duration limit;
    private final long endNs;
    private int steps;

    public DeadlineTracer(Tracer behind, Duration limit) {
        this.behind = behind;
        this.limit = limit;
        this.endNs = System.nanoTime() + limit.toNanos();
    }

    /** A deadline for a run that nobody traces. */
    public DeadlineTracer(Duration limit) {
        this(NOBODY, limit);
    }

    private void look() {
        if (System.nanoTime() - endNs > 0) {
            throw new RpcError(
                            RpcError.TIMED_OUT,
                            "execution aborted (timeout = " + limit.toMillis() + "ms)")
                    .exception();
        }
    }

    @Override
    public boolean wantsSteps() {
        return behind.wantsSteps();
    }

    @Override
    public boolean wantsData() {
        return behind.wantsData();
    }

    @Override
    public void onTransactionStart(TransactionStart start) {
        behind.onTransactionStart(start);
    }

    @Override
    public void onTransactionEnd(long gasUsed) {
        behind.onTransactionEnd(gasUsed);
    }

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        look();
        behind.onEnter(kind, from, to, value, input, gas);
    }

    @Override
    public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
        behind.onExit(output, gasUsed, halt);
    }

    @Override
    public void onStep(Step step) {
        if (++steps % STEPS_BETWEEN_LOOKS == 0) {
            look();
        }
        behind.onStep(step);
    }

    @Override
    public void onStepEnd(long gasCost, @Nullable Halt fault) {
        behind.onStepEnd(gasCost, fault);
    }

    @Override
    public void onLog(Log log) {
        behind.onLog(log);
    }
}
