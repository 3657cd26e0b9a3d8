package io.kaizen.perf.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call was answered with: JSON's null is a result too.
 *
 * @param result null where there is an error
 */
public record RpcAnswer(@Nullable JsonNode result, @Nullable JsonNode error) {
    private static final JsonFactory JSON = new ObjectMapper().getFactory();
    private static final int TEXT_MAX = 300;

    /** An answer of which its number is known. */
    record Numbered(long id, RpcAnswer answer) {}

    /** The error's message; empty where there is none. */
    public String message() {
        return error == null ? "" : error.path("message").asText();
    }

    /**
     * Reads one answer. A null beside a result is no error.
     *
     * @throws IOException where it is none
     */
    static Numbered read(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, text);
            Numbered numbered = one(parser);
            require(numbered.answer().isAnswer(), text);
            return numbered;
        }
    }

    /**
     * Reads the answer to a batch with ids from 0, or to a lone call. No tree of the whole: a
     * harness takes its time from what it measures.
     *
     * @return by id
     * @throws IOException where something else came
     */
    static List<RpcAnswer> readAll(byte[] body, int count) throws IOException {
        RpcAnswer[] answers = new RpcAnswer[count];
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT && count == 1) {
                RpcAnswer lone = one(parser).answer();
                require(lone.isAnswer(), body);
                return List.of(lone);
            }
            int read = 0;
            boolean isBatch = first == JsonToken.START_ARRAY;
            while (isBatch && parser.nextToken() == JsonToken.START_OBJECT) {
                Numbered numbered = one(parser);
                boolean isWanted = 0 <= numbered.id() && numbered.id() < count;
                require(isWanted && answers[(int) numbered.id()] == null, body);
                require(numbered.answer().isAnswer(), body);
                answers[(int) numbered.id()] = numbered.answer();
                read++;
            }
            require(read == count && parser.currentToken() == JsonToken.END_ARRAY, body);
        }
        return Arrays.asList(answers);
    }

    /** From the object's beginning to its end. */
    private static Numbered one(JsonParser parser) throws IOException {
        long id = -1;
        JsonNode result = null;
        JsonNode error = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "id" -> id = parser.getValueAsLong(-1);
                case "result" -> result = parser.readValueAsTree();
                case "error" -> error = errorOf(parser.readValueAsTree());
                default -> parser.skipChildren();
            }
        }
        return new Numbered(id, new RpcAnswer(error == null ? result : null, error));
    }

    private static @Nullable JsonNode errorOf(JsonNode value) {
        return value.isNull() ? null : value;
    }

    private boolean isAnswer() {
        return result != null || error != null;
    }

    private static void require(boolean holds, byte[] body) throws IOException {
        if (!holds) {
            require(false, new String(body, java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static void require(boolean holds, String text) throws IOException {
        if (!holds) {
            throw new IOException(
                    "not the answer to what was asked: "
                            + (text.length() <= TEXT_MAX
                                    ? text
                                    : text.substring(0, TEXT_MAX) + "…"));
        }
    }
}
