package io.kaizen.perf.pipeline;

import io.kaizen.exec.parallel.Conflict;
import io.kaizen.exec.parallel.Counters;
import io.kaizen.pipeline.PipelineMetrics;
import io.kaizen.pipeline.PipelineMetrics.Stage;
import io.kaizen.pipeline.metrics.Distribution;
import io.kaizen.pipeline.metrics.StageMeter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A pipeline's own figures at one time, to be shown as the difference of two.
 *
 * @param rootNs of state roots
 * @param syncNs of syncs of the order queue
 * @param syncEntries that each sync made durable
 * @param blockSizes in transactions
 * @param counts by name
 */
record StageFigures(
        EnumMap<Stage, StageMeter.Reading> stages,
        Distribution rootNs,
        Distribution syncNs,
        Distribution syncEntries,
        Distribution blockSizes,
        Map<String, Long> counts) {
    private static final int LOOKS_MAX = 100;
    private static final long LOOK_MS = 20;

    static StageFigures of(PipelineMetrics metrics) {
        EnumMap<Stage, StageMeter.Reading> stages = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            stages.put(stage, metrics.stage(stage));
        }
        return new StageFigures(
                stages,
                metrics.seal().roots().read(),
                metrics.journal().syncs().read(),
                metrics.journal().syncSizes().read(),
                metrics.seal().blockSizes().read(),
                counts(metrics));
    }

    /**
     * As they are once nothing is added any more: a stage notes what it did after it has handed it
     * on. A node that is never at rest is not waited for longer than two seconds.
     */
    static StageFigures atRest(PipelineMetrics metrics) throws InterruptedException {
        StageFigures figures = of(metrics);
        for (int look = 0; look < LOOKS_MAX; look++) {
            Thread.sleep(LOOK_MS);
            StageFigures later = of(metrics);
            if (later.entries().equals(figures.entries())) {
                return later;
            }
            figures = later;
        }
        return figures;
    }

    /** Of all stages, and the blocks sealed. */
    private List<Long> entries() {
        List<Long> all = new ArrayList<>();
        stages.values().forEach(reading -> all.add(reading.entries()));
        stages.values().forEach(reading -> all.add(reading.ages().count()));
        all.add(counts.get("blocks"));
        return all;
    }

    private static Map<String, Long> counts(PipelineMetrics metrics) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Counters executor = metrics.executor().counters();
        counts.put("executed", metrics.execute().executedCount());
        counts.put("void", metrics.execute().voids().total());
        counts.put("ahead", executor.speculated() + executor.reexecuted());
        counts.put("reused", executor.speculated());
        counts.put("repaired", executor.repaired());
        counts.put("reexecuted", executor.reexecuted());
        counts.put("givenUp", metrics.executor().givenUp());
        counts.put("abandoned", executor.abandoned());
        for (Conflict kind : Conflict.values()) {
            counts.put("conflicts." + name(kind), executor.conflicts(kind));
        }
        counts.put("blocks", metrics.seal().blockCount());
        counts.put("journalBytes", metrics.journal().bytesAppended());
        return counts;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** What happened since the earlier figures, by name. Times in microseconds. */
    Map<String, Object> since(StageFigures earlier) {
        Map<String, Object> all = new LinkedHashMap<>();
        Map<String, Object> byStage = new LinkedHashMap<>();
        stages.forEach((stage, now) ->
                byStage.put(name(stage), stage(now.since(earlier.stages.get(stage)))));
        all.put("stages", byStage);
        all.put("rootMicros", quantiles(rootNs.since(earlier.rootNs), 1e3));
        all.put("syncMicros", quantiles(syncNs.since(earlier.syncNs), 1e3));
        all.put("syncEntries", quantiles(syncEntries.since(earlier.syncEntries), 1));
        all.put("blockTransactions", quantiles(blockSizes.since(earlier.blockSizes), 1));
        Map<String, Object> differences = new LinkedHashMap<>();
        counts.forEach((name, now) -> differences.put(name, now - earlier.counts.get(name)));
        all.put("counts", differences);
        long executed = counts.get("executed") - earlier.counts.get("executed");
        long reused = counts.get("reused") - earlier.counts.get("reused");
        all.put("parallelFraction", round((double) reused / Math.max(1, executed)));
        return all;
    }

    private static Map<String, Object> stage(StageMeter.Reading reading) {
        Map<String, Object> row = new LinkedHashMap<>();
        long entries = reading.entries();
        row.put("entries", entries);
        row.put("busyMillis", round(reading.cycles().sum() / 1e6));
        row.put("microsPerEntry", round(reading.cycles().sum() / 1e3 / Math.max(1, entries)));
        row.put("entriesPerCycle", round((double) entries / Math.max(1, reading.cycles().count())));
        row.put("cycleMicros", quantiles(reading.cycles(), 1e3));
        if (reading.ages().count() > 0) {
            row.put("ageMicros", quantiles(reading.ages(), 1e3));
        }
        return row;
    }

    private static Map<String, Object> quantiles(Distribution values, double unitsPerOne) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("count", values.count());
        row.put("mean", round(values.mean() / unitsPerOne));
        row.put("p50", round(values.quantile(0.5) / unitsPerOne));
        row.put("p99", round(values.quantile(0.99) / unitsPerOne));
        row.put("maximum", round(values.quantile(1) / unitsPerOne));
        return row;
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
