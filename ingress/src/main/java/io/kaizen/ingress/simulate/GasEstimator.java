package io.kaizen.ingress.simulate;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.process.InvalidReason;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.RpcError;
import java.math.BigInteger;

/**
 * The least gas with which a transaction succeeds, by geth's search: one run with all the gas there
 * is, one with the guess that its use suggests, then bisection to within 1.5 %.
 */
public final class GasEstimator {
    private static final long TRANSFER_GAS = 21_000;
    private static final long CALL_STIPEND = 2_300;
    private static final double TOLERANCE = 0.015;

    /** EIP-7825: no transaction may have more. */
    private static final long TRANSACTION_GAS_MAX = 1L << 24;

    private final Simulator simulator;
    private final RpcLimits.Work limits;

    public GasEstimator(Simulator simulator, RpcLimits.Work limits) {
        this.simulator = simulator;
        this.limits = limits;
    }

    /** The runs of one estimate. */
    private record Search(StateView state, BlockContext block, CallArguments call) {}

    /**
     * @throws io.kaizen.ingress.rpc.RpcException where it fails with all the gas there is
     */
    public long estimate(StateView state, BlockContext block, CallArguments call) {
        Search search = new Search(state, block, call);
        long high = ceiling(search);
        if (isPlainTransfer(search) && high >= TRANSFER_GAS && succeeds(search, TRANSFER_GAS)) {
            return TRANSFER_GAS;
        }
        Executed most = runWithMost(search, high);
        long low = most.gasUsed() - 1;
        long guess = (most.gasUsed() + most.gasRefunded() + CALL_STIPEND) * 64 / 63;
        if (guess < high) {
            if (succeeds(search, guess)) {
                high = guess;
            } else {
                low = guess;
            }
        }
        while (low + 1 < high && (double) (high - low) / high >= TOLERANCE) {
            // Most need little more than they use: the search leans to the low side.
            long middle = Math.min(low + (high - low) / 2, low * 2);
            if (succeeds(search, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private long ceiling(Search search) {
        CallArguments call = search.call();
        Long asked = call.gas();
        long most =
                asked != null && Long.compareUnsigned(asked, TRANSFER_GAS) >= 0
                        ? asked
                        : search.block().gasLimit();
        if (Long.compareUnsigned(most, limits.callGasMax()) > 0) {
            most = limits.callGasMax();
        }
        if (simulator.revision().atLeast(Revision.OSAKA)) {
            most = Math.min(most, TRANSACTION_GAS_MAX);
        }
        return Math.min(most, affordable(search));
    }

    /** What the sender can pay for at the price it names. */
    private static long affordable(Search search) {
        CallArguments call = search.call();
        Word price = call.priceMax();
        if (price.isZero()) {
            return Long.MAX_VALUE;
        }
        Account account = search.state().account(call.from());
        Word balance = account == null ? Word.ZERO : account.balance();
        if (balance.compareTo(call.value()) < 0) {
            throw RpcError.server("insufficient funds for transfer").exception();
        }
        BigInteger units = balance.minus(call.value()).toBigInteger().divide(price.toBigInteger());
        return units.bitLength() < Long.SIZE ? units.longValueExact() : Long.MAX_VALUE;
    }

    private static boolean isPlainTransfer(Search search) {
        CallArguments call = search.call();
        if (call.to() == null
                || !call.data().equals(Bytes.EMPTY)
                || call.accessList() != null
                || !call.authorizations().isEmpty()) {
            return false;
        }
        Account target = search.state().account(call.to());
        return target == null || !target.hasCode();
    }

    private Executed runWithMost(Search search, long gas) {
        TransactionResult result = run(search, gas);
        if (result instanceof Executed executed) {
            Halt halt = executed.halt();
            if (halt == null) {
                return executed;
            }
            if (!halt.isOutOfGas()) {
                throw Simulator.errorOf(halt, executed.output()).exception();
            }
        } else if (result instanceof Invalid invalid && !lacksGas(invalid)) {
            throw RpcError.server(invalid.message()).exception();
        }
        throw RpcError.server("gas required exceeds allowance (" + gas + ")").exception();
    }

    private static boolean lacksGas(Invalid invalid) {
        return invalid.reason() == InvalidReason.INTRINSIC_GAS_TOO_LOW
                || invalid.reason() == InvalidReason.FLOOR_GAS_TOO_LOW;
    }

    private boolean succeeds(Search search, long gas) {
        return switch (run(search, gas)) {
            case Executed executed -> executed.succeeded();
            case Invalid invalid -> {
                if (!lacksGas(invalid)) {
                    throw RpcError.server(invalid.message()).exception();
                }
                yield false;
            }
        };
    }

    private TransactionResult run(Search search, long gas) {
        return simulator.call(
                search.state(),
                search.block(),
                search.call(),
                gas,
                new DeadlineTracer(limits.callTimeout()));
    }
}
