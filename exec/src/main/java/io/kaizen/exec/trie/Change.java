package io.kaizen.exec.trie;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What becomes of one key of a trie. */
abstract class Change {
    static final Comparator<Change> BY_KEY = (a, b) -> Arrays.compare(a.key, b.key);

    /** One nibble a byte. */
    final byte[] key;

    Change(byte[] key) {
        this.key = key;
    }

    abstract boolean removes();

    /**
     * The new value, not empty, where the key is not removed.
     *
     * @param old the value that the key has; null where it has none
     */
    abstract byte[] value(byte @Nullable [] old);

    static Change put(byte[] key, byte[] value) {
        return new Fixed(key, value);
    }

    static Change remove(byte[] key) {
        return new Fixed(key, null);
    }

    private static final class Fixed extends Change {
        private final byte @Nullable [] value;

        Fixed(byte[] key, byte @Nullable [] value) {
            super(key);
            this.value = value;
        }

        @Override
        boolean removes() {
            return value == null;
        }

        @Override
        byte[] value(byte @Nullable [] old) {
            if (value == null) {
                throw new IllegalStateException("the value of a key that is removed");
            }
            return value;
        }
    }
}
