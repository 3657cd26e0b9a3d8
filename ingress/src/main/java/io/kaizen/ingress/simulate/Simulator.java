package io.kaizen.ingress.simulate;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.trace.RevertReason;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.ingress.rpc.RpcError;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions against snapshots. Safe on any thread: each has its own processor, which lives
 * as long as the lane's thread.
 */
public final class Simulator {
    private final Revision revision;
    private final Word chainId;
    private final ThreadLocal<TransactionProcessor> processors;

    public Simulator(Revision revision, Word chainId) {
        this.revision = revision;
        this.chainId = chainId;
        this.processors =
                ThreadLocal.withInitial(() -> new TransactionProcessor(revision, chainId));
    }

    public Revision revision() {
        return revision;
    }

    public Word chainId() {
        return chainId;
    }

    public SystemCalls systemCalls() {
        return new SystemCalls(revision, chainId);
    }

    public TransactionResult run(
            StateView state,
            BlockContext block,
            Transaction tx,
            Address sender,
            Validation validation,
            @Nullable Tracer tracer) {
        try {
            return processors.get().execute(state, block, tx, sender, validation, tracer);
        } catch (RuntimeException e) {
            // A tracer that aborts leaves the processor's frames open: the next run gets a new one.
            processors.remove();
            throw e;
        }
    }

    /** A simulated message at this gas; charged only where it names a price. */
    public TransactionResult call(
            StateView state,
            BlockContext block,
            CallArguments call,
            long gas,
            @Nullable Tracer tracer) {
        return run(
                state,
                block,
                call.toMessage(chainId, gas),
                call.from(),
                Validation.SIMULATION,
                tracer);
    }

    /**
     * The output of a success.
     *
     * @throws io.kaizen.ingress.rpc.RpcException geth's error for anything else
     */
    public static Executed successOf(TransactionResult result) {
        switch (result) {
            case Executed executed -> {
                Halt halt = executed.halt();
                if (halt != null) {
                    throw errorOf(halt, executed.output()).exception();
                }
                return executed;
            }
            case Invalid invalid -> throw RpcError.server(invalid.message()).exception();
        }
    }

    /** Code 3 with the revert data for a revert, -32000 for other halts. */
    public static RpcError errorOf(Halt halt, Bytes output) {
        if (halt.reason() != Halt.Reason.REVERT) {
            return RpcError.server(halt.message());
        }
        String reason = RevertReason.of(output);
        return new RpcError(
                RpcError.EXECUTION_REVERTED,
                reason == null ? "execution reverted" : "execution reverted: " + reason,
                out -> out.data(output));
    }
}
