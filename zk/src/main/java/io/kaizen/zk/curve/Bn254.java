package io.kaizen.zk.curve;

import io.kaizen.zk.field.Bn254Fp;
import io.kaizen.zk.field.Bn254Fp2;
import io.kaizen.zk.field.Field256;

/** The numbers of BN254: see {@code zk/docs/bn254.md}. */
public final class Bn254 {
    /** The parameter u of the family. */
    public static final long U = 4965661367192848881L;

    public static final Bn254Fp BASE = Bn254Fp.INSTANCE;
    public static final Field256 SCALAR = Field256.BN254_SCALAR;

    private Bn254() {}

    /** A quadratic extension for one thread. */
    public static Bn254Fp2 quadratic() {
        return new Bn254Fp2();
    }
}
