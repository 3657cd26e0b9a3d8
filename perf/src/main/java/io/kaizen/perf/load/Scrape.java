package io.kaizen.perf.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a node's metrics endpoint said, read from Prometheus's text format 0.0.4.
 *
 * @param families by name
 * @param values by series: the name, and the labels as they are written
 */
public record Scrape(Map<String, Family> families, Map<String, Double> values) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * @param kind counter, gauge, histogram or summary
     * @param labels names, in the order of their first appearance; without a histogram's bounds
     */
    public record Family(String name, String kind, String help, Set<String> labels) {}

    /**
     * Fetches and reads.
     *
     * @throws IOException where nobody answers, or not with meters
     */
    public static Scrape fetch(URI url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(url + " answered with status " + answer.statusCode());
            }
            try {
                return of(answer.body());
            } catch (IOException other) {
                throw new IOException(url + " is no metrics page: " + other.getMessage(), other);
            }
        } catch (java.net.ConnectException refused) {
            throw new IOException("cannot reach " + url, refused);
        }
    }

    /**
     * Reads a scrape.
     *
     * @throws IOException for a line that is none of the format's
     */
    public static Scrape of(String text) throws IOException {
        Map<String, Family> families = new LinkedHashMap<>();
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, String> helps = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                helps.put(words[2], words.length > 3 ? words[3] : "");
            } else if (line.startsWith("# TYPE ")) {
                String help = helps.getOrDefault(words[2], "");
                families.put(words[2], new Family(words[2], words[3], help, new LinkedHashSet<>()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                sample(line, families, values);
            }
        }
        return new Scrape(families, values);
    }

    private static void sample(
            String line, Map<String, Family> families, Map<String, Double> values)
            throws IOException {
        int end = line.lastIndexOf(' ');
        if (end <= 0) {
            throw new IOException("no sample: " + line);
        }
        String series = line.substring(0, end);
        int brace = series.indexOf('{');
        String name = brace < 0 ? series : series.substring(0, brace);
        Family family = families.get(name);
        for (String part : new String[] {"_bucket", "_count", "_sum"}) {
            if (family == null && name.endsWith(part)) {
                family = families.get(name.substring(0, name.length() - part.length()));
            }
        }
        if (family == null) {
            throw new IOException("sample without a type: " + line);
        }
        if (brace >= 0) {
            labels(series.substring(brace + 1, series.length() - 1), family.labels());
        }
        values.put(series, parse(line.substring(end + 1)));
    }

    private static double parse(String number) {
        return switch (number) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(number);
        };
    }

    /** Adds the names; a value may hold anything between its quotes. */
    private static void labels(String text, Set<String> names) {
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf("=\"", at);
            String name = text.substring(at, equals);
            if (!name.equals("le")) {
                names.add(name);
            }
            int close = equals + 2;
            while (text.charAt(close) != '"') {
                close += text.charAt(close) == '\\' ? 2 : 1;
            }
            at = close + 2;
        }
    }

    /** The value of a series; 0 where it is not there. */
    public double value(String series) {
        return values.getOrDefault(series, 0.0);
    }

    /** The sum over all series of the name. */
    public double total(String name) {
        return values.entrySet().stream()
                .filter(one -> one.getKey().equals(name) || one.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Whether the series can only grow. */
    public boolean isMonotone(String series) {
        int brace = series.indexOf('{');
        String name = brace < 0 ? series : series.substring(0, brace);
        Family family = families.get(name);
        return family == null || family.kind().equals("counter");
    }

    /** By how much Kaizen's counters and histograms grew, where they did, without buckets. */
    public Map<String, Double> since(Scrape earlier) {
        Map<String, Double> growth = new TreeMap<>();
        values.forEach((series, now) -> {
            double by = now - earlier.value(series);
            boolean shown = series.startsWith("kaizen_") && !series.contains("_bucket{");
            if (shown && isMonotone(series) && by != 0) {
                growth.put(series, by);
            }
        });
        return growth;
    }
}
