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
     * Reads one answer.
     *
     * @throws IOException where it is none
     */
    static Numbered read(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, text);
            return one(parser);
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
                return List.of(one(parser).answer());
            }
            int read = 0;
            boolean isBatch = first == JsonToken.START_ARRAY;
            while (isBatch && parser.nextToken() == JsonToken.START_OBJECT) {
                Numbered numbered = one(parser);
                boolean isWanted = 0 <= numbered.id() && numbered.id() < count;
                require(isWanted && answers[(int) numbered.id()] == null, body);
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
                case "error" -> error = parser.readValueAsTree();
                default -> parser.skipChildren();
            }
        }
        return new Numbered(id, new RpcAnswer(error == null ? result : null, error));
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
