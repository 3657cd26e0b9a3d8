package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.trace.Tracer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Our frames of one transaction, in the order in which they began. */
final class FrameRecorder implements Tracer {
    private final List<@Nullable Frame> frames = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();

    private record Open(int index, CallKind kind, Address from, Address to, long gas) {}

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        open.push(new Open(frames.size(), kind, from, to, gas));
        frames.add(null);
    }

    @Override
    public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
        Open o = open.pop();
        String end = halt == null ? Frame.SUCCESS : halt.reason().name();
        if (halt != null && halt.reason() == Halt.Reason.REVERT) {
            end = Frame.REVERT;
        }
        boolean halted = halt != null && halt.reason() != Halt.Reason.REVERT;
        Frame frame =
                new Frame(
                        o.kind(),
                        o.from(),
                        halt != null && o.kind().isCreation() ? null : o.to(),
                        o.gas(),
                        end,
                        halted ? 0 : gasUsed,
                        halted ? Bytes.EMPTY : output);
        frames.set(o.index(), frame);
    }

    List<Frame> frames() {
        return frames.stream().map(java.util.Objects::requireNonNull).collect(Collectors.toList());
    }
}
