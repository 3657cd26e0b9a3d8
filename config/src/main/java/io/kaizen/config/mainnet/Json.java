package io.kaizen.config.mainnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** Reads whole JSON files. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static Fields read(Path file) throws IOException {
        return new Fields(tree(file), String.valueOf(file.getFileName()));
    }

    static JsonNode tree(Path file) throws IOException {
        return MAPPER.readTree(file.toFile());
    }
}
