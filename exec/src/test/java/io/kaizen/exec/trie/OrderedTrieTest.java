package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Roots of lists against the trie of the specification, and long ones against the batched trie. */
class OrderedTrieTest {
    @Test
    void rootsAgreeWithTheNaiveTrie() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] counts = {
            0, 1, 2, 3, 15, 16, 17, 18, 127, 128, 129, 130, 255, 256, 257, 258, 300, 700
        };
        for (int lengthMax : new int[] {1, 3, 40, 80, 700}) {
            for (int count : counts) {
                List<Bytes> items = items(random, count, lengthMax);
                Map<Bytes, Bytes> naive = new HashMap<>();
                for (int i = 0; i < count; i++) {
                    naive.put(Bytes.wrap(key(i)), items.get(i));
                }
                String context = "seed %d, %d items of %d".formatted(seed, count, lengthMax);
                assertEquals(NaiveTrie.root(naive), OrderedTrie.root(items), context);
            }
        }
    }

    @Test
    void rootsOfLongListsAgreeWithTheBatchedTrie() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int count : new int[] {4_096, 4_097, 65_535, 65_536, 65_537, 70_001}) {
            List<Bytes> items = items(random, count, 36);
            Change[] changes = new Change[count];
            for (int i = 0; i < count; i++) {
                changes[i] = Change.put(Nibbles.of(key(i)), items.get(i).array());
            }
            Arrays.sort(changes, Change.BY_KEY);
            Hash want = MerkleTrie.empty().update(changes, TrieWorkers.CALLER).root();
            assertEquals(want, OrderedTrie.root(items), "seed %d, %d items".formatted(seed, count));
        }
    }

    private static List<Bytes> items(Random random, int count, int lengthMax) {
        List<Bytes> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] item = new byte[1 + random.nextInt(lengthMax)];
            random.nextBytes(item);
            items.add(Bytes.wrap(item));
        }
        return items;
    }

    private static byte[] key(int index) {
        RlpWriter key = new RlpWriter(16);
        key.uint64(index);
        return key.toArray();
    }
}
