package io.kaizen.exec.crypto.lanes;

import static io.kaizen.exec.crypto.lanes.Layout.ELEMENT_BYTES;
import static io.kaizen.exec.crypto.lanes.Layout.LANES;
import static io.kaizen.exec.crypto.lanes.Layout.LIMBS;
import static io.kaizen.exec.crypto.lanes.Layout.LIMB_BITS;
import static io.kaizen.exec.crypto.lanes.Layout.VECTOR_BYTES;

import io.kaizen.zk.machine.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of secp256k1 (SEC 2, §2.4.1) and where the workspace holds them, in every lane. */
final class Constants {
    static final BigInteger P =
            hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    /** A cube root of 1: (x, y) → (βx, y) multiplies by {@link Scalars#LAMBDA}. */
    private static final BigInteger BETA =
            hex("7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501ee");

    private static final long CURVE_B = 7;
    private static final int[] MULTIPLES = {2, 4, 9};

    private final Map<Memory, BigInteger> vectors = new LinkedHashMap<>();
    private final Map<Memory, BigInteger> elements = new LinkedHashMap<>();
    private final Map<Integer, Memory> multiples = new LinkedHashMap<>();
    private final Layout layout;

    private final Memory mask52;
    private final Memory mask48;
    private final Memory fold256;
    private final Memory fold260;
    private final Memory unit;
    private final Memory one;
    private final Memory seven;
    private final Memory beta;

    Constants(Layout layout) {
        this.layout = layout;
        BigInteger fold = BigInteger.ONE.shiftLeft(256).subtract(P);
        mask52 = vector(BigInteger.ONE.shiftLeft(52).subtract(BigInteger.ONE));
        mask48 = vector(BigInteger.ONE.shiftLeft(48).subtract(BigInteger.ONE));
        fold256 = vector(fold);
        fold260 = vector(fold.shiftLeft(4));
        unit = vector(BigInteger.ONE);
        one = element(BigInteger.ONE);
        seven = element(BigInteger.valueOf(CURVE_B));
        beta = element(BETA);
        for (int multiple : MULTIPLES) {
            multiples.put(multiple, element(P.multiply(BigInteger.valueOf(multiple))));
        }
    }

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }

    private Memory vector(BigInteger value) {
        Memory place = layout.vector();
        vectors.put(place, value);
        return place;
    }

    /** A number below 2^260 in every lane. */
    Memory element(BigInteger value) {
        Memory place = layout.element();
        elements.put(place, value);
        return place;
    }

    Memory mask52() {
        return mask52;
    }

    Memory mask48() {
        return mask48;
    }

    /** 2^256 − p. */
    Memory fold256() {
        return fold256;
    }

    /** 2^260 modulo p. */
    Memory fold260() {
        return fold260;
    }

    /** 1 in each lane, as a bare vector. */
    Memory unit() {
        return unit;
    }

    Memory one() {
        return one;
    }

    Memory seven() {
        return seven;
    }

    Memory beta() {
        return beta;
    }

    Memory multipleOfP(int multiple) {
        Memory place = multiples.get(multiple);
        if (place == null) {
            throw new IllegalArgumentException("no such multiple of p is held: " + multiple);
        }
        return place;
    }

    /** Writes all of them into a fresh workspace. */
    void write(MemorySegment workspace) {
        vectors.forEach((place, value) -> fill(workspace, place.displacement(), value.longValue()));
        BigInteger mask = BigInteger.ONE.shiftLeft(LIMB_BITS).subtract(BigInteger.ONE);
        elements.forEach((place, value) -> {
            if (value.bitLength() > LIMBS * LIMB_BITS) {
                throw new IllegalArgumentException("beyond five limbs: " + value);
            }
            for (int i = 0; i < LIMBS; i++) {
                long limb = value.shiftRight(i * LIMB_BITS).and(mask).longValue();
                fill(workspace, place.displacement() + i * VECTOR_BYTES, limb);
            }
        });
        assert ELEMENT_BYTES == LIMBS * VECTOR_BYTES;
    }

    private static void fill(MemorySegment workspace, long at, long value) {
        for (int lane = 0; lane < LANES; lane++) {
            workspace.set(ValueLayout.JAVA_LONG, at + 8L * lane, value);
        }
    }
}
