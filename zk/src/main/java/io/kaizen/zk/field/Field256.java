package io.kaizen.zk.field;

import java.math.BigInteger;

/**
 * Four limbs: the scalar field of BN254. The kernels are unrolled by column and hold for every odd
 * prime whose top limb is below 2^62.
 */
public final class Field256 extends PrimeField {
    /** Scalars of BN254: the field of circuits. */
    public static final Field256 BN254_SCALAR =
            new Field256("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001");

    private final long p0;
    private final long p1;
    private final long p2;
    private final long p3;

    private Field256(String primeHex) {
        super(new BigInteger(primeHex, 16), 4);
        p0 = modulus(0);
        p1 = modulus(1);
        p2 = modulus(2);
        p3 = modulus(3);
    }

    private static long carry(long sum, long addend) {
        return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
    }

    private static long borrow(long minuend, long subtrahend) {
        return Long.compareUnsigned(minuend, subtrahend) < 0 ? 1 : 0;
    }

    /** Stores t, which is below twice the modulus, reduced. */
    private void store(long t0, long t1, long t2, long t3, long[] out, int oo) {
        long d0 = t0 - p0;
        long b = borrow(t0, p0);
        long e1 = t1 - p1;
        long d1 = e1 - b;
        b = borrow(t1, p1) | borrow(e1, b);
        long e2 = t2 - p2;
        long d2 = e2 - b;
        b = borrow(t2, p2) | borrow(e2, b);
        long e3 = t3 - p3;
        long d3 = e3 - b;
        b = borrow(t3, p3) | borrow(e3, b);
        boolean below = b != 0;
        out[oo] = below ? t0 : d0;
        out[oo + 1] = below ? t1 : d1;
        out[oo + 2] = below ? t2 : d2;
        out[oo + 3] = below ? t3 : d3;
    }

    @Override
    public void add(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        long t0 = a[ao] + b[bo];
        long c = carry(t0, a[ao]);
        long s1 = a[ao + 1] + b[bo + 1];
        long t1 = s1 + c;
        c = carry(s1, a[ao + 1]) | carry(t1, c);
        long s2 = a[ao + 2] + b[bo + 2];
        long t2 = s2 + c;
        c = carry(s2, a[ao + 2]) | carry(t2, c);
        long s3 = a[ao + 3] + b[bo + 3];
        long t3 = s3 + c;
        store(t0, t1, t2, t3, out, oo);
    }

    @Override
    public void sub(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        long d0 = a[ao] - b[bo];
        long c = borrow(a[ao], b[bo]);
        long e1 = a[ao + 1] - b[bo + 1];
        long d1 = e1 - c;
        c = borrow(a[ao + 1], b[bo + 1]) | borrow(e1, c);
        long e2 = a[ao + 2] - b[bo + 2];
        long d2 = e2 - c;
        c = borrow(a[ao + 2], b[bo + 2]) | borrow(e2, c);
        long e3 = a[ao + 3] - b[bo + 3];
        long d3 = e3 - c;
        c = borrow(a[ao + 3], b[bo + 3]) | borrow(e3, c);
        long mask = -c;
        long q = p0 & mask;
        long r = d0 + q;
        out[oo] = r;
        c = carry(r, q);
        q = p1 & mask;
        long f1 = d1 + q;
        r = f1 + c;
        out[oo + 1] = r;
        c = carry(f1, q) | carry(r, c);
        q = p2 & mask;
        long f2 = d2 + q;
        r = f2 + c;
        out[oo + 2] = r;
        c = carry(f2, q) | carry(r, c);
        q = p3 & mask;
        long f3 = d3 + q;
        r = f3 + c;
        out[oo + 3] = r;
    }

    @Override
    public void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        long a0 = a[ao];
        long a1 = a[ao + 1];
        long a2 = a[ao + 2];
        long a3 = a[ao + 3];
        long t0 = 0;
        long t1 = 0;
        long t2 = 0;
        long t3 = 0;
        for (int i = 0; i < 4; i++) {
            long y = b[bo + i];
            long lo = a0 * y;
            long s = t0 + lo;
            long c = Math.unsignedMultiplyHigh(a0, y) + carry(s, lo);
            long m = s * negInverse;
            lo = m * p0;
            long d = Math.unsignedMultiplyHigh(m, p0) + carry(s + lo, lo);

            lo = a1 * y;
            s = lo + c;
            c = Math.unsignedMultiplyHigh(a1, y) + carry(s, lo);
            s += t1;
            c += carry(s, t1);
            lo = m * p1;
            t0 = lo + d;
            d = Math.unsignedMultiplyHigh(m, p1) + carry(t0, lo);
            t0 += s;
            d += carry(t0, s);

            lo = a2 * y;
            s = lo + c;
            c = Math.unsignedMultiplyHigh(a2, y) + carry(s, lo);
            s += t2;
            c += carry(s, t2);
            lo = m * p2;
            t1 = lo + d;
            d = Math.unsignedMultiplyHigh(m, p2) + carry(t1, lo);
            t1 += s;
            d += carry(t1, s);

            lo = a3 * y;
            s = lo + c;
            c = Math.unsignedMultiplyHigh(a3, y) + carry(s, lo);
            s += t3;
            c += carry(s, t3);
            lo = m * p3;
            t2 = lo + d;
            d = Math.unsignedMultiplyHigh(m, p3) + carry(t2, lo);
            t2 += s;
            d += carry(t2, s);
            t3 = c + d;
        }
        store(t0, t1, t2, t3, out, oo);
    }
}
