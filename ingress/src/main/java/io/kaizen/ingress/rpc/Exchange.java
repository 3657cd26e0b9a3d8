package io.kaizen.ingress.rpc;

import io.kaizen.ingress.subscribe.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * One payload and its answer. Streams opened by its calls start once the answer is on its way, so
 * that no notification overtakes the id it belongs to.
 *
 * <p>Used by one thread at a time; the transport reads it after the answer completed.
 */
public final class Exchange {
    private final @Nullable Session session;
    private final @Nullable Executor transport;
    private final List<Flux<byte[]>> opened = new ArrayList<>(0);

    /**
     * @param session null where the transport cannot notify, as HTTP
     * @param transport the thread that sends the answer; null where there is none
     */
    public Exchange(@Nullable Session session, @Nullable Executor transport) {
        this.session = session;
        this.transport = transport;
    }

    /** Of a caller inside the process. */
    public Exchange() {
        this(null, null);
    }

    public @Nullable Session session() {
        return session;
    }

    @Nullable Executor transport() {
        return transport;
    }

    /** Notifications to send after the answer. */
    public void open(Flux<byte[]> notifications) {
        opened.add(notifications);
    }

    public List<Flux<byte[]>> opened() {
        return opened;
    }
}
