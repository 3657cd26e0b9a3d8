package io.kaizen.ingress.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kaizen.exec.trace.StructLog;
import io.kaizen.exec.trace.StructLogTracer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Struct logs, written as they come: stack and memory are copied once, into the text they leave as.
 * One transaction, its thread.
 */
public final class StructLogBuffer implements StructLogTracer.Sink {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final long bytesWanted;
    private final LongConsumer spend;
    private final List<String> logs = new ArrayList<>();
    private long bytes;

    /**
     * @param bytesWanted no log is taken once more than this was written (geth's {@code limit}); 0
     *     for no limit
     * @param spend told of every log's bytes
     */
    public StructLogBuffer(long bytesWanted, LongConsumer spend) {
        this.bytesWanted = bytesWanted;
        this.spend = spend;
    }

    @Override
    public boolean wantsMore() {
        return bytesWanted == 0 || bytes <= bytesWanted;
    }

    @Override
    public void add(StructLog log) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            TraceJson.step(new JsonOut(generator), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        logs.add(text.toString());
        bytes += text.getBuffer().length();
        spend.accept(text.getBuffer().length() + 1L);
    }

    void writeTo(JsonOut out) {
        out.beginArray();
        logs.forEach(out::raw);
        out.endArray();
    }
}
