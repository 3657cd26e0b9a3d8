package io.kaizen.journal.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.exec.ledger.Hash;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Lists of places beside sorted sets. */
class PlaceListsTest {
    private static final int HASHES = 40;

    private static Hash hash(int i) {
        return new Hash(i % 7, i, 3, 4);
    }

    @Test
    void theGreatestPlaceUpToABoundIsFoundInListsOfAnyLength() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        PlaceLists lists = new PlaceLists();
        Map<Hash, NavigableSet<Long>> model = new HashMap<>();
        long place = 0;
        for (int i = 0; i < 20_000; i++) {
            place += random.nextInt(2);
            // The first has half of all.
            Hash hash = hash(random.nextBoolean() ? 0 : random.nextInt(HASHES));
            lists.put(hash, place);
            model.computeIfAbsent(hash, key -> new TreeSet<>()).add(place);
        }
        assertEquals(model.values().stream().mapToInt(NavigableSet::size).sum(), lists.size());
        for (int i = 0; i < 20_000; i++) {
            Hash hash = hash(random.nextInt(HASHES + 3));
            long most = random.nextLong(place + 10);
            Long want = model.getOrDefault(hash, new TreeSet<>()).floor(most);
            long found = lists.floor(hash, most);
            assertEquals(want == null ? PlaceIndex.ABSENT : want, found, "seed " + seed);
        }
        assertSorted(lists.sorted(), model, seed);
    }

    private static void assertSorted(long[] words, Map<Hash, NavigableSet<Long>> model, long seed) {
        long[] want = new long[words.length];
        int at = 0;
        for (Hash hash :
                model.keySet().stream()
                        .sorted((a, b) ->
                                Triples.compare(
                                        HashIndex.first(a), a.h2(), HashIndex.first(b), b.h2()))
                        .toList()) {
            for (long place : model.get(hash)) {
                at = Triples.put(want, at, HashIndex.first(hash), hash.h2(), place);
            }
        }
        assertArrayEquals(want, words, "seed " + seed);
    }
}
