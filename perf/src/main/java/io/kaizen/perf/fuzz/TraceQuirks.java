package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.process.Halt.Reason;

/**
 * What Anvil's traces tell otherwise than it happened. Gas, logs and state agree in all of these
 * cases, and are compared.
 */
final class TraceQuirks {
    private TraceQuirks() {}

    static boolean explain(Frame ours, Frame theirs) {
        return selfDestructToItself(ours, theirs) || creationAtLastNonce(ours, theirs);
    }

    /** Where a contract names itself as heir, both addresses are another destruction's, or zero. */
    private static boolean selfDestructToItself(Frame ours, Frame theirs) {
        return ours.kind() == CallKind.SELFDESTRUCT
                && theirs.kind() == CallKind.SELFDESTRUCT
                && ours.from().equals(ours.to());
    }

    /** A creation that EIP-2681 refuses is shown as one that succeeded. */
    private static boolean creationAtLastNonce(Frame ours, Frame theirs) {
        return ours.end().equals(Reason.NONCE_OVERFLOW.name())
                && theirs.kind() == ours.kind()
                && theirs.gas() == ours.gas()
                && theirs.gasUsed() == 0;
    }
}
