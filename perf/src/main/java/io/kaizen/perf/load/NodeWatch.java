package io.kaizen.perf.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node takes of its machine, seen from outside: memory from Linux's {@code /proc}, disk from
 * {@code du}, the collector from the node's own meters. What cannot be seen is left out.
 *
 * @param pid 0 for none
 */
record NodeWatch(long pid, @Nullable Path data, @Nullable URI metrics) {
    private static final String PAUSE = "jvm_gc_pause_seconds";

    /** Figures by name, now; {@code notSeen} says what failed and is left out. */
    Map<String, Object> look() throws InterruptedException {
        Map<String, Object> row = new LinkedHashMap<>();
        try {
            memory(row);
            if (data != null) {
                row.put("diskBytes", diskBytes(data));
            }
            if (metrics != null) {
                collector(Scrape.fetch(metrics), row);
            }
        } catch (IOException failed) {
            row.put("notSeen", String.valueOf(failed.getMessage()));
        }
        return row;
    }

    private void memory(Map<String, Object> row) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (pid == 0 || !Files.exists(status)) {
            return;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("RssAnon:")) {
                row.put("anonymousBytes", kibibytes(line));
            } else if (line.startsWith("RssFile:")) {
                row.put("mappedFileBytes", kibibytes(line));
            }
        }
        Double cpu = Bench.cpuSeconds(pid);
        if (cpu != null) {
            row.put("cpuSeconds", cpu);
        }
    }

    /**
     * Blocks that the files of the folder have, which is less than their length where it is sparse.
     */
    static long diskBytes(Path folder) throws IOException, InterruptedException {
        Process du =
                new ProcessBuilder("du", "-sk", folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String text = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        du.waitFor();
        if (text.isBlank()) {
            throw new NoSuchFileException(folder.toString());
        }
        return kibibytes(text.substring(0, text.indexOf('\t')));
    }

    private static long kibibytes(String text) {
        return 1024 * Long.parseLong(text.replaceAll("\\D", ""));
    }

    private static void collector(Scrape scrape, Map<String, Object> row) {
        double pauses = 0;
        double seconds = 0;
        double longest = 0;
        double old = 0;
        for (Map.Entry<String, Double> series : scrape.values().entrySet()) {
            String name = series.getKey();
            double value = series.getValue();
            if (name.startsWith(PAUSE + "_count")) {
                pauses += value;
            } else if (name.startsWith(PAUSE + "_sum")) {
                seconds += value;
            } else if (name.startsWith(PAUSE + "_max")) {
                longest = Math.max(longest, value);
            } else if (name.startsWith("jvm_memory_used_bytes") && name.contains("Old Gen")) {
                old = value;
            }
        }
        row.put("oldGenerationBytes", (long) old);
        row.put("pauses", (long) pauses);
        row.put("pauseSeconds", seconds);
        row.put("longestPauseSeconds", longest);
    }
}
