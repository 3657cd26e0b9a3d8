package io.kaizen.ingress.simulate;

import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.EffectsBuilder;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import org.jspecify.annotations.Nullable;

/** A sealed block run again over its parent's state, transaction by transaction. One thread. */
public final class BlockReplay {
    private final Simulator simulator;
    private final SealedBlock block;
    private final BlockContext context;
    private final EffectsBuilder state;
    private int next;

    /** At the block's start, its system calls done. */
    public BlockReplay(Simulator simulator, ChainView chain, SealedBlock block) {
        if (block.number() == 0) {
            throw RpcError.server("genesis is not traceable").exception();
        }
        this.simulator = simulator;
        this.block = block;
        this.context = Blocks.context(chain, block);
        this.state = new EffectsBuilder(Blocks.stateAfter(chain, block.number() - 1));
        SystemCalls calls = simulator.systemCalls();
        state.add(calls.storeBeaconRoot(state, context));
        state.add(calls.storeParentHash(state, context));
    }

    /** Runs the transactions before this one. */
    public void advanceTo(int index) {
        while (next < index) {
            step(null);
        }
    }

    /** Runs the next transaction. */
    public Executed step(@Nullable Tracer tracer) {
        RecoveredTransaction recovered = block.transactions().get(next++);
        TransactionResult result =
                simulator.run(
                        state,
                        context,
                        recovered.transaction(),
                        recovered.sender(),
                        Validation.CONSENSUS,
                        tracer);
        return switch (result) {
            case Executed executed -> {
                state.add(executed.effects());
                yield executed;
            }
            case Invalid invalid ->
                    throw new IllegalStateException(
                            "sealed transaction "
                                    + recovered.hash()
                                    + " does not run again: "
                                    + invalid.message());
        };
    }
}
