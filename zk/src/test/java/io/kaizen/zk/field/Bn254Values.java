package io.kaizen.zk.field;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Elements over BN254's coordinates as numbers: the same number may stand in different limbs. */
public final class Bn254Values {
    private Bn254Values() {}

    /** The coordinates of any number of elements one behind the other. */
    public static List<BigInteger> of(long[] elements) {
        List<BigInteger> numbers = new ArrayList<>();
        for (int at = 0; at < elements.length; at += Bn254Fp.LIMBS) {
            numbers.add(Bn254Fp.INSTANCE.get(elements, at));
        }
        return numbers;
    }
}
