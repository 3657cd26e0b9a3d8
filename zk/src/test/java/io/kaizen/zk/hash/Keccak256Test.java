package io.kaizen.zk.hash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;

class Keccak256Test {
    @Test
    void emptyInputHasItsKnownDigest() {
        assertEquals(
                "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
                HexFormat.of().formatHex(Keccak256.hash(new byte[0])));
    }

    @Test
    void agreesWithBouncyCastleAtEveryLengthAroundTheRate() {
        long seed = System.nanoTime();
        System.out.println("Keccak256Test seed " + seed);
        Random random = new Random(seed);
        for (int length = 0; length < 600; length++) {
            byte[] input = new byte[length + 3];
            random.nextBytes(input);
            KeccakDigest oracle = new KeccakDigest(256);
            oracle.update(input, 2, length);
            byte[] expected = new byte[32];
            oracle.doFinal(expected, 0);
            assertArrayEquals(expected, Keccak256.hash(input, 2, length), "length " + length);
            long[] words = new long[5];
            Keccak256.scratch().hash(input, 2, length, words, 1);
            assertEquals(
                    HexFormat.of().formatHex(expected),
                    "%016x%016x%016x%016x".formatted(words[1], words[2], words[3], words[4]));
        }
    }
}
