package io.kaizen.perf.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what {@code trace_transaction} answers. */
final class AnvilFrames {
    private static final String REVERTED = "Reverted";

    private AnvilFrames() {}

    static List<Frame> of(JsonNode traces) {
        List<Frame> frames = new ArrayList<>();
        traces.forEach(trace -> frames.add(frame(trace)));
        return frames;
    }

    private static Frame frame(JsonNode trace) {
        JsonNode action = trace.path("action");
        JsonNode result = trace.path("result");
        CallKind kind = kind(trace.path("type").asText(), action);
        String error = trace.path("error").asText("");
        boolean halted = !error.isEmpty() && !error.equals(REVERTED);
        String end = error.isEmpty() ? Frame.SUCCESS : error;
        JsonNode output = result.path(result.has("code") ? "code" : "output");
        return new Frame(
                kind,
                from(kind, action),
                kind.isCreation() && !error.isEmpty() ? null : target(kind, action, result),
                quantity(action.path("gas")),
                error.equals(REVERTED) ? Frame.REVERT : end,
                halted ? 0 : quantity(result.path("gasUsed")),
                halted ? Bytes.EMPTY : Bytes.fromHex(output.asText("0x")));
    }

    private static CallKind kind(String type, JsonNode action) {
        return switch (type) {
            case "suicide" -> CallKind.SELFDESTRUCT;
            case "create" -> named(action.path("creationMethod").asText(type));
            default -> named(action.path("callType").asText());
        };
    }

    private static CallKind named(String name) {
        return CallKind.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Address from(CallKind kind, JsonNode action) {
        boolean destroys = kind == CallKind.SELFDESTRUCT;
        return Address.fromHex(action.path(destroys ? "address" : "from").asText());
    }

    private static @Nullable Address target(CallKind kind, JsonNode action, JsonNode result) {
        JsonNode address =
                switch (kind) {
                    case SELFDESTRUCT -> action.path("refundAddress");
                    case CREATE, CREATE2 -> result.path("address");
                    default -> action.path("to");
                };
        return address.isTextual() ? Address.fromHex(address.asText()) : null;
    }

    private static long quantity(JsonNode hex) {
        return Word.fromHex(hex.asText("0x0")).w0();
    }
}
