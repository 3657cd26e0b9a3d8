package io.kaizen.perf.crash;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What a crash left of a node's folder.
 *
 * @param index in its episode
 * @param folder where it is
 * @param change what was done to it beyond the crash, in words; empty for nothing
 */
public record Picture(
        int index,
        Kind kind,
        Boundary boundary,
        Path folder,
        Promise promise,
        Place place,
        String change) {
    public enum Kind {
        /** kill -9: everything written is there. */
        KILL,
        /** kill -9 within an append: its document is half written. */
        TORN,
        /** What was not forced is there or not. */
        POWER,
        /** As one of the others, and then some file is damaged. */
        DAMAGE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What was damaged: each has its own rule for what may follow. */
    enum Place {
        NOTHING,
        ORDER,
        MARK,
        CHAIN,
        INDEX,
        STORE_MARK
    }
}
