package io.kaizen.journal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The index beside a hash map, and while it grows under a reader. */
class HashIndexTest {
    @Test
    void holdsWhatAMapHolds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        HashIndex index = new HashIndex();
        Map<Hash, Long> model = new HashMap<>();
        for (long i = 0; i < 50_000; i++) {
            // Few distinct words: hashes that share one of the two, and some that come again.
            Hash hash = new Hash(word(random), word(random), 7, i % 3 == 0 ? 9 : 8);
            long value = i;
            Hash compared = new Hash(hash.h3(), hash.h2(), 0, 0);
            if (hash.h3() != 0 && hash.h3() != 1) {
                model.putIfAbsent(compared, value);
                index.put(hash, value);
            }
        }
        assertEquals(model.size(), index.size(), "seed " + seed);
        model.forEach((hash, value) -> {
            Hash whole = new Hash(hash.h3(), hash.h2(), 7, 8);
            assertEquals(value, index.get(whole), "seed " + seed);
        });
        for (int i = 0; i < 1_000; i++) {
            Hash other = new Hash(random.nextLong() | 1L << 40, random.nextLong(), 0, 0);
            assertEquals(HashIndex.ABSENT, index.get(other), "seed " + seed);
        }
    }

    private static long word(Random random) {
        return random.nextInt(400);
    }

    @Test
    void aReaderFindsEachEntryThatWasAddedWithItsValueWhileTheIndexGrows() throws Exception {
        int count = 200_000;
        Random random = new Random(5);
        List<Hash> hashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hashes.add(new Hash(random.nextLong(), random.nextLong(), 0, 0));
        }
        HashIndex index = new HashIndex();
        AtomicInteger added = new AtomicInteger();
        AtomicReference<String> wrong = new AtomicReference<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            Random any = new Random(6);
                            int upTo = 0;
                            while (upTo < count && wrong.get() == null) {
                                upTo = added.get();
                                for (int k = 0; k < 100 && upTo > 0; k++) {
                                    int i = any.nextInt(count);
                                    long found = index.get(hashes.get(i));
                                    if (found != i && (i < upTo || found != HashIndex.ABSENT)) {
                                        wrong.set("entry " + i + " of " + upTo + ": " + found);
                                    }
                                }
                            }
                        });
        for (int i = 0; i < count; i++) {
            index.put(hashes.get(i), i);
            added.set(i + 1);
        }
        reader.join(60_000);
        assertTrue(!reader.isAlive(), "the reader ends");
        assertEquals(null, wrong.get());
    }
}
