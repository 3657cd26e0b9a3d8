package io.kaizen.exec.precompile;

import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.curve.Bn254G1;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x06: the sum of two points of BN254's G1 (EIP-196). */
final class Bn254Add implements Precompile {
    private final long price;

    Bn254Add(long price) {
        this.price = price;
    }

    @Override
    public long gas(byte[] input, int offset, int size) {
        return price;
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        Bn254Context c = Bn254Context.scratch();
        c.pad(input, offset, size);
        if (!c.g1.decode(c.padded, 0, c.points, 0)
                || !c.g1.decode(c.padded, Bn254G1.BYTES, c.points, Bn254G1.LIMBS)) {
            return null;
        }
        c.g1.add(c.points, 0, c.points, Bn254G1.LIMBS, c.points, 0);
        return c.encode();
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        Bn254Context c = Bn254Context.scratch();
        c.pad(input, offset, size);
        List<Place> points = List.of(new Place(0, Refusal.BN254_G1));
        return Refusal.of(c.padded, 0, 2 * Bn254G1.BYTES, Bn254G1.BYTES, points);
    }
}
