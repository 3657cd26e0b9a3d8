package io.kaizen.zk.hash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeccakBatchTest {
    private static final int ROUNDS = 300;
    private static final int COUNT_MAX = 40;

    /** Several times the rate of 136 bytes. */
    private static final int LENGTH_MAX = 700;

    @Test
    void everyInputOfABatchHasTheDigestThatItHasAlone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KeccakBatch batch = KeccakBatch.create();
        byte[] inputs = new byte[4 * LENGTH_MAX];
        for (int round = 0; round < ROUNDS; round++) {
            String context = "seed " + seed + " round " + round;
            random.nextBytes(inputs);
            int count = random.nextInt(COUNT_MAX + 1);
            int[] offsets = new int[COUNT_MAX];
            int[] lengths = new int[COUNT_MAX];
            for (int i = 0; i < count; i++) {
                // About the same lengths, as the nodes of a level have, or any.
                lengths[i] = round % 2 == 0 ? 130 + random.nextInt(12) : random.nextInt(LENGTH_MAX);
                offsets[i] = random.nextInt(inputs.length - lengths[i] + 1);
            }
            byte[] digests = new byte[32 * count + 32];
            Arrays.fill(digests, (byte) 7);
            batch.hash(inputs, offsets, lengths, count, digests);
            for (int i = 0; i < count; i++) {
                byte[] want = Keccak256.hash(inputs, offsets[i], lengths[i]);
                byte[] got = Arrays.copyOfRange(digests, 32 * i, 32 * i + 32);
                assertArrayEquals(want, got, context + " input " + i);
            }
            byte[] behind = Arrays.copyOfRange(digests, 32 * count, 32 * count + 32);
            byte[] untouched = new byte[32];
            Arrays.fill(untouched, (byte) 7);
            assertArrayEquals(untouched, behind, context);
        }
    }

    @Test
    void refusesInputsAndDigestsOutsideTheirArrays() {
        KeccakBatch batch = KeccakBatch.create();
        byte[] inputs = new byte[100];
        int[] zero = {0, 0};
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> batch.hash(inputs, zero, new int[] {100, 101}, 2, new byte[64]));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> batch.hash(inputs, zero, new int[] {100, 100}, 2, new byte[63]));
    }
}
