package io.kaizen.pipeline.publish;

import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.BlockContext;
import java.util.List;

/**
 * The open block after its last preconfirmed transaction; with nothing open, the context that the
 * next block would have and the state of the head.
 *
 * @param preconfirmed of the open block, in order
 * @param state after the last of them
 */
public record PendingView(
        BlockContext context, List<Preconfirmation> preconfirmed, StateView state) {}
