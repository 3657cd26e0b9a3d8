package io.kaizen.perf.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Crashes a node again and again, and examines what each crash left. {@code journal/docs/crash.md}
 * says what is done and what has to hold.
 *
 * <p>Trials are numbered from 0: an episode of the journal gives the same number of them, so one of
 * them can be had again from its number and the seed.
 */
public final class CrashRun {
    /** Pictures of one episode. */
    static final int PER_EPISODE = 50;

    private final Plan plan;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    private final TreeMap<String, Long> tally = new TreeMap<>();
    private final long deadlineNs;
    private long trials;

    /**
     * @param kinds of pictures
     * @param folder for what is written meanwhile; memory is best
     */
    public record Plan(
            long seed, Bounds bounds, List<Picture.Kind> kinds, Mutation mutation, Path folder) {
        public Plan {
            if (kinds.isEmpty()) {
                throw new IllegalArgumentException("no kind of picture to take");
            }
            kinds = List.copyOf(kinds);
        }
    }

    /**
     * Which trials, and when to stop before.
     *
     * @param first number of the first trial
     * @param secondsMax after which no further trial is begun
     */
    public record Bounds(long first, long trials, int findingsMax, long secondsMax) {
        public Bounds {
            if (first < 0 || trials < 1) {
                throw new IllegalArgumentException(trials + " trials from " + first);
            }
        }
    }

    /** Something that does not hold, and where to have it again. */
    public record Finding(long seed, long trial, String picture, String what) {}

    /**
     * @param tally trials by kind of picture and of boundary
     */
    public record Result(long trials, List<Finding> findings, Map<String, Long> tally) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /** Told after every trial. */
    @FunctionalInterface
    public interface Progress {
        void at(long trials, int findings);
    }

    public CrashRun(Plan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.bounds().secondsMax());
    }

    public Result run() throws IOException, InterruptedException {
        long last = plan.bounds().first() + plan.bounds().trials() - 1;
        for (long episode = plan.bounds().first() / PER_EPISODE;
                episode <= last / PER_EPISODE && goesOn();
                episode++) {
            Path folder = plan.folder().resolve("episode-" + episode);
            try {
                run(episode, folder, last);
            } finally {
                delete(folder);
            }
        }
        return new Result(trials, findings, tally);
    }

    private boolean goesOn() {
        return findings.size() < plan.bounds().findingsMax() && System.nanoTime() - deadlineNs < 0;
    }

    private void run(long episode, Path folder, long last)
            throws IOException, InterruptedException {
        long seed = plan.seed() * 1_000_003 + episode;
        Camera camera = new Camera(folder, plan.kinds(), ~seed, PER_EPISODE);
        try {
            new Episode(folder.resolve("live"), seed, plan.mutation(), camera).run();
        } catch (Inquest.Broken | RuntimeException failed) {
            findings.add(
                    new Finding(
                            plan.seed(),
                            episode * PER_EPISODE + camera.pictures().size(),
                            "in the episode itself",
                            Verdicts.describe(failed)));
        }
        Inquest inquest = new Inquest(plan.mutation());
        for (Picture picture : camera.pictures()) {
            long trial = episode * PER_EPISODE + picture.index();
            if (trial >= plan.bounds().first() && trial <= last && goesOn()) {
                examine(inquest, trial, picture);
                progress.at(trials, findings.size());
            }
            delete(picture.folder());
        }
    }

    private void examine(Inquest inquest, long trial, Picture picture)
            throws IOException, InterruptedException {
        trials++;
        tally.merge(picture.kind() + " " + picture.boundary(), 1L, Long::sum);
        try {
            String named = inquest.examine(picture);
            if (!named.isEmpty()) {
                tally.merge("damage was named: " + picture.place(), 1L, Long::sum);
            }
        } catch (Inquest.Broken broken) {
            found(trial, picture, broken.getMessage());
        } catch (RuntimeException failed) {
            found(trial, picture, Verdicts.describe(failed));
        }
    }

    private void found(long trial, Picture picture, String what) {
        findings.add(
                new Finding(
                        plan.seed(),
                        trial,
                        "%s %s, %s: appended %d, synced %d%s"
                                .formatted(
                                        picture.kind(),
                                        picture.boundary(),
                                        picture.promise().level(),
                                        picture.promise().appended(),
                                        picture.promise().synced(),
                                        picture.change()),
                        what));
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
