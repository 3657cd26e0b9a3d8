package io.kaizen.exec.evm;

import io.kaizen.exec.state.TransactionState;
import io.kaizen.exec.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Runs messages at one revision: the seam where a second implementation of the EVM can stand. An
 * engine belongs to one thread.
 */
public interface Engine {
    Revision revision();

    /**
     * Runs a message to its end. Value is transferred here; nonces of the sender and fees are the
     * transaction rules' business.
     *
     * @param tracer told of frames and steps; null costs nothing
     */
    Outcome execute(
            Message message,
            TransactionState state,
            Environment environment,
            @Nullable Tracer tracer);
}
