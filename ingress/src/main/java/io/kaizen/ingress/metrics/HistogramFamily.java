package io.kaizen.ingress.metrics;

import io.kaizen.pipeline.metrics.Distribution;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A histogram over distributions that others record, with one series for each set of labels:
 * Micrometer's own histograms can only be recorded to.
 */
final class HistogramFamily implements Collector {
    private final MetricMetadata metadata;
    private final Scale scale;
    private final List<Series> series = new CopyOnWriteArrayList<>();

    private record Series(Labels labels, Supplier<Distribution> source) {}

    HistogramFamily(String name, String help, Scale scale) {
        this.metadata = new MetricMetadata(name, help);
        this.scale = scale;
    }

    void add(Supplier<Distribution> source, String... labels) {
        series.add(new Series(Labels.of(labels), source));
    }

    @Override
    public HistogramSnapshot collect() {
        List<HistogramDataPointSnapshot> points =
                series.stream()
                        .map(one -> {
                            Distribution values = one.source().get();
                            return HistogramDataPointSnapshot.builder()
                                    .classicHistogramBuckets(scale.buckets(values))
                                    .sum(scale.sum(values))
                                    .labels(one.labels())
                                    .build();
                        })
                        .toList();
        return new HistogramSnapshot(metadata, points);
    }

    @Override
    public MetricFamilyDescriptor getMetricFamilyDescriptor() {
        return MetricFamilyDescriptor.of(MetricType.HISTOGRAM, metadata);
    }
}
