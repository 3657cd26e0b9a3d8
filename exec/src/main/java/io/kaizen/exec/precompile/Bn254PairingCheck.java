package io.kaizen.exec.precompile;

import io.kaizen.exec.ledger.Word;
import io.kaizen.zk.curve.Bn254G1;
import io.kaizen.zk.curve.Bn254G2;
import org.jspecify.annotations.Nullable;

/** 0x08: whether a product of pairings on BN254 is 1 (EIP-197). */
final class Bn254PairingCheck implements Precompile {
    private static final int PAIR_BYTES = Bn254G1.BYTES + Bn254G2.BYTES;

    private final long base;
    private final long perPair;

    Bn254PairingCheck(long base, long perPair) {
        this.base = base;
        this.perPair = perPair;
    }

    @Override
    public long gas(byte[] input, int offset, int size) {
        return base + perPair * (size / PAIR_BYTES);
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        if (size % PAIR_BYTES != 0) {
            return null;
        }
        Bn254Context c = Bn254Context.scratch();
        int count = size / PAIR_BYTES;
        long[] left = new long[count * Bn254G1.LIMBS];
        long[] right = new long[count * Bn254G2.LIMBS];
        for (int i = 0; i < count; i++) {
            int at = offset + i * PAIR_BYTES;
            if (!c.g1.decode(input, at, left, i * Bn254G1.LIMBS)
                    || !c.pairing
                            .g2()
                            .decode(input, at + Bn254G1.BYTES, right, i * Bn254G2.LIMBS)) {
                return null;
            }
        }
        return (c.pairing.isOne(left, right, count) ? Word.ONE : Word.ZERO).toArray();
    }
}
