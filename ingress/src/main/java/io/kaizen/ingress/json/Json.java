package io.kaizen.ingress.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * The one configured JSON reader and writer of a server. Reading is bounded in depth and in tokens,
 * so that no body costs more than a fixed multiple of its size. Safe on any thread.
 */
public final class Json {
    private static final int NUMBER_CHARS_MAX = 100;
    private static final int TEXT_BYTES = 512;

    /** A tree of 1,025 calls, each an object in an array, in the results of a block in a batch. */
    private static final int WRITTEN_DEPTH_MAX = 2 * 1_025 + 50;

    private final ObjectMapper mapper;

    /**
     * @param depthMax nesting of objects and arrays
     * @param tokensMax names, values and brackets in one text
     */
    public Json(int depthMax, long tokensMax) {
        JsonFactory factory =
                new JsonFactoryBuilder()
                        .rootValueSeparator((String) null)
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(depthMax)
                                        .maxTokenCount(tokensMax)
                                        .maxNumberLength(NUMBER_CHARS_MAX)
                                        .maxStringLength(Integer.MAX_VALUE)
                                        .build())
                        .streamWriteConstraints(
                                StreamWriteConstraints.builder()
                                        .maxNestingDepth(WRITTEN_DEPTH_MAX)
                                        .build())
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build();
        mapper = JsonMapper.builder(factory).build();
    }

    /** A parser within the bounds; to be closed. */
    public JsonParser parser(byte[] text) throws IOException {
        return mapper.createParser(text);
    }

    /** The value that the parser stands at, as a tree; the parser stands at its end then. */
    public static JsonNode tree(JsonParser at) throws IOException {
        return at.readValueAsTree();
    }

    /** An empty text to write values to. */
    public JsonText text(int bytesExpected) {
        return new JsonText(mapper, bytesExpected);
    }

    /** The value's text, at most {@code bytesMax} long. */
    public byte[] write(JsonBody body, long bytesMax) {
        try (JsonText text = text(TEXT_BYTES)) {
            text.limit(bytesMax);
            return text.value(body).toByteArray();
        }
    }
}
