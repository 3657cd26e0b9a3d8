package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trace.Step;
import io.kaizen.exec.trace.Tracer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reports single instructions: opened before one runs, closed when its price is known. The view it
 * hands to the tracer is good only during the call.
 */
final class StepTrace implements Step {
    /** How far beyond the memory's end a copy may reach. */
    private static final int PADDING_MAX = 1 << 20;

    private final Evm vm;
    private @Nullable Frame frame;
    private int op;
    private long gasBefore;

    StepTrace(Evm vm) {
        this.vm = vm;
    }

    void reset() {
        frame = null;
    }

    void open(Tracer tracer, Frame running, int opcode) {
        close(running, false);
        frame = running;
        op = opcode;
        gasBefore = running.gas;
        tracer.onStep(this);
    }

    /** Does nothing where no instruction is open. */
    void close(Frame running, boolean faulted) {
        Tracer tracer = vm.tracer;
        if (frame == null || tracer == null) {
            return;
        }
        frame = null;
        // Only out of gas is known by its whole price; what else fails, fails at the fixed part.
        boolean known = !faulted || vm.fault == null;
        long price = known ? gasBefore - running.gas : OpcodeTable.gas(vm.table[op]);
        tracer.onStepEnd(price, faulted ? vm.halt(Evm.FAULTED) : null);
    }

    private Frame running() {
        Frame now = frame;
        if (now == null) {
            throw new IllegalStateException("step read outside onStep");
        }
        return now;
    }

    @Override
    public int pc() {
        return running().pc;
    }

    @Override
    public int opcode() {
        return op;
    }

    @Override
    public long gas() {
        return gasBefore;
    }

    @Override
    public int depth() {
        return vm.depth + 1;
    }

    @Override
    public long refund() {
        return vm.state.refund();
    }

    @Override
    public Address address() {
        return running().self.address();
    }

    @Override
    public int stackSize() {
        return (running().sp - running().base) >> 2;
    }

    @Override
    public Word stack(int fromTop) {
        int at = running().sp - 4 * (fromTop + 1);
        if (fromTop < 0 || at < running().base) {
            throw new IndexOutOfBoundsException("stack item " + fromTop + " of " + stackSize());
        }
        return new Word(vm.stack[at], vm.stack[at + 1], vm.stack[at + 2], vm.stack[at + 3]);
    }

    @Override
    public Bytes memory() {
        return Bytes.copyOf(running().memory, 0, running().memorySize);
    }

    @Override
    public @Nullable Bytes memory(Word offset, Word size) {
        if (size.isZero()) {
            return Bytes.EMPTY;
        }
        int held = running().memorySize;
        long end = held + (long) PADDING_MAX;
        boolean bounded =
                offset.fitsPositiveLong()
                        && size.fitsPositiveLong()
                        && offset.w0() <= end
                        && size.w0() <= end - offset.w0();
        if (!bounded) {
            return null;
        }
        int from = (int) Math.min(held, offset.w0());
        byte[] copy =
                Arrays.copyOfRange(running().memory, from, Math.min(held, from + (int) size.w0()));
        return Bytes.wrap(Arrays.copyOf(copy, (int) size.w0()));
    }

    @Override
    public Bytes returnData() {
        return Bytes.copyOf(vm.returnData, 0, vm.returnSize);
    }

    @Override
    public Word storage(Word slot) {
        return vm.state.slotValue(vm.state.slot(running().self, slot));
    }
}
