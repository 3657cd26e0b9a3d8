package io.kaizen.ingress.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The one configured JSON reader and writer of a server. Reading is bounded in depth and in tokens,
 * so that no body costs more than a fixed multiple of its size. Safe on any thread.
 */
public final class Json {
    private static final int NUMBER_CHARS_MAX = 100;

    /** A tree of 1,025 calls, each an object in an array, in the results of a block in a batch. */
    private static final int WRITTEN_DEPTH_MAX = 2 * 1_025 + 50;

    private final ObjectMapper mapper;

    /**
     * @param depthMax nesting of objects and arrays
     * @param tokensMax names, values and brackets in one text
     */
    public Json(int depthMax, long tokensMax) {
        JsonFactory factory =
                JsonFactory.builder()
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
        mapper =
                JsonMapper.builder(factory)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
    }

    /** The value, or null where the text is not one JSON value within the bounds. */
    public @Nullable JsonNode read(byte[] text) {
        try {
            JsonNode node = mapper.readTree(text);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value's text, at most {@code bytesMax} long. */
    public byte[] write(JsonBody body, long bytesMax) {
        BoundedBuffer buffer = new BoundedBuffer(bytesMax);
        try {
            // Not closed where writing failed: closing would flush what is over the limit.
            JsonGenerator generator = mapper.createGenerator(buffer);
            body.write(new JsonOut(generator));
            generator.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.toByteArray();
    }
}
