package io.kaizen.ingress.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/**
 * Micrometer's own meters of the JVM and the process, under the names that dashboards know. They
 * are read when scraped; garbage collections are told by the JVM, after the fact.
 */
public final class JvmMeters implements AutoCloseable {
    private final JvmGcMetrics collections = new JvmGcMetrics();

    private JvmMeters() {}

    /** To be closed with the node: it listens to the JVM. */
    public static JvmMeters bind(MeterBook book) {
        MeterRegistry registry = book.registry();
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        JvmMeters meters = new JvmMeters();
        meters.collections.bindTo(registry);
        return meters;
    }

    @Override
    public void close() {
        collections.close();
    }
}
