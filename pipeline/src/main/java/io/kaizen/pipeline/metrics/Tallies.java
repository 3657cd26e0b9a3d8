package io.kaizen.pipeline.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * A count for each constant of an enum, with one writer.
 *
 * @param <E> what is told apart
 */
@SuppressWarnings("EnumOrdinal") // indexes of a list that lives no longer than the process
public final class Tallies<E extends Enum<E>> {
    private final List<E> kinds;
    private final List<Figure> counts;

    public Tallies(Class<E> type) {
        this.kinds = List.of(type.getEnumConstants());
        List<Figure> fresh = new ArrayList<>(kinds.size());
        kinds.forEach(kind -> fresh.add(new Figure()));
        this.counts = List.copyOf(fresh);
    }

    /** Owning thread. */
    public void increment(E kind) {
        counts.get(kind.ordinal()).increment();
    }

    /** Any thread. */
    public long value(E kind) {
        return counts.get(kind.ordinal()).value();
    }

    /** Of all kinds. Any thread. */
    public long total() {
        long sum = 0;
        for (Figure count : counts) {
            sum += count.value();
        }
        return sum;
    }

    public List<E> kinds() {
        return kinds;
    }
}
