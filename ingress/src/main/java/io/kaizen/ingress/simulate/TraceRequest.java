package io.kaizen.ingress.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.trace.CallTracer;
import io.kaizen.exec.trace.StructLogTracer;
import io.kaizen.exec.trace.StructLogTracer.Detail;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.TraceJson;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which tracer a request wants, and how (geth's TraceConfig). Gives a fresh tracer for each
 * transaction.
 */
public final class TraceRequest {
    private final @Nullable Set<CallTracer.Option> calls;
    private final StructLogTracer.Options steps;

    private TraceRequest(@Nullable Set<CallTracer.Option> calls, StructLogTracer.Options steps) {
        this.calls = calls;
        this.steps = steps;
    }

    /** A tracer and what it found, once the transaction has run. */
    public record Running(Tracer tracer, Supplier<JsonBody> result) {}

    /**
     * @param stepsMax struct logs at most, whatever is asked
     */
    public static TraceRequest parse(@Nullable JsonNode node, int stepsMax) {
        StructLogTracer.Options none =
                new StructLogTracer.Options(Set.of(Detail.STACK, Detail.STORAGE), stepsMax);
        if (node == null) {
            return new TraceRequest(null, none);
        }
        HexInput.object(node);
        JsonNode name = HexInput.field(node, "tracer");
        if (name == null || name.asText().isEmpty()) {
            return new TraceRequest(null, steps(node, stepsMax));
        }
        if (!HexInput.text(name).equals("callTracer")) {
            throw new InvalidInput("tracer not found: " + name.textValue());
        }
        return new TraceRequest(calls(HexInput.field(node, "tracerConfig")), none);
    }

    private static Set<CallTracer.Option> calls(@Nullable JsonNode config) {
        EnumSet<CallTracer.Option> options = EnumSet.noneOf(CallTracer.Option.class);
        if (config != null) {
            HexInput.object(config);
            if (isSet(config, "withLog")) {
                options.add(CallTracer.Option.WITH_LOG);
            }
            if (isSet(config, "onlyTopCall")) {
                options.add(CallTracer.Option.ONLY_TOP_CALL);
            }
        }
        return options;
    }

    private static StructLogTracer.Options steps(JsonNode node, int stepsMax) {
        EnumSet<Detail> details = EnumSet.noneOf(Detail.class);
        if (!isSet(node, "disableStack")) {
            details.add(Detail.STACK);
        }
        if (!isSet(node, "disableStorage")) {
            details.add(Detail.STORAGE);
        }
        if (isSet(node, "enableMemory")) {
            details.add(Detail.MEMORY);
        }
        if (isSet(node, "enableReturnData")) {
            details.add(Detail.RETURN_DATA);
        }
        JsonNode limit = HexInput.field(node, "limit");
        int asked = limit == null || !limit.canConvertToInt() ? 0 : limit.intValue();
        return new StructLogTracer.Options(
                details, asked <= 0 ? stepsMax : Math.min(asked, stepsMax));
    }

    private static boolean isSet(JsonNode node, String flag) {
        JsonNode value = HexInput.field(node, flag);
        return value != null && HexInput.flag(value);
    }

    public Running start() {
        if (calls != null) {
            CallTracer tracer = new CallTracer(calls);
            return new Running(tracer, () -> TraceJson.callFrame(tracer.result()));
        }
        StructLogTracer tracer = new StructLogTracer(steps);
        return new Running(tracer, () -> TraceJson.structLogs(tracer.result()));
    }
}
