package io.kaizen.exec.trace;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a call tree, as geth's callTracer shows it.
 *
 * @param to null for a creation that failed
 * @param value null for STATICCALL
 * @param output null where there is none
 * @param error null on success
 * @param revertReason the text of Solidity's {@code Error(string)} or {@code Panic(uint256)}
 * @param logs of this frame; empty unless asked for
 */
public record CallFrame(
        CallKind type,
        Address from,
        @Nullable Address to,
        @Nullable Word value,
        long gas,
        long gasUsed,
        Bytes input,
        @Nullable Bytes output,
        @Nullable String error,
        @Nullable String revertReason,
        List<CallFrame> calls,
        List<PlacedLog> logs) {
    public CallFrame {
        calls = List.copyOf(calls);
        logs = List.copyOf(logs);
    }

    /**
     * @param index of the log in the transaction
     * @param position how many calls the frame had made before
     */
    public record PlacedLog(Log log, int index, int position) {}

    /** With another figure of gas used: the receipt's, for the top call. */
    CallFrame withGasUsed(long used) {
        return new CallFrame(
                type, from, to, value, gas, used, input, output, error, revertReason, calls, logs);
    }

    /** The logs of a failed call are undone, with those of all it called. */
    CallFrame withoutLogs() {
        List<CallFrame> bare = calls.stream().map(CallFrame::withoutLogs).toList();
        return new CallFrame(
                type,
                from,
                to,
                value,
                gas,
                gasUsed,
                input,
                output,
                error,
                revertReason,
                bare,
                List.of());
    }
}
