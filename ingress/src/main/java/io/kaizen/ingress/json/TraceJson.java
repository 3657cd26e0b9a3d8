package io.kaizen.ingress.json;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trace.CallFrame;
import io.kaizen.exec.trace.StructLog;
import io.kaizen.exec.trace.StructLogTracer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces as geth writes them: struct logs and call frames. */
public final class TraceJson {
    private TraceJson() {}

    public static JsonBody structLogs(StructLogTracer.Result result, StructLogBuffer logs) {
        return out -> {
            out.beginObject().number("gas", result.gas()).flag("failed", result.failed());
            out.data("returnValue", result.returnValue()).name("structLogs");
            logs.writeTo(out);
            out.endObject();
        };
    }

    static void step(JsonOut out, StructLog log) {
        out.beginObject().number("pc", log.pc()).text("op", Opcode.name(log.opcode()));
        out.number("gas", log.gas()).number("gasCost", log.gasCost());
        out.number("depth", log.depth());
        if (log.error() != null) {
            out.text("error", log.error());
        }
        stack(out, log.stack());
        if (log.returnData() != null && !log.returnData().isEmpty()) {
            out.data("returnData", log.returnData());
        }
        memory(out, log.memory());
        storage(out, log.storage());
        if (log.refund() != 0) {
            out.number("refund", log.refund());
        }
        out.endObject();
    }

    private static void stack(JsonOut out, @Nullable List<Word> stack) {
        if (stack != null) {
            out.name("stack").beginArray();
            stack.forEach(out::quantity);
            out.endArray();
        }
    }

    private static void memory(JsonOut out, @Nullable Bytes memory) {
        if (memory == null || memory.isEmpty()) {
            return;
        }
        out.name("memory").beginArray();
        for (int at = 0; at + Word.BYTES <= memory.size(); at += Word.BYTES) {
            out.data(Bytes.copyOf(memory.array(), at, Word.BYTES));
        }
        out.endArray();
    }

    private static void storage(JsonOut out, @Nullable Map<Word, Word> storage) {
        if (storage == null || storage.isEmpty()) {
            return;
        }
        out.name("storage").beginObject();
        storage.forEach((slot, value) -> out.text(slot.hex(), value.hex()));
        out.endObject();
    }

    public static JsonBody callFrame(CallFrame frame) {
        return out -> frame(out, frame);
    }

    private static void frame(JsonOut out, CallFrame frame) {
        out.beginObject();
        callFields(out, frame);
        if (!frame.calls().isEmpty()) {
            out.name("calls").beginArray();
            frame.calls().forEach(call -> frame(out, call));
            out.endArray();
        }
        out.endObject();
    }

    /** All of a frame but the calls it made. */
    static void callFields(JsonOut out, CallFrame frame) {
        out.data("from", frame.from());
        out.quantity("gas", frame.gas()).quantity("gasUsed", frame.gasUsed());
        if (frame.to() != null) {
            out.data("to", frame.to());
        }
        out.data("input", frame.input());
        if (frame.output() != null) {
            out.data("output", frame.output());
        }
        if (frame.error() != null) {
            out.text("error", frame.error());
        }
        if (frame.revertReason() != null) {
            out.text("revertReason", frame.revertReason());
        }
        if (!frame.logs().isEmpty()) {
            out.name("logs").beginArray();
            frame.logs().forEach(log -> log(out, log));
            out.endArray();
        }
        if (frame.value() != null) {
            out.quantity("value", frame.value());
        }
        out.text("type", frame.type().name());
    }

    private static void log(JsonOut out, CallFrame.PlacedLog placed) {
        out.beginObject().data("address", placed.log().address()).name("topics").beginArray();
        for (Hash topic : placed.log().topics()) {
            out.data(topic);
        }
        out.endArray().data("data", placed.log().data());
        out.quantity("index", placed.index()).quantity("position", placed.position());
        out.endObject();
    }
}
