package io.kaizen.exec.precompile;

import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.curve.Bn254G1;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x07: a point of BN254's G1 times any 256-bit number (EIP-196). */
final class Bn254Mul implements Precompile {
    private final long price;

    Bn254Mul(long price) {
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
        if (!c.g1.decode(c.padded, 0, c.points, 0)) {
            return null;
        }
        Word scalar = Word.read(c.padded, Bn254G1.BYTES);
        long[] limbs = {scalar.w0(), scalar.w1(), scalar.w2(), scalar.w3()};
        c.g1.mul(c.points, 0, limbs, c.points, 0);
        return c.encode();
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        Bn254Context c = Bn254Context.scratch();
        c.pad(input, offset, size);
        List<Place> point = List.of(new Place(0, Refusal.BN254_G1));
        return Refusal.of(c.padded, 0, Bn254G1.BYTES, Bn254G1.BYTES, point);
    }
}
