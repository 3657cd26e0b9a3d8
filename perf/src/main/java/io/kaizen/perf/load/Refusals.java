package io.kaizen.perf.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Refusals by their message, numbers and hashes aside. Any thread. */
final class Refusals {
    /** Kinds are few; anything beyond is counted under one name. */
    private static final int KINDS_MAX = 32;

    private static final String OTHER = "other";

    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    void count(String message) {
        String kind = message.replaceAll("[0-9]+|0x[0-9a-fA-F]+", "#");
        String name = counts.size() < KINDS_MAX || counts.containsKey(kind) ? kind : OTHER;
        counts.computeIfAbsent(name, k -> new AtomicInteger()).incrementAndGet();
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    int sum() {
        return counts.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Counts by kind, ready for JSON. */
    Map<String, AtomicInteger> counts() {
        return counts;
    }
}
