package io.kaizen.perf.evm;

import com.sun.management.ThreadMXBean;
import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.evm.CodeCache;
import io.kaizen.exec.evm.Engine;
import io.kaizen.exec.evm.Environment;
import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.Message;
import io.kaizen.exec.evm.Outcome;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.state.TransactionState;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs workloads in this process: each is warmed up, then run again and again for a while on the
 * caller's thread. Only the message is timed; a fresh transaction state is set up before it.
 */
public final class EvmRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RUNS_MIN = 5;

    private final Duration warmup;
    private final Duration measured;
    private final Engine engine;
    private final TransactionState state =
            new TransactionState(new CodeCache(CodeCache.BYTES_MAX_DEFAULT));

    /** Without time to measure in, each workload runs twice: to be checked alone. */
    public EvmRun(Tier tier, Duration warmup, Duration measured) {
        this.engine = new Evm(Revision.OSAKA, tier);
        this.warmup = warmup;
        this.measured = measured;
    }

    /**
     * Figures of one workload: {@code ns} (median of the runs), {@code nsMinimum}, {@code cpuNs}
     * (the thread's own time), {@code gasUsed}, {@code mgasPerSecond}, {@code bytesAllocated} a
     * run, {@code runs}, {@code ok}.
     */
    public Map<String, Object> run(EvmWorkload workload) {
        MemoryState base = new MemoryState();
        base.put(EvmWorkload.CONTRACT, 1, Word.ZERO, workload.code());
        Message message =
                new Message(
                        CallKind.CALL,
                        EvmWorkload.CALLER,
                        EvmWorkload.CONTRACT,
                        Word.ZERO,
                        workload.calldata(),
                        workload.gas());
        BlockContext block = BenchBlock.context();
        Environment environment =
                new Environment(
                        block, Word.ONE, EvmWorkload.CALLER, Word.ZERO, Word.ZERO, List.of());
        Outcome outcome = once(base, message, environment, new Samples(), new Samples());
        long end = System.nanoTime() + warmup.toNanos();
        while (System.nanoTime() < end) {
            once(base, message, environment, new Samples(), new Samples());
        }
        Samples samples = new Samples();
        Samples cpu = new Samples();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        end = System.nanoTime() + measured.toNanos();
        int least = measured.isZero() ? 1 : RUNS_MIN;
        while (samples.count() < least || System.nanoTime() < end) {
            outcome = once(base, message, environment, samples, cpu);
        }
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return figures(workload, outcome, samples, cpu, bytes);
    }

    private Outcome once(
            MemoryState base,
            Message message,
            Environment environment,
            Samples samples,
            Samples cpu) {
        state.reset(base);
        // What the transaction itself makes warm.
        state.warm(state.account(EvmWorkload.CALLER));
        state.warm(state.account(EvmWorkload.CONTRACT));
        long cpuBegan = THREADS.getCurrentThreadCpuTime();
        long began = System.nanoTime();
        Outcome outcome = engine.execute(message, state, environment, null);
        samples.add(System.nanoTime() - began);
        cpu.add(THREADS.getCurrentThreadCpuTime() - cpuBegan);
        return outcome;
    }

    private static Map<String, Object> figures(
            EvmWorkload workload, Outcome outcome, Samples samples, Samples cpu, long bytes) {
        long gasUsed = workload.gas() - outcome.gasLeft();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", workload.name());
        row.put("ns", samples.median());
        row.put("nsMinimum", samples.minimum());
        row.put("cpuNs", cpu.median());
        row.put("gasUsed", gasUsed);
        row.put("mgasPerSecond", Math.round(gasUsed * 10_000.0 / samples.median()) / 10.0);
        row.put("bytesAllocated", bytes / samples.count());
        row.put("runs", samples.count());
        String error = error(workload, outcome);
        row.put("checked", workload.expected() != null);
        row.put("ok", error == null);
        if (error != null) {
            row.put("error", error);
        }
        return row;
    }

    /** What is wrong with the outcome, or null. */
    private static @Nullable String error(EvmWorkload workload, Outcome outcome) {
        if (outcome.halt() != null) {
            return outcome.halt().message();
        }
        Bytes expected = workload.expected();
        return expected == null || expected.equals(outcome.output())
                ? null
                : EvmWorkload.mismatch(outcome.output(), expected);
    }
}
