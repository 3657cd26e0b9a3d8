package io.kaizen.ingress.metrics;

import io.kaizen.pipeline.metrics.Distribution;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The meters of one node over figures that others record: nothing is counted here. A scrape first
 * takes every counter, in the order of their registration, then writes: registered against the flow
 * of transactions, no counter is ever ahead of the one that comes before it in the flow.
 *
 * <p>Scrapes come one at a time; registration comes before the first, or from {@link #before}.
 */
public final class MeterBook implements AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(
                    PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    private final List<Reading> readings = new ArrayList<>();
    private final Map<String, HistogramFamily> histograms = new LinkedHashMap<>();
    private final List<Runnable> preparations = new ArrayList<>();

    /** A counter's value as the scrape under way took it. */
    public static final class Reading {
        private final LongSupplier source;
        private long value;

        private Reading(LongSupplier source) {
            this.source = source;
        }

        private void take() {
            value = source.getAsLong();
        }

        long value() {
            return value;
        }
    }

    public MeterBook() {
        registry.throwExceptionOnRegistrationFailure();
    }

    /** For meters that Micrometer brings along. */
    MeterRegistry registry() {
        return registry;
    }

    /** What is done first at each scrape. */
    void before(Runnable preparation) {
        preparations.add(preparation);
    }

    /**
     * @param name in Prometheus's style, with its unit
     * @param help one line
     * @param labels names and values in turn
     */
    Reading counter(String name, String help, LongSupplier source, String... labels) {
        Reading reading = new Reading(source);
        readings.add(reading);
        FunctionCounter.builder(name, reading, Reading::value)
                .description(help)
                .tags(Tags.of(labels))
                .register(registry);
        return reading;
    }

    /** As above, for a level. */
    void gauge(String name, String help, DoubleSupplier source, String... labels) {
        Gauge.builder(name, source, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(Tags.of(labels))
                .strongReference(true)
                .register(registry);
    }

    /** As above, for values by size: one series of a family that all have the same scale. */
    void histogram(
            String name,
            String help,
            Scale scale,
            Supplier<Distribution> source,
            String... labels) {
        histograms
                .computeIfAbsent(
                        name,
                        fresh -> {
                            HistogramFamily family = new HistogramFamily(fresh, help, scale);
                            registry.getPrometheusRegistry().register(family);
                            return family;
                        })
                .add(source, labels);
    }

    /** Everything now, in Prometheus's text format 0.0.4. */
    synchronized String scrape() {
        preparations.forEach(Runnable::run);
        readings.forEach(Reading::take);
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
