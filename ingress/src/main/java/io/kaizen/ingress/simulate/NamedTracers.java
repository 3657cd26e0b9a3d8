package io.kaizen.ingress.simulate;

import io.kaizen.exec.trace.CallTracer;
import io.kaizen.exec.trace.Erc7562Tracer;
import io.kaizen.exec.trace.FlatCallTracer;
import io.kaizen.exec.trace.FourByteTracer;
import io.kaizen.exec.trace.KeccakPreimageTracer;
import io.kaizen.exec.trace.MuxTracer;
import io.kaizen.exec.trace.PrestateTracer;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.ingress.json.Erc7562Json;
import io.kaizen.ingress.json.FlatCallJson;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.PrestateJson;
import io.kaizen.ingress.json.TraceJson;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;
import io.kaizen.ingress.simulate.TraceRequest.Running;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** geth's native tracers by their names, each with its options read. Pure. */
final class NamedTracers {
    private static final Map<String, Function<TracerConfig, Plan>> BY_NAME =
            Map.ofEntries(
                    Map.entry("4byteTracer", config -> NamedTracers::fourByte),
                    Map.entry("callTracer", NamedTracers::calls),
                    Map.entry("erc7562Tracer", NamedTracers::erc7562),
                    Map.entry("flatCallTracer", NamedTracers::flatCalls),
                    Map.entry("keccak256PreimageTracer", config -> NamedTracers::preimages),
                    Map.entry("muxTracer", NamedTracers::mux),
                    Map.entry("noopTracer", config -> NamedTracers::noop),
                    Map.entry("prestateTracer", NamedTracers::prestate));

    private NamedTracers() {}

    /** A tracer whose options are read, to be begun for each transaction. */
    @FunctionalInterface
    interface Plan {
        Running start(TraceContext context, TraceBudget budget);
    }

    /**
     * @throws InvalidInput for an unknown name or an option of the wrong kind
     */
    static Plan plan(String name, TracerConfig config) {
        Function<TracerConfig, Plan> reader = BY_NAME.get(name);
        if (reader == null) {
            throw new InvalidInput("tracer not found: " + TracerConfig.cut(name));
        }
        return reader.apply(config);
    }

    private static Running fourByte(TraceContext context, TraceBudget budget) {
        FourByteTracer tracer = new FourByteTracer();
        return new Running(
                tracer,
                () ->
                        out -> {
                            out.beginObject();
                            tracer.counts().forEach((id, times) -> out.number(id, times));
                            out.endObject();
                        });
    }

    private static Running noop(TraceContext context, TraceBudget budget) {
        return new Running(new Tracer() {}, () -> out -> out.beginObject().endObject());
    }

    private static Running preimages(TraceContext context, TraceBudget budget) {
        KeccakPreimageTracer tracer = new KeccakPreimageTracer();
        return new Running(
                tracer,
                () ->
                        out -> {
                            out.beginObject();
                            tracer.preimages().forEach((hash, of) -> out.data(hash.hex(), of));
                            out.endObject();
                        });
    }

    private static Plan calls(TracerConfig config) {
        Set<CallTracer.Option> options = config.options(CallTracer.Option.class);
        return (context, budget) -> {
            CallTracer tracer = new CallTracer(options);
            boolean keepsAll = !options.contains(CallTracer.Option.ONLY_TOP_CALL);
            return new Running(
                    keepsAll ? within(budget, tracer) : tracer,
                    () -> TraceJson.callFrame(tracer.result()));
        };
    }

    private static Plan flatCalls(TracerConfig config) {
        Set<FlatCallTracer.Option> options = config.options(FlatCallTracer.Option.class);
        return (context, budget) -> {
            FlatCallTracer tracer = new FlatCallTracer(options);
            return new Running(
                    within(budget, tracer), () -> FlatCallJson.of(tracer.result(), context));
        };
    }

    private static Plan erc7562(TracerConfig config) {
        Set<Integer> ignored = config.opcodes("ignoredOpcodes");
        // How many stack items geth keeps between steps; what it shows does not depend on it.
        config.count("stackTopItemsSize");
        Erc7562Tracer.Options options =
                new Erc7562Tracer.Options(
                        ignored == null ? Erc7562Tracer.Options.DEFAULT.ignoredOpcodes() : ignored,
                        config.isSet("withLog"));
        return (context, budget) -> {
            Erc7562Tracer tracer = new Erc7562Tracer(options);
            return new Running(within(budget, tracer), () -> Erc7562Json.of(tracer));
        };
    }

    private static Plan prestate(TracerConfig config) {
        Set<PrestateTracer.Option> options = config.options(PrestateTracer.Option.class);
        try {
            PrestateTracer.check(options);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(config.path() + ": " + e.getMessage());
        }
        return (context, budget) -> {
            PrestateTracer tracer = new PrestateTracer(options);
            return new Running(tracer, () -> PrestateJson.of(tracer.result()));
        };
    }

    private static Plan mux(TracerConfig config) {
        Map<String, Plan> plans = new LinkedHashMap<>();
        config.names().forEach(name -> plans.put(name, plan(name, config.below(name))));
        return (context, budget) -> {
            Map<String, Running> runs = new LinkedHashMap<>();
            plans.forEach((name, plan) -> runs.put(name, plan.start(context, budget)));
            List<Tracer> tracers = new ArrayList<>();
            runs.values().forEach(run -> tracers.add(run.tracer()));
            return new Running(new MuxTracer(tracers), () -> mux(runs));
        };
    }

    private static JsonBody mux(Map<String, Running> runs) {
        return out -> {
            out.beginObject();
            runs.forEach((name, run) -> out.body(name, run.result().get()));
            out.endObject();
        };
    }

    private static Tracer within(TraceBudget budget, Tracer tracer) {
        return new MuxTracer(List.of(new CallDataTracer(budget), tracer));
    }
}
