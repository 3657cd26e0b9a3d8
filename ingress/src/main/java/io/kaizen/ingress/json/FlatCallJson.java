package io.kaizen.ingress.json;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trace.CallFrame;
import io.kaizen.exec.trace.FlatCallTracer.FlatCall;
import io.kaizen.ingress.simulate.TraceContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Calls as Parity's traces and geth's flatCallTracer show them. */
public final class FlatCallJson {
    private FlatCallJson() {}

    public static JsonBody of(List<FlatCall> calls, TraceContext context) {
        return out -> {
            out.beginArray();
            calls.forEach(call -> call(out, call, context));
            out.endArray();
        };
    }

    private static void call(JsonOut out, FlatCall call, TraceContext context) {
        CallFrame frame = call.frame();
        boolean destroys = frame.type() == CallKind.SELFDESTRUCT;
        out.beginObject().name("action").beginObject();
        action(out, frame);
        out.endObject().data("blockHash", context.blockHash());
        out.number("blockNumber", context.blockNumber());
        if (call.error() != null) {
            out.text("error", call.error());
        }
        if (!destroys && call.hasResult()) {
            result(out, frame);
        }
        out.number("subtraces", call.subtraces()).name("traceAddress").beginArray();
        call.traceAddress().forEach(index -> out.number((long) index));
        out.endArray().data("transactionHash", context.transactionHash());
        out.number("transactionPosition", context.index()).text("type", type(frame.type()));
        out.endObject();
    }

    private static String type(CallKind kind) {
        if (kind == CallKind.SELFDESTRUCT) {
            return "suicide";
        }
        return kind.isCreation() ? "create" : "call";
    }

    private static void action(JsonOut out, CallFrame frame) {
        Word value = frame.value() == null ? Word.ZERO : frame.value();
        String name = frame.type().name().toLowerCase(Locale.ROOT);
        if (frame.type() == CallKind.SELFDESTRUCT) {
            out.data("address", frame.from()).quantity("balance", value);
            out.data("refundAddress", frame.to());
            return;
        }
        if (frame.type().isCreation()) {
            out.text("creationMethod", name).data("from", frame.from());
            out.quantity("gas", frame.gas()).data("init", frame.input());
        } else {
            out.text("callType", name).data("from", frame.from());
            out.quantity("gas", frame.gas()).data("input", frame.input());
            out.data("to", frame.to());
        }
        out.quantity("value", value);
    }

    private static void result(JsonOut out, CallFrame frame) {
        out.name("result").beginObject();
        if (frame.type().isCreation()) {
            if (frame.to() != null) {
                out.data("address", frame.to());
            }
            out.data("code", orEmpty(frame.output())).quantity("gasUsed", frame.gasUsed());
        } else {
            out.quantity("gasUsed", frame.gasUsed()).data("output", orEmpty(frame.output()));
        }
        out.endObject();
    }

    private static Bytes orEmpty(@Nullable Bytes output) {
        return output == null ? Bytes.EMPTY : output;
    }
}
