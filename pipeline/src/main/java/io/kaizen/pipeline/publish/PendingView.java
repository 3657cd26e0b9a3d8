package io.kaizen.pipeline.publish;

import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.BlockContext;
import java.util.List;

/**
 * The open block after its last preconfirmed transaction, or the last one until it is sealed; with
 * everything sealed, the context that the next block would have and the state of the head.
 *
 * @param preconfirmed of that block, in order
 * @param state after the last of them
 */
public record PendingView(
        BlockContext context, List<Preconfirmation> preconfirmed, StateView state) {}
