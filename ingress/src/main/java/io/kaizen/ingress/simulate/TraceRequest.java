package io.kaizen.ingress.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.trace.StructLogTracer;
import io.kaizen.exec.trace.StructLogTracer.Detail;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.StructLogBuffer;
import io.kaizen.ingress.json.TraceJson;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.simulate.NamedTracers.Plan;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which tracer a request wants, and how (geth's TraceConfig). Gives a fresh tracer for each
 * transaction.
 */
public final class TraceRequest {
    /** geth's default: struct logs with stack and storage. */
    public static final TraceRequest DEFAULT =
            new TraceRequest(structLogs(new TracerConfig(null, "")), null);

    private final Plan plan;
    private final @Nullable Duration timeout;

    private TraceRequest(Plan plan, @Nullable Duration timeout) {
        this.plan = plan;
        this.timeout = timeout;
    }

    /** A tracer and what it found, once the transaction has run. */
    public record Running(Tracer tracer, Supplier<JsonBody> result) {}

    /**
     * @throws HexInput.InvalidInput for an unknown tracer, or an option of the wrong kind
     */
    public static TraceRequest parse(JsonNode node) {
        HexInput.object(node);
        TracerConfig config = new TracerConfig(node, "");
        JsonNode named = HexInput.field(node, "tracer");
        String name = named == null ? "" : HexInput.text(named);
        Plan plan =
                name.isEmpty()
                        ? structLogs(config)
                        : NamedTracers.plan(name, config.below("tracerConfig"));
        return new TraceRequest(plan, config.duration("timeout"));
    }

    private static Plan structLogs(TracerConfig config) {
        Set<Detail> details = details(config);
        long bytesWanted = config.count("limit");
        return (context, budget) -> {
            StructLogBuffer logs = new StructLogBuffer(bytesWanted, budget::spend);
            StructLogTracer tracer = new StructLogTracer(details, logs);
            return new Running(tracer, () -> TraceJson.structLogs(tracer.result(), logs));
        };
    }

    private static Set<Detail> details(TracerConfig config) {
        EnumSet<Detail> details = EnumSet.noneOf(Detail.class);
        if (!config.isSet("disableStack")) {
            details.add(Detail.STACK);
        }
        if (!config.isSet("disableStorage")) {
            details.add(Detail.STORAGE);
        }
        if (config.isSet("enableMemory")) {
            details.add(Detail.MEMORY);
        }
        if (config.isSet("enableReturnData")) {
            details.add(Detail.RETURN_DATA);
        }
        return details;
    }

    /**
     * @param budget shared by the transactions of one answer
     */
    public Running start(TraceContext context, TraceBudget budget) {
        return plan.start(context, budget);
    }

    /** How long a transaction may take: what was asked for, if it is within the server's bound. */
    public Duration timeout(Duration most) {
        return timeout == null || timeout.compareTo(most) > 0 ? most : timeout;
    }
}
