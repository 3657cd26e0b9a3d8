package io.kaizen.perf.fuzz;

import io.kaizen.exec.ledger.Log;
import java.util.List;

/**
 * One transaction, as the peer tells of it.
 *
 * @param gasUsed after refunds
 */
record PeerTrace(List<Frame> frames, boolean succeeded, long gasUsed, List<Log> logs) {
    PeerTrace {
        frames = List.copyOf(frames);
        logs = List.copyOf(logs);
    }
}
