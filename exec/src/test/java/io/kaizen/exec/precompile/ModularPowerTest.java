package io.kaizen.exec.precompile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against BigInteger's own power, over moduli of every share of twos. */
class ModularPowerTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());

    private final Random random = new Random(SEED);

    ModularPowerTest() {
        System.out.println("ModularPowerTest -Dkaizen.seed=" + SEED);
    }

    private static void assertPower(BigInteger base, BigInteger exponent, BigInteger modulus) {
        assertEquals(
                base.modPow(exponent, modulus),
                ModularPower.of(base, exponent, modulus),
                () -> base + "^" + exponent + " mod " + modulus);
    }

    @Test
    void small_numbers_all() {
        for (int m = 1; m <= 48; m++) {
            for (int b = 0; b <= 50; b++) {
                for (int e = 0; e <= 12; e++) {
                    assertPower(
                            BigInteger.valueOf(b), BigInteger.valueOf(e), BigInteger.valueOf(m));
                }
            }
        }
    }

    @Test
    void every_count_of_twos_with_odd_parts_of_any_length() {
        List<Integer> counts = new ArrayList<>();
        for (int twos = 0; twos <= 200; twos++) {
            counts.add(twos);
        }
        counts.addAll(List.of(255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 2047, 4095));
        for (int twos : counts) {
            for (int bits : new int[] {1, 2, 63, 64, 65, 300, 1024}) {
                BigInteger odd = new BigInteger(bits, random).setBit(bits - 1).setBit(0);
                BigInteger modulus = odd.shiftLeft(twos);
                for (int exponentBits : new int[] {0, 1, 2, 3, 8, 61, 62, 63, 64, 65, 300}) {
                    BigInteger exponent = new BigInteger(exponentBits, random);
                    BigInteger base = new BigInteger(modulus.bitLength() + 9, random);
                    assertPower(base, exponent, modulus);
                    assertPower(base.setBit(0), exponent, modulus);
                    assertPower(base.shiftLeft(twos), exponent, modulus);
                    assertPower(modulus.subtract(BigInteger.ONE), exponent, modulus);
                }
            }
        }
    }

    @Test
    void squares() {
        for (int bits = 1; bits <= 600; bits += 7) {
            BigInteger modulus = new BigInteger(bits, random).setBit(bits - 1);
            for (int baseBits : new int[] {0, bits - 1, bits, bits + 1, 3 * bits}) {
                assertPower(new BigInteger(baseBits, random), BigInteger.TWO, modulus);
            }
        }
    }
}
