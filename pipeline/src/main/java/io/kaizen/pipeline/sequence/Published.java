package io.kaizen.pipeline.sequence;

import io.kaizen.exec.ledger.StateView;
import io.kaizen.journal.history.StateHistory;

/**
 * What was released and the state after it, read together.
 *
 * @param released the last released position
 * @param state after it
 */
public record Published(Progress.Released released, StateView state) {
    /** The newest. Any thread. */
    public static Published newest(Progress progress, StateHistory history) {
        while (true) {
            Progress.Released released = progress.released();
            StateView state = history.at(released.blockNumber(), released.position());
            if (state != null) {
                return new Published(released, state);
            }
            // So many blocks were sealed between the two reads that the layer is gone: again.
            Thread.onSpinWait();
        }
    }
}
