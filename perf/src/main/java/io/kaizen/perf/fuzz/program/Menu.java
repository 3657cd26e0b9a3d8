package io.kaizen.perf.fuzz.program;

import java.util.ArrayList;
import java.util.List;

/** Snippets by weight. */
final class Menu {
    private final List<Entry> entries = new ArrayList<>();
    private int total;

    private record Entry(int upTo, Snippet snippet) {}

    Menu with(int weight, Snippet snippet) {
        total += weight;
        entries.add(new Entry(total, snippet));
        return this;
    }

    Snippet pick(Dice dice) {
        int drawn = dice.below(total);
        for (Entry entry : entries) {
            if (drawn < entry.upTo()) {
                return entry.snippet();
            }
        }
        throw new IllegalStateException("drawn beyond the total");
    }
}
