package io.kaizen.exec.ledger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Families of keys whose structure a weaker hash would keep, whatever its secrets. */
class LocationHashTest {
    private static final int KEYS = 1 << 15;
    private static final int PLACES = 1 << 16;

    /** More keys in one place than this are out of all chance among this many. */
    private static final int CHAIN_MAX = 12;

    private static void assertSpread(String name, IntToLongFunction hash) {
        int[] chains = new int[PLACES];
        IntStream.range(0, KEYS).forEach(i -> chains[(int) hash.applyAsLong(i) & PLACES - 1]++);
        int longest = IntStream.of(chains).max().orElse(0);
        assertTrue(longest <= CHAIN_MAX, () -> name + ": " + longest + " keys in one place");
    }

    @Test
    void keys_that_differ_in_high_bits_alone_are_spread() {
        for (int shift = 0; shift < 49; shift++) {
            int s = shift;
            assertSpread("slot << " + s, i -> LocationHash.of(0, 0, 0, (long) i << s, 1));
            assertSpread("third limb << " + s, i -> LocationHash.of(0, 0, (long) i << s, 0, 1));
            assertSpread("second limb << " + s, i -> LocationHash.of(0, (long) i << s, 0, 0, 1));
            assertSpread("first limb << " + s, i -> LocationHash.of((long) i << s, 0, 0, 0, 1));
            assertSpread("address << " + s, i -> LocationHash.of(0, (long) i << s, 7));
        }
    }

    @Test
    void differences_do_not_cancel_between_limbs() {
        assertSpread(
                "top byte of one limb against bits of the next",
                i -> LocationHash.of(0, 0, (long) (i & 0xff) << 56, (long) (i >>> 8) << 19, 0));
        assertSpread(
                "top byte of an address's limb against bits of the next",
                i -> LocationHash.of(0, (long) (i & 0xff) << 56, (long) (i >>> 8) << 23));
        assertSpread("account against key", i -> LocationHash.of(-i, 0, 0, 0, i));
        assertSpread("both halves alike", i -> LocationHash.of(i, i, i, i, 0));
    }
}
