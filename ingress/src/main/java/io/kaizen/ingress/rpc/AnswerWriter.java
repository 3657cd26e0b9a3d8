package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer of a payload into one buffer: what all answers have in common as bytes, ids and
 * results as values. Any thread; each keeps a buffer and a generator for its next answer, since
 * most answers are small and the same thread writes thousands of them a second.
 */
final class AnswerWriter {
    private static final byte[] NOTHING = new byte[0];

    private static final int BUFFER_BYTES = 4 << 10;

    /** Of a thread's buffer, between two answers. */
    private static final int BUFFER_BYTES_KEPT = 128 << 10;

    private static final byte[] HEAD = ascii("{\"jsonrpc\":\"2.0\",\"id\":");
    private static final byte[] RESULT = ascii(",\"result\":");
    private static final byte[] ERROR = ascii(",\"error\":");
    private static final byte[] NULL = ascii("null");

    private final ThreadLocal<JsonText> texts;
    private final int bytesMax;
    private final RpcMeter meter;

    /**
     * @param bytesMax of the answer to a payload; what is over it becomes an error in its place
     * @param meter told what becomes of each call that is answered
     */
    AnswerWriter(Json json, int bytesMax, RpcMeter meter) {
        this.texts = ThreadLocal.withInitial(() -> json.text(BUFFER_BYTES));
        this.bytesMax = bytesMax;
        this.meter = meter;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The answer's text; empty where all were notifications. */
    byte[] write(List<Outcome> outcomes, boolean isBatch) {
        JsonText text = empty();
        for (Outcome outcome : outcomes) {
            if (!outcome.call().isNotification()) {
                if (isBatch) {
                    text.limit(Long.MAX_VALUE);
                    text.raw(text.size() == 0 ? '[' : ',');
                }
                one(text, outcome);
            }
        }
        if (text.size() == 0) {
            return NOTHING;
        }
        if (isBatch) {
            text.limit(Long.MAX_VALUE);
            text.raw(']');
        }
        return text.toByteArray();
    }

    /** The text of one error. */
    byte[] failure(@Nullable JsonNode id, RpcError error) {
        JsonText text = empty();
        text.limit(bytesMax);
        failure(text, id, error);
        return text.toByteArray();
    }

    private JsonText empty() {
        return texts.get().reset(BUFFER_BYTES_KEPT);
    }

    private void one(JsonText text, Outcome outcome) {
        int start = text.size();
        RpcCall call = outcome.call();
        RpcError error = outcome.error();
        if (error == null) {
            try {
                text.limit(bytesMax);
                head(text, call.id()).raw(RESULT).value(outcome.body()).raw('}');
            } catch (RuntimeException e) {
                text.rewind(start);
                error = outcome.errorOf(e);
            }
        }
        if (error != null) {
            // An error has the limit to itself, or there were none for what is over it.
            text.limit((long) start + bytesMax);
            failure(text, call.id(), error);
        }
        meter.answered(call.name(), error, System.nanoTime() - outcome.beganNs());
    }

    private static JsonText head(JsonText text, @Nullable JsonNode id) {
        text.raw(HEAD);
        if (id == null) {
            return text.raw(NULL);
        }
        return id.isInt() || id.isLong()
                ? text.number(id.longValue())
                : text.value(out -> out.tree(id));
    }

    private static void failure(JsonText text, @Nullable JsonNode id, RpcError error) {
        JsonBody body =
                out -> {
                    out.beginObject().number("code", error.code()).text("message", error.message());
                    if (error.data() != null) {
                        out.body("data", error.data());
                    }
                    out.endObject();
                };
        head(text, id).raw(ERROR).value(body).raw('}');
    }
}
