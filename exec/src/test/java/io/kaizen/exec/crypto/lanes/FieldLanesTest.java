package io.kaizen.exec.crypto.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaizen.zk.machine.Assembler;
import io.kaizen.zk.machine.Assembler.Label;
import io.kaizen.zk.machine.MachineCode;
import io.kaizen.zk.machine.Memory;
import io.kaizen.zk.machine.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The field's code against {@link BigInteger}, at the ends of its bounds above all. */
class FieldLanesTest {
    private static final BigInteger P = Constants.P;
    private static final BigInteger LOOSE_MAX = BigInteger.ONE.shiftLeft(260);

    /** What reduction promises. */
    private static final BigInteger TIGHT_MAX =
            BigInteger.ONE.shiftLeft(256).add(BigInteger.ONE.shiftLeft(75));

    private final Layout layout = new Layout();
    private final Constants constants = new Constants(layout);
    private final Assembler out = new Assembler();
    private final FieldLanes field = new FieldLanes(out, constants);
    private final Memory a = layout.element();
    private final Memory b = layout.element();
    private final Memory c = layout.element();
    private final Memory zero = layout.vector();
    private final MemorySegment workspace = Arena.ofAuto().allocate(layout.size() + 4096, 64);
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @BeforeEach
    void needsTheProcessor() {
        assumeTrue(Processor.HAS_IFMA, "skipped: no AVX-512 IFMA on this machine");
        constants.write(workspace);
    }

    private MethodHandle code(Runnable body) {
        Label entry = out.here();
        field.loadConstants();
        body.run();
        out.zeroUpper();
        out.ret();
        return MachineCode.install(out.code()).orElseThrow().function(entry, 1);
    }

    private void put(Memory element, int lane, BigInteger value) {
        BigInteger mask = BigInteger.ONE.shiftLeft(52).subtract(BigInteger.ONE);
        for (int i = 0; i < 5; i++) {
            workspace.set(
                    ValueLayout.JAVA_LONG,
                    element.displacement() + 64L * i + 8L * lane,
                    value.shiftRight(52 * i).and(mask).longValue());
        }
    }

    private BigInteger get(Memory element, int lane) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 4; i >= 0; i--) {
            long limb =
                    workspace.get(
                            ValueLayout.JAVA_LONG, element.displacement() + 64L * i + 8L * lane);
            assertTrue(limb >>> 52 == 0, () -> "limb beyond 52 bits: " + Long.toHexString(limb));
            value = value.shiftLeft(52).or(BigInteger.valueOf(limb));
        }
        return value;
    }

    /** Numbers below the bound: random, and those where a carry or a fold is about to happen. */
    private List<BigInteger> numbers(BigInteger bound) {
        List<BigInteger> numbers = new ArrayList<>();
        for (int bits : new int[] {0, 33, 52, 75, 104, 208, 255, 256, 259, 260}) {
            BigInteger power = BigInteger.ONE.shiftLeft(bits);
            for (long delta = -2; delta <= 2; delta++) {
                numbers.add(power.add(BigInteger.valueOf(delta)));
            }
        }
        for (int i = 0; i <= 16; i++) {
            BigInteger multiple = P.multiply(BigInteger.valueOf(i));
            numbers.add(multiple);
            numbers.add(multiple.add(BigInteger.ONE));
            numbers.add(multiple.subtract(BigInteger.ONE));
        }
        for (int i = 0; i < 400; i++) {
            numbers.add(new BigInteger(260, random));
        }
        numbers.removeIf(n -> n.signum() < 0 || n.compareTo(bound) >= 0);
        return numbers;
    }

    private interface Check {
        void of(BigInteger left, BigInteger right, BigInteger result);
    }

    private void forPairs(BigInteger bound, MethodHandle code, Check check) throws Throwable {
        List<BigInteger> numbers = numbers(bound);
        for (int i = 0; i + 8 <= numbers.size(); i += 8) {
            for (int turn = 0; turn < 12; turn++) {
                BigInteger[] left = new BigInteger[8];
                BigInteger[] right = new BigInteger[8];
                for (int lane = 0; lane < 8; lane++) {
                    left[lane] = numbers.get(i + lane);
                    right[lane] = numbers.get(random.nextInt(numbers.size()));
                    put(a, lane, left[lane]);
                    put(b, lane, right[lane]);
                }
                code.invokeExact(workspace);
                for (int lane = 0; lane < 8; lane++) {
                    check.of(left[lane], right[lane], get(c, lane));
                }
            }
        }
    }

    private void assertCongruent(BigInteger expected, BigInteger actual, Object... inputs) {
        assertTrue(actual.compareTo(TIGHT_MAX) < 0, () -> "not tight: " + actual.toString(16));
        assertEquals(
                expected.mod(P), actual.mod(P), () -> "seed " + seed + " of " + List.of(inputs));
    }

    @Test
    void productsOfTheLargestNumbers() throws Throwable {
        MethodHandle code = code(() -> field.multiply(c, a, b));
        forPairs(
                LOOSE_MAX,
                code,
                (left, right, result) ->
                        assertCongruent(left.multiply(right), result, left, right));
    }

    @Test
    void squaresOfTheLargestNumbers() throws Throwable {
        MethodHandle code = code(() -> field.square(c, a));
        forPairs(
                LOOSE_MAX,
                code,
                (left, right, result) -> assertCongruent(left.multiply(left), result, left));
    }

    @Test
    void productsWithAddends() throws Throwable {
        MethodHandle code =
                code(() -> {
                    field.setProduct(a, b);
                    field.thrice();
                    field.plusMultipleOfP(9);
                    field.minus(a, 3);
                    field.reduce(c);
                });
        forPairs(
                TIGHT_MAX,
                code,
                (left, right, result) ->
                        assertCongruent(
                                left.multiply(right)
                                        .multiply(BigInteger.valueOf(3))
                                        .subtract(left.shiftLeft(3)),
                                result,
                                left,
                                right));
    }

    @Test
    void differencesAreSettled() throws Throwable {
        MethodHandle code =
                code(() -> {
                    field.setMultipleOfP(2);
                    field.plus(a, 2);
                    field.minus(b, 0);
                    field.settle(c);
                });
        forPairs(
                TIGHT_MAX,
                code,
                (left, right, result) ->
                        assertEquals(
                                P.shiftLeft(1).add(left.shiftLeft(2)).subtract(right), result));
    }

    @Test
    void canonicalNumbersAndZeros() throws Throwable {
        MethodHandle code =
                code(() -> {
                    field.loadElement(0, a);
                    field.canonical();
                    field.storeElement(c, 0);
                    field.storeZeroMask(zero);
                });
        forPairs(
                LOOSE_MAX,
                code,
                (left, right, result) -> assertEquals(left.mod(P), result, left::toString));
        for (int lane = 0; lane < 8; lane++) {
            put(a, lane, lane % 3 == 0 ? P.multiply(BigInteger.valueOf(lane)) : BigInteger.ONE);
        }
        code.invokeExact(workspace);
        assertEquals(0b0100_1001, workspace.get(ValueLayout.JAVA_BYTE, zero.displacement()) & 0xff);
    }

    @Test
    void inversesAndRoots() throws Throwable {
        PowerLanes powers = new PowerLanes(field, layout);
        Label chain = powers.writeChain(out);
        Memory root = layout.element();
        MethodHandle code =
                code(() -> {
                    field.copy(powers.input, a);
                    out.call(chain);
                    powers.writeRoot(root);
                    powers.writeInverse(c);
                });
        MemorySegment larger = Arena.ofAuto().allocate(layout.size(), 64);
        larger.copyFrom(workspace.asSlice(0, Math.min(workspace.byteSize(), larger.byteSize())));
        assertTrue(layout.size() <= workspace.byteSize(), "the workspace is too small");
        forPairs(
                TIGHT_MAX,
                code,
                (left, right, result) ->
                        assertCongruent(left.modPow(P.subtract(BigInteger.TWO), P), result, left));
        for (int lane = 0; lane < 8; lane++) {
            put(a, lane, BigInteger.valueOf(lane).pow(2));
        }
        code.invokeExact(workspace);
        for (int lane = 0; lane < 8; lane++) {
            BigInteger found = get(root, lane);
            assertEquals(BigInteger.valueOf(lane).pow(2), found.pow(2).mod(P));
        }
    }
}
