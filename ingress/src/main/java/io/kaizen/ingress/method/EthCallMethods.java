package io.kaizen.ingress.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.ingress.json.TransactionJson;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.ingress.simulate.AccessLists;
import io.kaizen.ingress.simulate.BlockOverrides;
import io.kaizen.ingress.simulate.CallArguments;
import io.kaizen.ingress.simulate.DeadlineTracer;
import io.kaizen.ingress.simulate.GasEstimator;
import io.kaizen.ingress.simulate.Simulator;
import io.kaizen.ingress.simulate.StateOverrides;
import java.util.List;

/** Executions that change nothing. */
public final class EthCallMethods {
    private final Blocks blocks;
    private final Simulator simulator;
    private final GasEstimator estimator;
    private final AccessLists accessLists;
    private final RpcLimits.Work limits;

    public EthCallMethods(
            Blocks blocks,
            Simulator simulator,
            GasEstimator estimator,
            AccessLists accessLists,
            RpcLimits.Work limits) {
        this.blocks = blocks;
        this.simulator = simulator;
        this.estimator = estimator;
        this.accessLists = accessLists;
        this.limits = limits;
    }

    public List<RpcMethod> methods() {
        return List.of(
                heavy("eth_call", 4, this::call),
                heavy("eth_estimateGas", 4, this::estimate),
                heavy("eth_createAccessList", 3, this::accessList));
    }

    private interface Reader {
        Reply read(Params params);
    }

    private static RpcMethod heavy(String name, int argumentsMax, Reader reader) {
        return new RpcMethod(
                name, Lane.HEAVY, argumentsMax, (params, exchange) -> reader.read(params));
    }

    /** The state and block of arguments 1 to 3: block, state overrides, block overrides. */
    private record Scene(StateView state, BlockContext block) {}

    private Scene scene(Params params, BlockRef otherwise) {
        BlockRef ref = params.has(1) ? params.stateBlockOrLatest(1) : otherwise;
        StateOverrides overrides = params.readOrNull(2, StateOverrides::parse);
        Blocks.StateAt at = blocks.stateAt(ref);
        BlockContext block = at.context();
        if (params.has(3)) {
            block = params.read(3, node -> overridden(node, at.context()));
        }
        return new Scene(overrides == null ? at.state() : overrides.over(at.state()), block);
    }

    private static BlockContext overridden(JsonNode node, BlockContext block) {
        return BlockOverrides.apply(HexInput.object(node), block);
    }

    private Reply call(Params params) {
        CallArguments call = params.read(0, CallArguments::parse);
        Scene scene = scene(params, BlockRef.LATEST);
        Bytes output =
                Simulator.successOf(
                                simulator.call(
                                        scene.state(),
                                        scene.block(),
                                        call,
                                        gas(call),
                                        new DeadlineTracer(limits.callTimeout())))
                        .output();
        return Reply.of(out -> out.data(output));
    }

    private long gas(CallArguments call) {
        Long asked = call.gas();
        return asked == null || Long.compareUnsigned(asked, limits.callGasMax()) > 0
                ? limits.callGasMax()
                : asked;
    }

    /** At the open block where none is named, so that it sees what was preconfirmed. */
    private Reply estimate(Params params) {
        CallArguments call = params.read(0, CallArguments::parse);
        Scene scene = scene(params, BlockRef.Tag.PENDING);
        return Reply.quantity(estimator.estimate(scene.state(), scene.block(), call));
    }

    private Reply accessList(Params params) {
        CallArguments call = params.read(0, CallArguments::parse);
        Scene scene = scene(params, BlockRef.Tag.PENDING);
        AccessLists.Found found = accessLists.find(scene.state(), scene.block(), call, gas(call));
        return Reply.of(out -> {
            out.beginObject();
            TransactionJson.accessList(out.name("accessList"), found.list());
            if (found.error() != null) {
                out.text("error", found.error());
            }
            out.quantity("gasUsed", found.gasUsed()).endObject();
        });
    }
}
