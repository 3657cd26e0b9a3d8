package io.kaizen.exec.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaizen.exec.crypto.lanes.LaneRecovery;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** Batches against the library, one by one: answers must be the same, whatever the input. */
class RecoveryBatchTest {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger N = CURVE.getN();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private record Case(Word digest, Signature signature) {}

    private static Case of(BigInteger digest, int parity, BigInteger r, BigInteger s) {
        return new Case(Word.of(digest), new Signature(Word.of(parity), Word.of(r), Word.of(s)));
    }

    private BigInteger scalar() {
        return new BigInteger(256, random).mod(N.subtract(BigInteger.ONE)).add(BigInteger.ONE);
    }

    private Case signed() {
        Word digest = Word.of(new BigInteger(256, random));
        return new Case(digest, Secp256k1.sign(digest.toArray(), Word.of(scalar()).toArray()));
    }

    /** Any r and s: half of them have no point. */
    private Case arbitrary() {
        return of(new BigInteger(256, random), random.nextInt(2), scalar(), scalar());
    }

    /**
     * R = kG for a small or a special k: its multiples are the table's own points, so that a sum
     * adds a point to itself, to its negative, or ends at infinity.
     */
    private Case related() {
        BigInteger k = BigInteger.valueOf(1 + random.nextInt(64));
        if (random.nextBoolean()) {
            k = BigInteger.TWO.pow(random.nextInt(256)).multiply(k).mod(N);
        }
        ECPoint nonce = CURVE.getG().multiply(k).normalize();
        BigInteger r = nonce.getAffineXCoord().toBigInteger().mod(N);
        int parity = nonce.getAffineYCoord().toBigInteger().testBit(0) ? 1 : 0;
        BigInteger s = random.nextBoolean() ? scalar() : BigInteger.valueOf(1 + random.nextInt(99));
        // e = s·k makes the key the point at infinity; near it, a small multiple of G.
        BigInteger e = s.multiply(k).add(BigInteger.valueOf(random.nextInt(3)));
        return of(e.mod(N), random.nextInt(8) == 0 ? 1 - parity : parity, r, s);
    }

    private Case extreme() {
        BigInteger[] scalars = {
            BigInteger.ONE, BigInteger.TWO, N.subtract(BigInteger.ONE), N.shiftRight(1), scalar()
        };
        BigInteger[] digests = {
            BigInteger.ZERO,
            BigInteger.ONE,
            N,
            N.subtract(BigInteger.ONE),
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE)
        };
        return of(
                digests[random.nextInt(digests.length)],
                random.nextInt(2),
                scalars[random.nextInt(scalars.length)],
                scalars[random.nextInt(scalars.length)]);
    }

    private Case outOfRange() {
        Case good = signed();
        Signature signature = good.signature();
        return switch (random.nextInt(5)) {
            case 0 -> new Case(good.digest(), with(signature, Word.ZERO, signature.s()));
            case 1 -> new Case(good.digest(), with(signature, signature.r(), Word.ZERO));
            case 2 -> new Case(good.digest(), with(signature, Secp256k1.ORDER, signature.s()));
            case 3 -> new Case(good.digest(), with(signature, signature.r(), Word.MAX));
            default ->
                    new Case(
                            good.digest(), new Signature(Word.of(2), signature.r(), signature.s()));
        };
    }

    private static Signature with(Signature signature, Word r, Word s) {
        return new Signature(signature.yParity(), r, s);
    }

    private Case any() {
        return switch (random.nextInt(5)) {
            case 0 -> signed();
            case 1 -> arbitrary();
            case 2 -> related();
            case 3 -> extreme();
            default -> outOfRange();
        };
    }

    private void assertAsTheLibrary(RecoveryBatch batch, List<Case> cases) {
        batch.clear();
        for (Case one : cases) {
            batch.add(one.digest().toArray(), 0, one.signature());
        }
        batch.recover();
        assertEquals(cases.size(), batch.size());
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            Signature signature = one.signature();
            Object expected =
                    Secp256k1.recover(
                            one.digest().toArray(),
                            signature.yParity().fitsLong() ? (int) signature.yParity().w0() : 2,
                            signature.r(),
                            signature.s());
            int index = i;
            assertEquals(
                    expected,
                    batch.signer(i),
                    () -> "seed " + seed + ", entry " + index + ": " + signature);
        }
    }

    @Test
    void everyKindOfSignatureInBatchesOfEverySize() {
        RecoveryBatch batch = new RecoveryBatch(40);
        for (int round = 0; round < 250; round++) {
            int count = random.nextInt(41);
            List<Case> cases = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cases.add(any());
            }
            assertAsTheLibrary(batch, cases);
        }
    }

    @Test
    void sumsThatMeetThemselves() {
        RecoveryBatch batch = new RecoveryBatch(8);
        for (int round = 0; round < 150; round++) {
            List<Case> cases = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                cases.add(related());
            }
            assertAsTheLibrary(batch, cases);
        }
    }

    @Test
    void theLanesDecideAllButExceptionalCases() {
        LaneRecovery lanes = LaneRecovery.scratch().orElse(null);
        assumeTrue(lanes != null, "skipped: no AVX-512 IFMA on this machine");
        int count = 64;
        long[] digests = new long[4 * count];
        long[] r = new long[4 * count];
        long[] s = new long[4 * count];
        byte[] parities = new byte[count];
        for (int i = 0; i < count; i++) {
            Case one = signed();
            put(digests, i, one.digest());
            put(r, i, one.signature().r());
            put(s, i, one.signature().s());
            parities[i] = (byte) one.signature().yParity().w0();
        }
        LaneRecovery.Outcome[] outcomes = new LaneRecovery.Outcome[count];
        lanes.recover(count, digests, r, s, parities, new long[8 * count], outcomes);
        for (LaneRecovery.Outcome outcome : outcomes) {
            assertEquals(LaneRecovery.Outcome.FOUND, outcome, () -> "seed " + seed);
        }
    }

    private static void put(long[] out, int index, Word word) {
        out[4 * index] = word.w0();
        out[4 * index + 1] = word.w1();
        out[4 * index + 2] = word.w2();
        out[4 * index + 3] = word.w3();
    }

    @Test
    void withoutLanesTheAnswersAreTheSame() {
        RecoveryBatch batch = new RecoveryBatch(20, RecoveryBatch.Mode.ALONE);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            cases.add(any());
        }
        assertAsTheLibrary(batch, cases);
    }

    @Test
    void aFullBatchSaysSoAndAClearedOneIsEmpty() {
        RecoveryBatch batch = new RecoveryBatch(2);
        Case one = signed();
        batch.add(one.digest().toArray(), 0, one.signature());
        batch.add(one.digest().toArray(), 0, one.signature());
        assertThrows(
                IllegalStateException.class,
                () -> batch.add(one.digest().toArray(), 0, one.signature()));
        batch.recover();
        assertEquals(batch.signer(0), batch.signer(1));
        batch.clear();
        assertThrows(IndexOutOfBoundsException.class, () -> batch.signer(0));
        Case bad = outOfRange();
        batch.add(bad.digest().toArray(), 0, bad.signature());
        batch.recover();
        assertNull(batch.signer(0));
    }
}
