package io.kaizen.exec.trace;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.trace.Erc7562Frame.CodeSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tree of calls with what the validation rules of ERC-7562 need to know of each, as geth's
 * erc7562Tracer gives it. Serves one transaction, on its thread; bounded by gas.
 */
public final class Erc7562Tracer implements Tracer {
    private static final Set<Integer> IGNORED_DEFAULT = ignoredByDefault();

    /**
     * @param ignoredOpcodes that are not counted
     * @param withLog whether frames show their logs
     */
    public record Options(Set<Integer> ignoredOpcodes, boolean withLog) {
        public static final Options DEFAULT = new Options(IGNORED_DEFAULT, false);

        public Options {
            ignoredOpcodes = Set.copyOf(ignoredOpcodes);
        }
    }

    /** What one frame did itself. */
    private static final class Seen {
        final TreeMap<Word, Word> reads = new TreeMap<>();
        final TreeMap<Word, Integer> writes = new TreeMap<>();
        final TreeMap<Word, Integer> transientReads = new TreeMap<>();
        final TreeMap<Word, Integer> transientWrites = new TreeMap<>();
        final List<Address> codeReads = new ArrayList<>();
        final TreeMap<Integer, Integer> opcodes = new TreeMap<>();
        final TreeMap<Address, CodeSize> codeSizes = new TreeMap<>();
        final List<Seen> calls = new ArrayList<>();
        boolean outOfGas;
    }

    private final Options options;
    private final CallTracer calls;
    private final Deque<Seen> open = new ArrayDeque<>();
    private final TreeSet<Bytes> preimages =
            new TreeSet<>(Comparator.comparing(Bytes::array, Arrays::compareUnsigned));
    private @Nullable Seen top;
    private @Nullable TracedState state;

    // The instruction before, of whatever frame; none after RETURN and REVERT.
    private int lastOpcode = -1;
    private @Nullable Word lastTop;

    public Erc7562Tracer(Options options) {
        this.options = options;
        EnumSet<CallTracer.Option> logs = EnumSet.noneOf(CallTracer.Option.class);
        if (options.withLog()) {
            logs.add(CallTracer.Option.WITH_LOG);
        }
        this.calls = new CallTracer(logs);
    }

    /**
     * The outermost call.
     *
     * @throws IllegalStateException if no transaction has run
     */
    public Erc7562Frame result() {
        Seen own = top;
        if (own == null) {
            throw new IllegalStateException("no call was traced");
        }
        return frame(calls.result(), own);
    }

    /** What KECCAK256 hashed in the whole transaction, in order of the bytes. */
    public SortedSet<Bytes> preimages() {
        return Collections.unmodifiableSortedSet(preimages);
    }

    private static Erc7562Frame frame(CallFrame call, Seen own) {
        List<Erc7562Frame> below = new ArrayList<>();
        for (int i = 0; i < own.calls.size(); i++) {
            below.add(frame(call.calls().get(i), own.calls.get(i)));
        }
        return new Erc7562Frame(
                call,
                own.reads,
                own.writes,
                own.transientReads,
                own.transientWrites,
                own.codeReads,
                own.opcodes,
                own.codeSizes,
                own.outOfGas,
                below);
    }

    @Override
    public boolean wantsSteps() {
        return true;
    }

    @Override
    public void onTransactionStart(TransactionStart start) {
        state = start.state();
        calls.onTransactionStart(start);
    }

    @Override
    public void onTransactionEnd(long gasUsed) {
        calls.onTransactionEnd(gasUsed);
    }

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        open.push(new Seen());
        calls.onEnter(kind, from, to, value, input, gas);
    }

    @Override
    public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
        calls.onExit(output, gasUsed, halt);
        Seen ended = open.pop();
        Seen caller = open.peek();
        if (caller == null) {
            top = ended;
        } else {
            ended.outOfGas = halt != null && isOutOfGas(halt);
            caller.calls.add(ended);
        }
    }

    @Override
    public void onLog(Log log) {
        calls.onLog(log);
    }

    @Override
    public void onStep(Step step) {
        Seen frame = open.peek();
        TracedState now = state;
        if (frame == null || now == null) {
            throw new IllegalStateException("step outside a call");
        }
        int opcode = step.opcode();
        if (opcode == Opcode.RETURN || opcode == Opcode.REVERT) {
            lastOpcode = -1;
        }
        if (readsCode(lastOpcode) && lastTop != null) {
            boolean testsPresence = lastOpcode == Opcode.EXTCODESIZE && opcode == Opcode.ISZERO;
            if (!testsPresence) {
                frame.codeReads.add(Address.fromWord(lastTop));
            }
        }
        noteCodeSize(frame, step, now);
        if (lastOpcode == Opcode.GAS && !isCall(opcode)) {
            frame.opcodes.merge(Opcode.GAS, 1, Integer::sum);
        }
        if (opcode != Opcode.GAS && !options.ignoredOpcodes().contains(opcode)) {
            frame.opcodes.merge(opcode, 1, Integer::sum);
        }
        noteSlot(frame, step);
        notePreimage(step);
        lastOpcode = opcode;
        lastTop = step.stackSize() == 0 ? null : step.stack(0);
    }

    private static void noteCodeSize(Seen frame, Step step, TracedState now) {
        boolean calls = isCall(step.opcode());
        int operand = calls ? 1 : 0;
        if ((calls || readsCode(step.opcode())) && step.stackSize() > operand) {
            Address address = Address.fromWord(step.stack(operand));
            frame.codeSizes.computeIfAbsent(
                    address, met -> new CodeSize(now.code(met).size(), step.opcode()));
        }
    }

    private static void noteSlot(Seen frame, Step step) {
        if (step.stackSize() == 0) {
            return;
        }
        Word slot = step.stack(0);
        switch (step.opcode()) {
            case Opcode.SLOAD -> {
                if (!frame.writes.containsKey(slot)) {
                    frame.reads.computeIfAbsent(slot, step::storage);
                }
            }
            case Opcode.SSTORE -> frame.writes.merge(slot, 1, Integer::sum);
            case Opcode.TLOAD -> frame.transientReads.merge(slot, 1, Integer::sum);
            case Opcode.TSTORE -> frame.transientWrites.merge(slot, 1, Integer::sum);
            default -> {}
        }
    }

    private void notePreimage(Step step) {
        if (step.opcode() == Opcode.KECCAK256 && step.stackSize() >= 2) {
            Bytes preimage = step.memory(step.stack(0), step.stack(1));
            if (preimage != null) {
                preimages.add(preimage);
            }
        }
    }

    private static boolean isOutOfGas(Halt halt) {
        return halt.isOutOfGas() || halt.reason() == Halt.Reason.CODE_STORE_OUT_OF_GAS;
    }

    private static boolean readsCode(int opcode) {
        return opcode == Opcode.EXTCODESIZE
                || opcode == Opcode.EXTCODECOPY
                || opcode == Opcode.EXTCODEHASH;
    }

    private static boolean isCall(int opcode) {
        return opcode == Opcode.CALL
                || opcode == Opcode.CALLCODE
                || opcode == Opcode.DELEGATECALL
                || opcode == Opcode.STATICCALL;
    }

    /** Instructions that no rule is about: plain arithmetic and the stack's. */
    private static Set<Integer> ignoredByDefault() {
        Set<Integer> ignored =
                new HashSet<>(
                        List.of(
                                Opcode.POP,
                                Opcode.ADD,
                                Opcode.SUB,
                                Opcode.MUL,
                                Opcode.DIV,
                                Opcode.EQ,
                                Opcode.LT,
                                Opcode.GT,
                                Opcode.SLT,
                                Opcode.SGT,
                                Opcode.SHL,
                                Opcode.SHR,
                                Opcode.AND,
                                Opcode.OR,
                                Opcode.NOT,
                                Opcode.ISZERO));
        for (int opcode = Opcode.PUSH0; opcode <= Opcode.SWAP1 + 15; opcode++) {
            ignored.add(opcode);
        }
        return ignored;
    }
}
