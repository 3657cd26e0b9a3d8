package io.kaizen.config.mainnet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** Reads whole JSON files. */
final class Json {
    /** Characters of one string: the hex of a whole block. */
    private static final int STRING_CHARS_MAX = 1 << 28;

    private static final ObjectMapper MAPPER =
            new ObjectMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxStringLength(STRING_CHARS_MAX)
                                            .build())
                            .build());

    private Json() {}

    static Fields read(Path file) throws IOException {
        return new Fields(tree(file), String.valueOf(file.getFileName()));
    }

    static JsonNode tree(Path file) throws IOException {
        return MAPPER.readTree(file.toFile());
    }
}
