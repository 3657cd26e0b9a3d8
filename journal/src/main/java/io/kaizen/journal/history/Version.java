package io.kaizen.journal.history;

import org.jspecify.annotations.Nullable;

/**
 * One value of a location inside a block, with the older ones behind it. The last of the chain is
 * the value before the block, at {@link #BEFORE_BLOCK}.
 *
 * @param position in the order from which the value holds
 * @param value null for an account that does not exist
 */
record Version<V>(long position, @Nullable V value, @Nullable Version<V> older) {
    static final long BEFORE_BLOCK = Long.MIN_VALUE;

    /** The version that holds at the position: never null, for the chain ends before the block. */
    Version<V> at(long wanted) {
        Version<V> version = this;
        while (version.position > wanted && version.older != null) {
            version = version.older;
        }
        return version;
    }

    Version<V> beforeBlock() {
        return at(BEFORE_BLOCK);
    }
}
