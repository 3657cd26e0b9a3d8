package io.kaizen.perf.fuzz.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.perf.fuzz.program.Plane.Point;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CurvePointsTest {
    private static final BigInteger BN254_R =
            new BigInteger("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001", 16);
    private static final BigInteger BLS_R =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    /** With whether every point of the curve is in the group. */
    static Stream<Arguments> curves() {
        return Stream.of(
                Arguments.of(CurvePoints.BN254_G1, BN254_R, true),
                Arguments.of(CurvePoints.BN254_G2, BN254_R, false),
                Arguments.of(CurvePoints.BLS_G1, BLS_R, false),
                Arguments.of(CurvePoints.BLS_G2, BLS_R, false),
                Arguments.of(CurvePoints.P256, CurvePoints.P256_ORDER, true));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void pointsAreWhereTheyAreSaidToBe(CurvePoints points, BigInteger order, boolean prime) {
        for (Point point : points.inGroup()) {
            assertTrue(points.plane().contains(point));
            assertNull(points.plane().multiply(order, point));
        }
        long outside = 0;
        for (Point point : points.onCurve()) {
            assertTrue(points.plane().contains(point));
            outside += points.plane().multiply(order, point) == null ? 0 : 1;
        }
        assertEquals(prime ? 0 : points.onCurve().size(), outside);
    }
}
