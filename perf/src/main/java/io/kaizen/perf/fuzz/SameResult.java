package io.kaizen.perf.fuzz;

import io.kaizen.exec.process.Halt;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import org.jspecify.annotations.Nullable;

/**
 * Whether two runs of ours of one transaction ended alike, but for the words of an exceptional
 * halt, and for its kind where a block of code has two reasons to halt: only a tracer asks a
 * precompile why, and a traced run goes instruction by instruction.
 */
final class SameResult {
    private SameResult() {}

    static boolean of(TransactionResult a, TransactionResult b) {
        if (a instanceof Executed x && b instanceof Executed y) {
            boolean exceptional = isExceptional(x) && isExceptional(y);
            return withHalt(x, exceptional ? y.halt() : x.halt()).equals(y);
        }
        return a.equals(b);
    }

    private static boolean isExceptional(Executed executed) {
        Halt halt = executed.halt();
        return halt != null && halt.reason() != Halt.Reason.REVERT;
    }

    private static Executed withHalt(Executed e, @Nullable Halt halt) {
        return new Executed(
                halt,
                e.gasUsed(),
                e.gasRefunded(),
                e.effectiveGasPrice(),
                e.output(),
                e.contractAddress(),
                e.logs(),
                e.effects());
    }
}
