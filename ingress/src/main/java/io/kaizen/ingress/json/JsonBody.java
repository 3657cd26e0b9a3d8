package io.kaizen.ingress.json;

/** A JSON value that writes itself. */
@FunctionalInterface
public interface JsonBody {
    JsonBody NULL = JsonOut::nothing;

    /** Writes exactly one value. */
    void write(JsonOut out);
}
