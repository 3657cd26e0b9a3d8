package io.kaizen.zk.curve;

import io.kaizen.zk.field.Field256;
import io.kaizen.zk.field.Fp2;

/** The numbers of BN254: see {@code zk/docs/bn254.md}. */
public final class Bn254 {
    /** The parameter u of the family. */
    public static final long U = 4965661367192848881L;

    /** a in ξ = a + i. */
    public static final int RESIDUE_REAL = 9;

    public static final Field256 BASE = Field256.BN254_BASE;
    public static final Field256 SCALAR = Field256.BN254_SCALAR;

    private Bn254() {}

    /** A quadratic extension for one thread. */
    public static Fp2 quadratic() {
        return new Fp2(BASE, RESIDUE_REAL);
    }
}
