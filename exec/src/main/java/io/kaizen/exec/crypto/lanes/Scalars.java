package io.kaizen.exec.crypto.lanes;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Numbers modulo secp256k1's group order n (SEC 2, §2.4.1), and their splitting in two halves by
 * the endomorphism. A number is four words in an array, least significant first, below n. Variable
 * time: signatures are public.
 */
final class Scalars {
    static final int WORDS = 4;

    static final BigInteger N =
            hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    /** λ³ = 1: λ(x, y) = (βx, y). */
    static final BigInteger LAMBDA =
            hex("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72");

    // Short vectors (a1, −b1) and (a2, b2) with a + bλ = 0 modulo n (Gallant, Lambert and Vanstone
    // 2001, §4); b2 = a1.
    private static final BigInteger A1 = hex("3086d221a7d46bcde86c90e49284eb15");
    private static final BigInteger B1 = hex("e4437ed6010e88286f547fa90abfe4c3");
    private static final BigInteger A2 = hex("114ca50f7a8e2f3f657c1108d9d44cfd8");

    private static final long[] ORDER = words(N, 4);
    private static final long[] HALF = words(N.shiftRight(1), 4);

    /** 2^256 − n. */
    private static final long[] FOLD = words(BigInteger.ONE.shiftLeft(256).subtract(N), 3);

    /** b2/n and b1/n in units of 2^−384. */
    private static final long[] FIRST = words(A1.shiftLeft(384).add(N.shiftRight(1)).divide(N), 4);

    private static final long[] SECOND = words(B1.shiftLeft(384).add(N.shiftRight(1)).divide(N), 4);
    private static final long[] VECTOR_A1 = words(A1, 2);
    private static final long[] VECTOR_A2 = words(A2, 3);
    private static final long[] VECTOR_B1 = words(B1, 2);

    private final long[] wide = new long[8];
    private final long[] folded = new long[8];
    private final long[] c1 = new long[2];
    private final long[] c2 = new long[2];

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }

    private static long[] words(BigInteger value, int count) {
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = value.shiftRight(64 * i).longValue();
        }
        return words;
    }

    static void read(BigInteger value, long[] out, int at) {
        for (int i = 0; i < WORDS; i++) {
            out[at + i] = value.shiftRight(64 * i).longValue();
        }
    }

    static BigInteger number(long[] words, int at) {
        BigInteger value = BigInteger.ZERO;
        for (int i = WORDS - 1; i >= 0; i--) {
            value = value.shiftLeft(64).or(new BigInteger(Long.toUnsignedString(words[at + i])));
        }
        return value;
    }

    /** {@code out ← a·b mod n}; the arrays may be the same. */
    void multiply(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        product(a, ao, WORDS, b, bo, WORDS, wide);
        // 2^512; then below 2^386, below 2^260, below 2^256 + 2^134, below 2^256.
        for (int high = WORDS; high > 0; high--) {
            fold(high);
        }
        reduce(wide, 0);
        System.arraycopy(wide, 0, out, oo, WORDS);
    }

    /** Replaces the words from the fifth on, of which {@code high} are in use: 2^256 = FOLD. */
    private void fold(int high) {
        Arrays.fill(folded, 0);
        product(wide, WORDS, high, FOLD, 0, FOLD.length, folded);
        long carry = 0;
        for (int i = 0; i < wide.length; i++) {
            long low = i < WORDS ? wide[i] : 0;
            long sum = low + folded[i];
            long over = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
            wide[i] = sum + carry;
            carry = over | (Long.compareUnsigned(wide[i], carry) < 0 ? 1 : 0);
        }
    }

    /** Brings a number below 2^256 below n. */
    static void reduce(long[] x, int at) {
        if (compare(x, at, ORDER) >= 0) {
            subtract(x, at, ORDER, 0, x, at);
        }
    }

    /**
     * Brings a number at most n/2 by turning its sign.
     *
     * @return whether it was turned
     */
    static boolean makeLow(long[] x, int at) {
        if (compare(x, at, HALF) <= 0) {
            return false;
        }
        subtract(ORDER, 0, x, at, x, at);
        return true;
    }

    /**
     * Sizes k1 and k2, below 2^128 + 2, with {@code k = ±k1 ± λ·k2} modulo n.
     *
     * @param k1 four words out
     * @param k2 four words out
     * @return bit 0: k1 is to be subtracted; bit 1: k2 is
     */
    int split(long[] k, int ko, long[] k1, long[] k2) {
        rounded(k, ko, FIRST, c1);
        rounded(k, ko, SECOND, c2);
        System.arraycopy(k, ko, k1, 0, WORDS);
        subtractProduct(k1, c1, VECTOR_A1);
        subtractProduct(k1, c2, VECTOR_A2);
        Arrays.fill(k2, 0);
        subtractProduct(k2, c1, VECTOR_B1);
        negate(k2, WORDS);
        subtractProduct(k2, c2, VECTOR_A1);
        return (makePositive(k1) ? 1 : 0) | (makePositive(k2) ? 2 : 0);
    }

    private static boolean makePositive(long[] x) {
        if (x[WORDS - 1] >= 0) {
            return false;
        }
        negate(x, WORDS);
        return true;
    }

    /** {@code k·factor / 2^384}, rounded. */
    private void rounded(long[] k, int ko, long[] factor, long[] out) {
        product(k, ko, WORDS, factor, 0, WORDS, wide);
        long up = wide[5] >>> 63;
        out[0] = wide[6] + up;
        out[1] = wide[7] + (up & (out[0] == 0 ? 1 : 0));
    }

    /** {@code out ← a·b}, of {@code an + bn} words; out is another array than a and b. */
    private static void product(long[] a, int ao, int an, long[] b, int bo, int bn, long[] out) {
        for (int i = 0; i < an + bn && i < out.length; i++) {
            out[i] = 0;
        }
        for (int i = 0; i < an; i++) {
            long carry = 0;
            long factor = a[ao + i];
            for (int j = 0; j < bn; j++) {
                long low = factor * b[bo + j];
                long high = Math.unsignedMultiplyHigh(factor, b[bo + j]);
                long sum = out[i + j] + low;
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                long total = sum + carry;
                high += Long.compareUnsigned(total, carry) < 0 ? 1 : 0;
                out[i + j] = total;
                carry = high;
            }
            out[i + bn] = carry;
        }
    }

    /** {@code from −= a·b} modulo 2^256. */
    private static void subtractProduct(long[] from, long[] a, long[] b) {
        for (int i = 0; i < a.length; i++) {
            long borrow = 0;
            for (int j = 0; i + j < WORDS; j++) {
                long low = j < b.length ? a[i] * b[j] : 0;
                long high = j < b.length ? Math.unsignedMultiplyHigh(a[i], b[j]) : 0;
                long sum = low + borrow;
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                high += Long.compareUnsigned(from[i + j], sum) < 0 ? 1 : 0;
                from[i + j] -= sum;
                borrow = high;
            }
        }
    }

    /** {@code out ← a − b} modulo 2^256. */
    private static void subtract(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        long borrow = 0;
        for (int i = 0; i < WORDS; i++) {
            long difference = a[ao + i] - b[bo + i];
            long under = Long.compareUnsigned(a[ao + i], b[bo + i]) < 0 ? 1 : 0;
            under |= Long.compareUnsigned(difference, borrow) < 0 ? 1 : 0;
            out[oo + i] = difference - borrow;
            borrow = under;
        }
    }

    private static void negate(long[] x, int words) {
        long carry = 1;
        for (int i = 0; i < words; i++) {
            x[i] = ~x[i] + carry;
            carry = carry == 1 && x[i] == 0 ? 1 : 0;
        }
    }

    private static int compare(long[] x, int at, long[] y) {
        for (int i = WORDS - 1; i > 0; i--) {
            if (x[at + i] != y[i]) {
                return Long.compareUnsigned(x[at + i], y[i]);
            }
        }
        return Long.compareUnsigned(x[at], y[0]);
    }
}
