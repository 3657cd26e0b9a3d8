package io.kaizen.exec.parallel;

import io.kaizen.exec.process.Halt;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;

/** Results are the same, but for the words of a precompile's refusal, which tracers get. */
final class SameResult {
    private SameResult() {}

    static boolean of(TransactionResult one, TransactionResult other) {
        return plain(one).equals(plain(other));
    }

    static TransactionResult plain(TransactionResult result) {
        return result instanceof Executed e && e.halt() != null
                ? new Executed(
                        new Halt(e.halt().reason(), ""),
                        e.gasUsed(),
                        e.gasRefunded(),
                        e.effectiveGasPrice(),
                        e.output(),
                        e.contractAddress(),
                        e.logs(),
                        e.effects())
                : result;
    }
}
