package io.kaizen.exec.precompile;

import io.kaizen.zk.curve.Bn254G1;
import io.kaizen.zk.pairing.Bn254Pairing;

/** One thread's BN254 arithmetic, for the three precompiles of EIP-196 and EIP-197. */
final class Bn254Context {
    private static final ThreadLocal<Bn254Context> SCRATCH =
            ThreadLocal.withInitial(Bn254Context::new);

    final Bn254G1 g1 = new Bn254G1();
    final Bn254Pairing pairing = new Bn254Pairing();
    final long[] points = new long[2 * Bn254G1.LIMBS];
    final byte[] padded = new byte[2 * Bn254G1.BYTES];

    private Bn254Context() {}

    static Bn254Context scratch() {
        return SCRATCH.get();
    }

    /** Copies the input's first bytes, which zeros continue without end. */
    void pad(byte[] input, int offset, int size) {
        int given = Math.min(size, padded.length);
        System.arraycopy(input, offset, padded, 0, given);
        java.util.Arrays.fill(padded, given, padded.length, (byte) 0);
    }

    /** The first affine point of the scratch, encoded. */
    byte[] encode() {
        byte[] output = new byte[Bn254G1.BYTES];
        g1.encode(points, 0, output, 0);
        return output;
    }
}
