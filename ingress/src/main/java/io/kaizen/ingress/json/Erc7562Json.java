package io.kaizen.ingress.json;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trace.Erc7562Frame;
import io.kaizen.exec.trace.Erc7562Tracer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What geth's erc7562Tracer gives. */
public final class Erc7562Json {
    private Erc7562Json() {}

    public static JsonBody of(Erc7562Tracer tracer) {
        return out -> frame(out, tracer.result(), tracer.preimages());
    }

    /** The top frame alone names the preimages of the whole transaction. */
    private static void frame(JsonOut out, Erc7562Frame frame, Collection<Bytes> preimages) {
        out.beginObject();
        TraceJson.callFields(out, frame.call());
        accessedSlots(out, frame);
        out.name("extCodeAccessInfo").beginArray();
        frame.codeReads().forEach(out::data);
        out.endArray().name("usedOpcodes").beginObject();
        frame.opcodes().forEach((op, times) -> out.number("0x" + Integer.toHexString(op), times));
        out.endObject().name("contractSize").beginObject();
        frame.codeSizes()
                .forEach((address, size) ->
                        out.name(address.hex())
                                .beginObject()
                                .number("contractSize", size.bytes())
                                .number("opcode", size.opcode())
                                .endObject());
        out.endObject().flag("outOfGas", frame.outOfGas());
        if (!preimages.isEmpty()) {
            out.name("keccak").beginArray();
            preimages.forEach(out::data);
            out.endArray();
        }
        if (!frame.calls().isEmpty()) {
            out.name("calls").beginArray();
            frame.calls().forEach(call -> frame(out, call, List.of()));
            out.endArray();
        }
        out.endObject();
    }

    private static void accessedSlots(JsonOut out, Erc7562Frame frame) {
        out.name("accessedSlots").beginObject().name("reads").beginObject();
        frame.reads()
                .forEach((slot, value) ->
                        out.name(slot.hex()).beginArray().text(value.hex()).endArray());
        out.endObject();
        counts(out, "writes", frame.writes());
        counts(out, "transientReads", frame.transientReads());
        counts(out, "transientWrites", frame.transientWrites());
        out.endObject();
    }

    private static void counts(JsonOut out, String name, Map<Word, Integer> counts) {
        out.name(name).beginObject();
        counts.forEach((slot, times) -> out.number(slot.hex(), times));
        out.endObject();
    }
}
