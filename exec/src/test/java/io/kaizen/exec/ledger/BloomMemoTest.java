package io.kaizen.exec.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BloomMemoTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());

    @Test
    void itsFiltersAreThePlainOnesHoweverOftenAValueComes() {
        System.out.println("BloomMemoTest -Dkaizen.seed=" + SEED);
        Random random = new Random(SEED);
        BloomMemo memo = new BloomMemo();
        for (int i = 0; i < 5_000; i++) {
            List<Log> logs = new ArrayList<>();
            int count = random.nextInt(4);
            for (int l = 0; l < count; l++) {
                List<Hash> topics = new ArrayList<>();
                int topicCount = random.nextInt(5);
                for (int t = 0; t < topicCount; t++) {
                    topics.add(topic(random));
                }
                logs.add(new Log(Address.ofLong(random.nextInt(40)), topics, Bytes.EMPTY));
            }
            assertEquals(Bloom.of(logs), memo.of(logs));
        }
    }

    /** Few small ones, which equal addresses but for their length, and many others. */
    private static Hash topic(Random random) {
        return random.nextBoolean()
                ? Hash.of(Word.of(random.nextInt(40)).toArray())
                : Hash.keccak(Word.of(random.nextInt(20_000)).toArray());
    }
}
