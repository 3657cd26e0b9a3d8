package io.kaizen.ingress.simulate;

import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.precompile.Precompiles;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.trace.AccessListTracer;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.RpcError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The access list a transaction would profit from: it is run with the list of the run before, until
 * the list stays the same, as geth does.
 */
public final class AccessLists {
    private static final int ROUNDS_MAX = 10;

    private final Simulator simulator;
    private final RpcLimits.Work limits;

    public AccessLists(Simulator simulator, RpcLimits.Work limits) {
        this.simulator = simulator;
        this.limits = limits;
    }

    /**
     * @param error why the execution failed; null on success
     */
    public record Found(List<AccessListEntry> list, long gasUsed, @Nullable String error) {}

    public Found find(StateView state, BlockContext block, CallArguments call, long gas) {
        Set<Address> excluded = excluded(state, call);
        List<AccessListEntry> list = call.accessList() == null ? List.of() : call.accessList();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            AccessListTracer tracer = new AccessListTracer(excluded);
            TransactionResult result =
                    simulator.run(
                            state,
                            block,
                            call.toMessage(simulator.chainId(), gas, list),
                            call.from(),
                            Validation.SIMULATION,
                            new DeadlineTracer(tracer, limits.callTimeout()));
            switch (result) {
                case Invalid invalid -> throw RpcError.server(invalid.message()).exception();
                case Executed executed -> {
                    List<AccessListEntry> touched = tracer.accessList();
                    if (touched.equals(list)) {
                        Halt halt = executed.halt();
                        return new Found(
                                list, executed.gasUsed(), halt == null ? null : halt.message());
                    }
                    list = touched;
                }
            }
        }
        throw RpcError.server("no access list is stable: it changes what it lists").exception();
    }

    private Set<Address> excluded(StateView state, CallArguments call) {
        Set<Address> all = new HashSet<>(Precompiles.of(simulator.revision()).addresses());
        all.add(call.from());
        Address to = call.to();
        if (to == null) {
            Account sender = state.account(call.from());
            all.add(Address.ofCreate(call.from(), sender == null ? 0 : sender.nonce()));
        } else {
            all.add(to);
        }
        return all;
    }
}
