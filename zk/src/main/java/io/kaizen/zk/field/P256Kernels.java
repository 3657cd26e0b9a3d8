package io.kaizen.zk.field;

import static io.kaizen.zk.field.UnsaturatedField.BITS;
import static io.kaizen.zk.field.UnsaturatedField.MASK;

/**
 * Multiplication modulo P-256's p = 2^256 − 2^224 + 2^192 + 2^96 − 1 on five signed limbs of 53
 * bits, as {@link Bn254Kernels} does it. Montgomery's m is the column itself, as −1/p is 1 modulo
 * 2^53, and m·p is mostly shifts of m. Pure.
 */
final class P256Kernels {
    /** p's top limb: 2^44 − 2^12. */
    private static final long P4 = (1L << 44) - (1L << 12);

    private P256Kernels() {}

    /** The floor of a product by 2^53, for factors below 2^57 and 2^58 in size. */
    private static long high(long x, long y) {
        return Math.multiplyHigh(x << 5, y << 6);
    }

    /** out = a·b / 2^265. */
    static void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        long x0 = a[ao];
        long x1 = a[ao + 1];
        long x2 = a[ao + 2];
        long x3 = a[ao + 3];
        long x4 = a[ao + 4];
        long y0 = b[bo];
        long y1 = b[bo + 1];
        long y2 = b[bo + 2];
        long y3 = b[bo + 3];
        long y4 = b[bo + 4];
        long l0 = x0 * y0;
        long h0 = high(x0, y0);
        long l1 = x0 * y1 + x1 * y0;
        long h1 = high(x0, y1) + high(x1, y0);
        long l2 = x0 * y2 + x1 * y1 + x2 * y0;
        long h2 = high(x0, y2) + high(x1, y1) + high(x2, y0);
        long l3 = x0 * y3 + x1 * y2 + x2 * y1 + x3 * y0;
        long h3 = high(x0, y3) + high(x1, y2) + high(x2, y1) + high(x3, y0);
        long l4 = x0 * y4 + x1 * y3 + x2 * y2 + x3 * y1 + x4 * y0;
        long h4 = high(x0, y4) + high(x1, y3) + high(x2, y2) + high(x3, y1) + high(x4, y0);
        long l5 = x1 * y4 + x2 * y3 + x3 * y2 + x4 * y1;
        long h5 = high(x1, y4) + high(x2, y3) + high(x3, y2) + high(x4, y1);
        long l6 = x2 * y4 + x3 * y3 + x4 * y2;
        long h6 = high(x2, y4) + high(x3, y3) + high(x4, y2);
        long l7 = x3 * y4 + x4 * y3;
        long h7 = high(x3, y4) + high(x4, y3);
        long l8 = x4 * y4;
        long h8 = high(x4, y4);
        long v = l0;
        long m = v & MASK;
        long carry = (v - (h0 << BITS)) >> BITS;
        l1 += (m << 43) & MASK;
        l2 += m >> 10;
        l3 += (m << 33) & MASK;
        l4 += (m >> 20) + m * P4;
        h4 += high(m, P4);
        v = l1 + h0 + carry;
        m = v & MASK;
        carry = (v - (h1 << BITS)) >> BITS;
        l2 += (m << 43) & MASK;
        l3 += m >> 10;
        l4 += (m << 33) & MASK;
        l5 += (m >> 20) + m * P4;
        h5 += high(m, P4);
        v = l2 + h1 + carry;
        m = v & MASK;
        carry = (v - (h2 << BITS)) >> BITS;
        l3 += (m << 43) & MASK;
        l4 += m >> 10;
        l5 += (m << 33) & MASK;
        l6 += (m >> 20) + m * P4;
        h6 += high(m, P4);
        v = l3 + h2 + carry;
        m = v & MASK;
        carry = (v - (h3 << BITS)) >> BITS;
        l4 += (m << 43) & MASK;
        l5 += m >> 10;
        l6 += (m << 33) & MASK;
        l7 += (m >> 20) + m * P4;
        h7 += high(m, P4);
        v = l4 + h3 + carry;
        m = v & MASK;
        carry = (v - (h4 << BITS)) >> BITS;
        l5 += (m << 43) & MASK;
        l6 += m >> 10;
        l7 += (m << 33) & MASK;
        l8 += (m >> 20) + m * P4;
        h8 += high(m, P4);
        v = l5 - (h5 << BITS) + h4 + carry;
        out[oo] = v & MASK;
        carry = v >> BITS;
        v = l6 - (h6 << BITS) + h5 + carry;
        out[oo + 1] = v & MASK;
        carry = v >> BITS;
        v = l7 - (h7 << BITS) + h6 + carry;
        out[oo + 2] = v & MASK;
        carry = v >> BITS;
        v = l8 - (h8 << BITS) + h7 + carry;
        out[oo + 3] = v & MASK;
        carry = v >> BITS;
        out[oo + 4] = h8 + carry;
    }

    /** out = a² / 2^265: ten products less. */
    static void sqr(long[] a, int ao, long[] out, int oo) {
        long x0 = a[ao];
        long x1 = a[ao + 1];
        long x2 = a[ao + 2];
        long x3 = a[ao + 3];
        long x4 = a[ao + 4];
        long d1 = x1 << 1;
        long d2 = x2 << 1;
        long d3 = x3 << 1;
        long d4 = x4 << 1;
        long l0 = x0 * x0;
        long h0 = high(x0, x0);
        long l1 = x0 * d1;
        long h1 = high(x0, d1);
        long l2 = x0 * d2 + x1 * x1;
        long h2 = high(x0, d2) + high(x1, x1);
        long l3 = x0 * d3 + x1 * d2;
        long h3 = high(x0, d3) + high(x1, d2);
        long l4 = x0 * d4 + x1 * d3 + x2 * x2;
        long h4 = high(x0, d4) + high(x1, d3) + high(x2, x2);
        long l5 = x1 * d4 + x2 * d3;
        long h5 = high(x1, d4) + high(x2, d3);
        long l6 = x2 * d4 + x3 * x3;
        long h6 = high(x2, d4) + high(x3, x3);
        long l7 = x3 * d4;
        long h7 = high(x3, d4);
        long l8 = x4 * x4;
        long h8 = high(x4, x4);
        long v = l0;
        long m = v & MASK;
        long carry = (v - (h0 << BITS)) >> BITS;
        l1 += (m << 43) & MASK;
        l2 += m >> 10;
        l3 += (m << 33) & MASK;
        l4 += (m >> 20) + m * P4;
        h4 += high(m, P4);
        v = l1 + h0 + carry;
        m = v & MASK;
        carry = (v - (h1 << BITS)) >> BITS;
        l2 += (m << 43) & MASK;
        l3 += m >> 10;
        l4 += (m << 33) & MASK;
        l5 += (m >> 20) + m * P4;
        h5 += high(m, P4);
        v = l2 + h1 + carry;
        m = v & MASK;
        carry = (v - (h2 << BITS)) >> BITS;
        l3 += (m << 43) & MASK;
        l4 += m >> 10;
        l5 += (m << 33) & MASK;
        l6 += (m >> 20) + m * P4;
        h6 += high(m, P4);
        v = l3 + h2 + carry;
        m = v & MASK;
        carry = (v - (h3 << BITS)) >> BITS;
        l4 += (m << 43) & MASK;
        l5 += m >> 10;
        l6 += (m << 33) & MASK;
        l7 += (m >> 20) + m * P4;
        h7 += high(m, P4);
        v = l4 + h3 + carry;
        m = v & MASK;
        carry = (v - (h4 << BITS)) >> BITS;
        l5 += (m << 43) & MASK;
        l6 += m >> 10;
        l7 += (m << 33) & MASK;
        l8 += (m >> 20) + m * P4;
        h8 += high(m, P4);
        v = l5 - (h5 << BITS) + h4 + carry;
        out[oo] = v & MASK;
        carry = v >> BITS;
        v = l6 - (h6 << BITS) + h5 + carry;
        out[oo + 1] = v & MASK;
        carry = v >> BITS;
        v = l7 - (h7 << BITS) + h6 + carry;
        out[oo + 2] = v & MASK;
        carry = v >> BITS;
        v = l8 - (h8 << BITS) + h7 + carry;
        out[oo + 3] = v & MASK;
        carry = v >> BITS;
        out[oo + 4] = h8 + carry;
    }
}
