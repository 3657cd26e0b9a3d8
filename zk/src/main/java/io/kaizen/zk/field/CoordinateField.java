package io.kaizen.zk.field;

/**
 * What a curve needs of the field of its coordinates: {@link PrimeField} and {@link Fp2} for
 * BLS12-381, {@link Bn254Fp} and {@link Bn254Fp2} for BN254. An element is {@code limbs()} longs at
 * an offset; an output may be one of the inputs.
 */
public sealed interface CoordinateField permits PrimeField, Fp2, UnsaturatedField, Bn254Fp2 {
    /** Longs of one element. */
    int limbs();

    void add(long[] a, int ao, long[] b, int bo, long[] out, int oo);

    void sub(long[] a, int ao, long[] b, int bo, long[] out, int oo);

    void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo);

    void sqr(long[] a, int ao, long[] out, int oo);

    void neg(long[] a, int ao, long[] out, int oo);

    /** The inverse; zero's is zero. */
    void invert(long[] a, int ao, long[] out, int oo);

    void setOne(long[] out, int oo);

    default void dbl(long[] a, int ao, long[] out, int oo) {
        add(a, ao, a, ao, out, oo);
    }

    default void copy(long[] a, int ao, long[] out, int oo) {
        System.arraycopy(a, ao, out, oo, limbs());
    }

    default boolean isZero(long[] a, int ao) {
        long bits = 0;
        for (int i = 0; i < limbs(); i++) {
            bits |= a[ao + i];
        }
        return bits == 0;
    }

    default boolean equal(long[] a, int ao, long[] b, int bo) {
        long difference = 0;
        for (int i = 0; i < limbs(); i++) {
            difference |= a[ao + i] ^ b[bo + i];
        }
        return difference == 0;
    }
}
