package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A call, a creation or a self-destruction within a transaction, as both engines report it.
 *
 * @param to null for a creation that failed
 * @param gas given to it
 * @param end {@link #SUCCESS}, {@link #REVERT}, or the engine's name of the exceptional halt
 * @param gasUsed zero for an exceptional halt, which uses all
 * @param output empty for an exceptional halt
 */
record Frame(
        CallKind kind,
        Address from,
        @Nullable Address to,
        long gas,
        String end,
        long gasUsed,
        Bytes output) {
    private static final int SHOWN_MAX = 64;

    static final String SUCCESS = "success";
    static final String REVERT = "revert";

    @Override
    public String toString() {
        String shown = output.size() <= SHOWN_MAX ? output.hex() : output.size() + " bytes";
        return "%s from %s to %s gas %d: %s, used %d, output %s"
                .formatted(kind, from, to, gas, end, gasUsed, shown);
    }

    boolean isHalt() {
        return !end.equals(SUCCESS) && !end.equals(REVERT);
    }
}
