package io.kaizen.exec.trace;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every instruction of a transaction, as geth's {@code debug_traceTransaction} gives it without a
 * tracer's name. Serves one transaction, on its thread; bounded by {@link Options#limit} or by what
 * the {@link Sink} takes.
 */
public final class StructLogTracer implements Tracer {
    /** What a log shows beside the program counter, gas and depth. */
    public enum Detail {
        STACK,
        STORAGE,
        MEMORY,
        RETURN_DATA
    }

    /**
     * @param details geth's default is stack and storage
     * @param limit the most logs kept; 0 for no limit
     */
    public record Options(Set<Detail> details, int limit) {
        public static final Options DEFAULT = new Options(Set.of(Detail.STACK, Detail.STORAGE), 0);

        public Options {
            details = Set.copyOf(details);
        }
    }

    /**
     * @param gas used, as in the receipt
     * @param returnValue output, or revert data
     */
    public record Result(long gas, boolean failed, Bytes returnValue, List<StructLog> logs) {
        public Result {
            logs = List.copyOf(logs);
        }
    }

    /** Takes logs as they come, in place of a list. */
    public interface Sink {
        /** Whether another log is wanted; asked before each instruction. */
        boolean wantsMore();

        void add(StructLog log);
    }

    private final Set<Detail> details;
    private final Sink sink;
    private final List<StructLog> logs = new ArrayList<>();
    private final Map<Address, TreeMap<Word, Word>> storage = new HashMap<>();
    private @Nullable StructLog open;
    private int depth;
    private long gasUsed;
    private boolean failed;
    private Bytes output = Bytes.EMPTY;

    /** Keeps the logs for {@link #result}. */
    public StructLogTracer(Options options) {
        this.details = options.details();
        this.sink =
                new Sink() {
                    @Override
                    public boolean wantsMore() {
                        return options.limit() == 0 || logs.size() < options.limit();
                    }

                    @Override
                    public void add(StructLog log) {
                        logs.add(log);
                    }
                };
    }

    /** Gives the logs away: {@link #result} has none. */
    public StructLogTracer(Set<Detail> details, Sink sink) {
        this.details = Set.copyOf(details);
        this.sink = sink;
    }

    public Result result() {
        return new Result(gasUsed, failed, output, logs);
    }

    @Override
    public boolean wantsSteps() {
        return true;
    }

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        depth++;
    }

    @Override
    public void onExit(Bytes data, long gas, @Nullable Halt halt) {
        depth--;
        if (depth == 0) {
            failed = halt != null;
            boolean shown = halt == null || halt.reason() == Halt.Reason.REVERT;
            output = shown ? data : Bytes.EMPTY;
        }
    }

    @Override
    public void onTransactionEnd(long gas) {
        gasUsed = gas;
    }

    @Override
    public void onStep(Step step) {
        if (!sink.wantsMore()) {
            open = null;
            return;
        }
        open =
                new StructLog(
                        step.pc(),
                        step.opcode(),
                        step.gas(),
                        0,
                        step.depth(),
                        step.refund(),
                        null,
                        shows(Detail.STACK) ? stack(step) : null,
                        shows(Detail.MEMORY) ? step.memory() : null,
                        shows(Detail.STORAGE) ? storage(step) : null,
                        shows(Detail.RETURN_DATA) ? step.returnData() : null);
    }

    @Override
    public void onStepEnd(long gasCost, @Nullable Halt fault) {
        StructLog log = open;
        if (log == null) {
            return;
        }
        open = null;
        sink.add(
                new StructLog(
                        log.pc(),
                        log.opcode(),
                        log.gas(),
                        gasCost,
                        log.depth(),
                        log.refund(),
                        error(fault),
                        log.stack(),
                        log.memory(),
                        log.storage(),
                        log.returnData()));
    }

    private boolean shows(Detail detail) {
        return details.contains(detail);
    }

    private static @Nullable String error(@Nullable Halt fault) {
        if (fault == null) {
            return null;
        }
        return switch (fault.reason()) {
            case OUT_OF_GAS, SENTRY_GAS, STACK_OVERFLOW, STACK_UNDERFLOW -> fault.message();
            default -> null;
        };
    }

    private static List<Word> stack(Step step) {
        List<Word> stack = new ArrayList<>(step.stackSize());
        for (int i = step.stackSize() - 1; i >= 0; i--) {
            stack.add(step.stack(i));
        }
        return stack;
    }

    private @Nullable Map<Word, Word> storage(Step step) {
        boolean loads = step.opcode() == Opcode.SLOAD && step.stackSize() >= 1;
        boolean stores = step.opcode() == Opcode.SSTORE && step.stackSize() >= 2;
        if (!loads && !stores) {
            return null;
        }
        TreeMap<Word, Word> slots =
                storage.computeIfAbsent(step.address(), address -> new TreeMap<>());
        Word slot = step.stack(0);
        slots.put(slot, loads ? step.storage(slot) : step.stack(1));
        return new TreeMap<>(slots);
    }
}
