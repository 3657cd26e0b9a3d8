package io.kaizen.zk.curve;

import java.util.Arrays;

/**
 * A number as digits {@code d_i} with {@code Σ d_i·2^i}: each is 0 or odd and below half of 2^width
 * in size, and of any {@code width} in a row at most one is not 0 (width-w NAF). Variable time.
 */
public final class SignedDigits {
    private SignedDigits() {}

    /**
     * Recodes a number of plain limbs, least significant first.
     *
     * @param width from 2 to 8
     * @return one digit a bit, least significant first, and one more
     */
    public static byte[] of(long[] number, int width) {
        int n = number.length;
        byte[] digits = new byte[64 * n + 1];
        long[] k = Arrays.copyOf(number, n + 1);
        int mask = (1 << width) - 1;
        for (int i = 0; i < digits.length; i++) {
            if ((k[0] & 1) != 0) {
                int digit = (int) k[0] & mask;
                if (digit > mask >> 1) {
                    digit -= mask + 1;
                }
                digits[i] = (byte) digit;
                subtract(k, digit);
            }
            for (int j = 0; j < n; j++) {
                k[j] = (k[j] >>> 1) | (k[j + 1] << 63);
            }
            k[n] >>>= 1;
        }
        return digits;
    }

    private static void subtract(long[] k, int digit) {
        if (digit > 0) {
            // The digit is the number's low bits: nothing is borrowed.
            k[0] -= digit;
            return;
        }
        k[0] -= digit;
        boolean carry = Long.compareUnsigned(k[0], -digit) < 0;
        for (int j = 1; carry && j < k.length; j++) {
            carry = ++k[j] == 0;
        }
    }
}
