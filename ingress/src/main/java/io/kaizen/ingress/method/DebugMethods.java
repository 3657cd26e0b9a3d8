package io.kaizen.ingress.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.ingress.json.BlockSize;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.ingress.simulate.BlockOverrides;
import io.kaizen.ingress.simulate.BlockReplay;
import io.kaizen.ingress.simulate.CallArguments;
import io.kaizen.ingress.simulate.DeadlineTracer;
import io.kaizen.ingress.simulate.Simulator;
import io.kaizen.ingress.simulate.StateOverrides;
import io.kaizen.ingress.simulate.TraceBudget;
import io.kaizen.ingress.simulate.TraceContext;
import io.kaizen.ingress.simulate.TraceRequest;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.chain.TransactionLocation;
import io.kaizen.pipeline.publish.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traces and raw encodings. */
public final class DebugMethods {
    private final Ledger ledger;
    private final Blocks blocks;
    private final Simulator simulator;
    private final RpcLimits limits;

    public DebugMethods(Ledger ledger, Blocks blocks, Simulator simulator, RpcLimits limits) {
        this.ledger = ledger;
        this.blocks = blocks;
        this.simulator = simulator;
        this.limits = limits;
    }

    public List<RpcMethod> methods() {
        return List.of(
                heavy("debug_traceTransaction", 2, this::traceTransaction),
                heavy("debug_traceCall", 3, this::traceCall),
                heavy("debug_traceBlockByNumber", 2, this::traceBlock),
                heavy("debug_traceBlockByHash", 2, this::traceBlock),
                heavy("debug_getRawHeader", 1, p -> raw(HeaderCodec.encode(block(p).header()))),
                heavy(
                        "debug_getRawBlock",
                        1,
                        p -> raw(BlockSize.encode(block(p).header(), block(p).transactions()))),
                heavy("debug_getRawReceipts", 1, this::rawReceipts));
    }

    private interface Reader {
        Reply read(Params params);
    }

    private static RpcMethod heavy(String name, int argumentsMax, Reader reader) {
        return new RpcMethod(
                name, Lane.HEAVY, argumentsMax, (params, exchange) -> reader.read(params));
    }

    private static TraceRequest request(Params params, int index) {
        TraceRequest asked = params.readOrNull(index, TraceRequest::parse);
        return asked == null ? TraceRequest.DEFAULT : asked;
    }

    private TraceBudget budget() {
        return new TraceBudget(limits.wire().responseBytesMax());
    }

    private DeadlineTracer timed(TraceRequest request, TraceRequest.Running running) {
        return new DeadlineTracer(running.tracer(), request.timeout(limits.work().callTimeout()));
    }

    private Reply traceTransaction(Params params) {
        Hash hash = params.hash(0);
        TraceRequest request = request(params, 1);
        ChainView chain = ledger.chain();
        TransactionLocation location = chain.transaction(hash);
        SealedBlock block = location == null ? null : chain.block(location.blockNumber());
        if (location == null || block == null) {
            throw RpcError.server("transaction not found").exception();
        }
        BlockReplay replay = new BlockReplay(simulator, chain, block);
        replay.advanceTo(location.index());
        TraceContext context =
                new TraceContext(block.hash(), block.number(), hash, location.index());
        TraceRequest.Running running = request.start(context, budget());
        replay.step(timed(request, running));
        return Reply.of(running.result().get());
    }

    private Reply traceBlock(Params params) {
        TraceRequest request = request(params, 1);
        SealedBlock block = block(params);
        BlockReplay replay = new BlockReplay(simulator, ledger.chain(), block);
        List<JsonBody> traces = new ArrayList<>();
        TraceBudget budget = budget();
        for (int i = 0; i < block.transactions().size(); i++) {
            Hash hash = block.transactions().get(i).hash();
            TraceRequest.Running running =
                    request.start(new TraceContext(block.hash(), block.number(), hash, i), budget);
            replay.step(timed(request, running));
            traces.add(running.result().get());
        }
        return Reply.of(out -> {
            out.beginArray();
            for (int i = 0; i < traces.size(); i++) {
                out.beginObject().data("txHash", block.transactions().get(i).hash());
                out.body("result", traces.get(i)).endObject();
            }
            out.endArray();
        });
    }

    private Reply traceCall(Params params) {
        CallArguments call = params.read(0, CallArguments::parse);
        BlockRef ref = params.stateBlockOrLatest(1);
        TraceRequest request = request(params, 2);
        TraceRequest.Running running = request.start(TraceContext.NONE, budget());
        StateOverrides overrides = params.readOrNull(2, DebugMethods::stateOverrides);
        Blocks.StateAt at = blocks.stateAt(ref);
        BlockContext context =
                params.has(2)
                        ? params.read(2, node -> blockOverrides(node, at.context()))
                        : at.context();
        Long asked = call.gas();
        long most = limits.work().callGasMax();
        long gas = asked == null || Long.compareUnsigned(asked, most) > 0 ? most : asked;
        var result =
                simulator.call(
                        overrides == null ? at.state() : overrides.over(at.state()),
                        context,
                        call,
                        gas,
                        timed(request, running));
        if (result instanceof Invalid invalid) {
            throw RpcError.server("tracing failed: " + invalid.message()).exception();
        }
        return Reply.of(running.result().get());
    }

    private static StateOverrides stateOverrides(JsonNode config) {
        JsonNode node = HexInput.field(config, "stateOverrides");
        return node == null ? StateOverrides.NONE : StateOverrides.parse(node);
    }

    private static BlockContext blockOverrides(JsonNode config, BlockContext block) {
        JsonNode node = HexInput.field(config, "blockOverrides");
        return BlockOverrides.apply(node == null ? null : HexInput.object(node), block);
    }

    private SealedBlock block(Params params) {
        BlockRef ref = params.read(0, BlockRef::parseState);
        @Nullable SealedBlock block = blocks.sealed(ledger.chain(), ref);
        if (block == null) {
            throw RpcError.server("block not found").exception();
        }
        return block;
    }

    private static Reply raw(Bytes encoding) {
        return Reply.of(out -> out.data(encoding));
    }

    private Reply rawReceipts(Params params) {
        List<Bytes> all = block(params).receipts().stream().map(ReceiptCodec::encode).toList();
        return Reply.of(out -> {
            out.beginArray();
            all.forEach(out::data);
            out.endArray();
        });
    }
}
