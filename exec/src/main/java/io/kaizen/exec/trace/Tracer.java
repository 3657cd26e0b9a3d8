package io.kaizen.exec.trace;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import org.jspecify.annotations.Nullable;

/**
 * Told of what a transaction does, in order, on the executing thread. A tracer serves one
 * transaction.
 */
public interface Tracer {
    /** Whether {@link #onStep} and {@link #onStepEnd} are wanted; asked at every frame. */
    default boolean wantsSteps() {
        return false;
    }

    /**
     * Whether the input of {@link #onEnter} and the output of {@link #onExit} are looked at; where
     * they are not, both are empty, and nothing is copied.
     */
    default boolean wantsData() {
        return true;
    }

    /** A valid transaction is about to run. */
    default void onTransactionStart(TransactionStart start) {}

    /**
     * The transaction has run and its fees are settled. What it destroyed is still there to be
     * read.
     *
     * @param gasUsed after refunds, as in the receipt
     */
    default void onTransactionEnd(long gasUsed) {}

    /**
     * A call, a creation or a self-destruction begins; also one that is refused at once.
     *
     * @param to the account called; for DELEGATECALL and CALLCODE the one whose code runs
     * @param input calldata or init code
     */
    default void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {}

    /**
     * What the last {@link #onEnter} still open began is over.
     *
     * @param halt null on success
     */
    default void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {}

    /** An instruction is about to run, or to fail before it runs. */
    default void onStep(Step step) {}

    /**
     * The last instruction's price is known.
     *
     * @param gasCost with the gas given to a callee
     * @param fault why it halted the frame, null where it did not
     */
    default void onStepEnd(long gasCost, @Nullable Halt fault) {}

    default void onLog(Log log) {}
}
