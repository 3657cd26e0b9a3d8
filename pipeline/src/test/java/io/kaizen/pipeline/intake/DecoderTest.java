package io.kaizen.pipeline.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecoderTest {
    private static final Word CHAIN_ID = Word.of(1337);
    private static final Address TO = Address.ofLong(0xb0b);
    private static final Word GWEI = Word.of(1_000_000_000L);
    private static final long GAS_MAX = 1L << 24;

    private final byte[] key = new byte[32];
    private final Decoder decoder = decoder(Decoder.Unprotected.ALLOWED);

    /** A transaction that is fine, one part after the other to be spoilt. */
    private TransactionType type = TransactionType.DYNAMIC_FEE;

    private @Nullable Word chainId = CHAIN_ID;
    private long nonce = 3;
    private Transaction.Fees fees = new Transaction.Fees(21_000, GWEI, Word.ONE, Word.ZERO);
    private @Nullable Address to = TO;
    private Word value = Word.of(5);
    private Bytes data = Bytes.EMPTY;
    private Transaction.Extras extras = Transaction.Extras.NONE;

    DecoderTest() {
        key[31] = 9;
    }

    private static Decoder decoder(Decoder.Unprotected unprotected) {
        return new Decoder(new Decoder.Rules(CHAIN_ID, 131_072, GAS_MAX, unprotected));
    }

    private Transaction unsigned() {
        return new Transaction(
                type,
                chainId,
                nonce,
                fees,
                new Transaction.Call(to, value, data),
                extras,
                Signature.NONE);
    }

    private Transaction signed() {
        return TransactionCodec.sign(unsigned(), key);
    }

    private Bytes raw() {
        return TransactionCodec.encode(signed());
    }

    private static Transaction with(Transaction tx, Signature signature) {
        return new Transaction(
                tx.type(), tx.chainId(), tx.nonce(), tx.fees(), tx.call(), tx.extras(), signature);
    }

    private static Transaction.Fees fees(long gas, Word cap, Word tip) {
        return new Transaction.Fees(gas, cap, tip, Word.ZERO);
    }

    private Decoded.Valid accepted(Bytes raw) {
        return assertInstanceOf(Decoded.Valid.class, decoder.decode(raw));
    }

    private Admission.Refused refused(Refusal reason, Bytes raw) {
        Decoded.Invalid invalid = assertInstanceOf(Decoded.Invalid.class, decoder.decode(raw));
        assertEquals(reason, invalid.refusal().reason(), invalid.refusal().message());
        return invalid.refusal();
    }

    private void refused(Refusal reason, Bytes raw, String message) {
        Admission.Refused refusal = refused(reason, raw);
        assertTrue(refusal.message().contains(message), refusal.message());
        assertEquals(Hash.keccak(raw), refusal.hash());
    }

    @Test
    void everyTypeThatTheChainTakesIsTakenWithItsSenderAndCost() {
        for (TransactionType each : TransactionType.values()) {
            if (each == TransactionType.BLOB) {
                continue;
            }
            type = each;
            boolean capped =
                    each == TransactionType.DYNAMIC_FEE || each == TransactionType.SET_CODE;
            fees = fees(80_000, GWEI, capped ? Word.ONE : GWEI);
            extras =
                    each == TransactionType.SET_CODE
                            ? new Transaction.Extras(
                                    List.of(),
                                    List.of(new Authorization(CHAIN_ID, TO, 0, Signature.NONE)),
                                    List.of())
                            : Transaction.Extras.NONE;
            Bytes raw = raw();
            Decoded.Valid valid = accepted(raw);
            assertEquals(Secp256k1.address(key), valid.transaction().sender());
            assertEquals(Hash.keccak(raw), valid.transaction().hash());
            assertEquals(GWEI.times(80_000).plus(Word.of(5)), valid.costMax());
        }
    }

    @Test
    void bytesThatAreNoTransactionAreMalformedAndHaveNoHash() {
        for (String bad :
                List.of("0x", "0x02", "0xc0", "0xc101", "0x02c0", "0xf8", "0x02f8ff00", "0xff")) {
            assertNull(refused(Refusal.MALFORMED, Bytes.fromHex(bad)).hash(), bad);
        }
    }

    @Test
    void trailingBytesAreRefusedOutsideAndInsideTheList() {
        byte[] raw = raw().toArray();
        byte[] longer = Arrays.copyOf(raw, raw.length + 1);
        refused(Refusal.MALFORMED, Bytes.wrap(longer));
        byte[] inside = longer.clone();
        inside[2]++;
        inside[raw.length] = (byte) 0x80;
        refused(Refusal.MALFORMED, Bytes.wrap(inside));
        refused(Refusal.MALFORMED, Bytes.wrap(Arrays.copyOf(raw, raw.length - 1)));
    }

    @Test
    void integersThatAreNotMinimalAreRefused() {
        byte[] raw = raw().toArray();
        // 0x02, list header of two bytes, chain id of three: then the nonce.
        assertEquals(3, raw[6]);
        byte[] zero = raw.clone();
        zero[6] = 0;
        refused(Refusal.MALFORMED, Bytes.wrap(zero));
        byte[] wide = new byte[raw.length + 1];
        System.arraycopy(raw, 0, wide, 0, 6);
        System.arraycopy(raw, 7, wide, 8, raw.length - 7);
        wide[2]++;
        wide[6] = (byte) 0x81;
        wide[7] = 3;
        refused(Refusal.MALFORMED, Bytes.wrap(wide));
    }

    @Test
    void unknownTypesAndBlobsAreRefusedByName() {
        for (int first : new int[] {0x00, 0x05, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xbf}) {
            byte[] raw = raw().toArray();
            raw[0] = (byte) first;
            Admission.Refused refusal = refused(Refusal.TYPE_NOT_SUPPORTED, Bytes.wrap(raw));
            assertEquals(
                    "transaction type not supported: 0x%02x".formatted(first), refusal.message());
        }
        type = TransactionType.BLOB;
        fees = new Transaction.Fees(21_000, GWEI, Word.ONE, Word.ONE);
        extras = new Transaction.Extras(List.of(), List.of(), List.of(Hash.EMPTY_CODE));
        refused(Refusal.BLOBS_REFUSED, raw(), "blob transactions (0x03) are refused here");
    }

    @Test
    void anotherChainsTransactionsAreRefused() {
        chainId = Word.of(1);
        for (TransactionType each : List.of(TransactionType.LEGACY, TransactionType.DYNAMIC_FEE)) {
            type = each;
            fees = fees(21_000, GWEI, GWEI);
            refused(Refusal.WRONG_CHAIN_ID, raw(), "invalid chain id for signer: have 1 want 1337");
        }
    }

    @Test
    void unprotectedTransactionsAreTakenOrRefusedAsTheSettingSays() {
        type = TransactionType.LEGACY;
        chainId = null;
        fees = fees(21_000, GWEI, GWEI);
        Bytes raw = raw();
        accepted(raw);
        Decoded.Invalid invalid =
                assertInstanceOf(
                        Decoded.Invalid.class, decoder(Decoder.Unprotected.REFUSED).decode(raw));
        assertEquals(Refusal.UNPROTECTED, invalid.refusal().reason());
        assertEquals(
                "only replay-protected (EIP-155) transactions allowed over RPC",
                invalid.refusal().message());
    }

    @Test
    void signaturesOutOfRangeAreRefused() {
        Transaction good = signed();
        Signature is = good.signature();
        Word n = Secp256k1.ORDER;
        List<Signature> bad =
                List.of(
                        new Signature(is.yParity(), Word.ZERO, is.s()),
                        new Signature(is.yParity(), n, is.s()),
                        new Signature(is.yParity(), Word.MAX, is.s()),
                        new Signature(is.yParity(), is.r(), Word.ZERO),
                        new Signature(is.yParity(), is.r(), n),
                        new Signature(Word.of(2), is.r(), is.s()),
                        new Signature(Word.of(27), is.r(), is.s()));
        for (Signature signature : bad) {
            refused(
                    Refusal.INVALID_SIGNATURE,
                    TransactionCodec.encode(with(good, signature)),
                    "invalid transaction v, r, s values");
        }
    }

    @Test
    void theOtherSolutionOfASignatureIsRefusedForItsHighS() {
        Transaction good = signed();
        Signature is = good.signature();
        Word flipped = Secp256k1.ORDER.minus(is.s());
        Word parity = Word.ONE.minus(is.yParity());
        refused(
                Refusal.INVALID_SIGNATURE,
                TransactionCodec.encode(with(good, new Signature(parity, is.r(), flipped))),
                "half the group order (EIP-2)");
    }

    @Test
    void aSignatureThatFitsNoKeyIsRefused() {
        Transaction good = signed();
        // 5 is no x of a point on the curve.
        Signature none = new Signature(Word.ZERO, Word.of(5), Word.ONE);
        refused(
                Refusal.INVALID_SIGNATURE,
                TransactionCodec.encode(with(good, none)),
                "no key fits");
    }

    @Test
    void theSizeLimitIsExact() {
        fees = fees(GAS_MAX, GWEI, Word.ONE);
        data = Bytes.wrap(new byte[130_000]);
        int frame = raw().size() - 130_000;
        data = Bytes.wrap(new byte[131_072 - frame]);
        assertEquals(131_072, raw().size());
        accepted(raw());
        data = Bytes.wrap(new byte[131_073 - frame]);
        Admission.Refused refusal = refused(Refusal.OVERSIZED, raw());
        assertEquals("oversized data: transaction size 131073, limit 131072", refusal.message());
        assertNull(refusal.hash());
    }

    @Test
    void theGasLimitIsCappedByBlockAndTransaction() {
        fees = fees(GAS_MAX, GWEI, Word.ONE);
        accepted(raw());
        fees = fees(GAS_MAX + 1, GWEI, Word.ONE);
        refused(
                Refusal.GAS_LIMIT_TOO_HIGH,
                raw(),
                "transaction gas limit too high (cap: 16777216, tx: 16777217)");
        fees = fees(-1, GWEI, Word.ONE);
        refused(
                Refusal.GAS_LIMIT_TOO_HIGH,
                raw(),
                "transaction gas limit too high (cap: 16777216, tx: 18446744073709551615)");
    }

    @Test
    void aTipAboveTheFeeCapIsRefused() {
        fees = fees(21_000, GWEI, GWEI);
        accepted(raw());
        fees = fees(21_000, GWEI, GWEI.plus(Word.ONE));
        refused(Refusal.TIP_ABOVE_FEE_CAP, raw(), "tip 1000000001, cap 1000000000");
    }

    @Test
    void costsBeyond256BitsAreRefused() {
        fees = fees(21_000, Word.MAX, Word.ONE);
        refused(Refusal.FEE_OVERFLOW, raw(), "exceeds 256 bits");
        fees = fees(21_000, GWEI, Word.ONE);
        value = Word.MAX.minus(GWEI.times(21_000));
        assertEquals(Word.MAX, accepted(raw()).costMax());
        value = value.plus(Word.ONE);
        refused(Refusal.FEE_OVERFLOW, raw(), "exceeds 256 bits");
    }

    @Test
    void theLastNonceIsRefused() {
        nonce = -2;
        accepted(raw());
        nonce = -1;
        refused(Refusal.NONCE_TOO_HIGH, raw(), "nonce has max value: 18446744073709551615");
    }

    @Test
    void intrinsicGasIsDemandedToTheUnit() {
        fees = fees(20_999, GWEI, Word.ONE);
        refused(
                Refusal.INTRINSIC_GAS_TOO_LOW,
                raw(),
                "intrinsic gas too low: gas 20999, minimum needed 21000");
        to = null;
        data = Bytes.fromHex("0x00");
        // 21,000 + 32,000 for a creation, 2 for a word of init code, 4 for a zero byte.
        fees = fees(53_006, GWEI, Word.ONE);
        accepted(raw());
        fees = fees(53_005, GWEI, Word.ONE);
        refused(Refusal.INTRINSIC_GAS_TOO_LOW, raw(), "minimum needed 53006");
        to = TO;
        data = Bytes.EMPTY;
        extras =
                new Transaction.Extras(
                        List.of(new AccessListEntry(TO, List.of(Word.ONE))), List.of(), List.of());
        fees = fees(25_300, GWEI, Word.ONE);
        accepted(raw());
        fees = fees(25_299, GWEI, Word.ONE);
        refused(Refusal.INTRINSIC_GAS_TOO_LOW, raw(), "minimum needed 25300");
    }

    @Test
    void theFloorOfDataIsDemandedToTheUnit() {
        byte[] bytes = new byte[100];
        Arrays.fill(bytes, (byte) 1);
        data = Bytes.wrap(bytes);
        fees = fees(25_000, GWEI, Word.ONE);
        accepted(raw());
        fees = fees(24_999, GWEI, Word.ONE);
        refused(
                Refusal.INTRINSIC_GAS_TOO_LOW,
                raw(),
                "insufficient gas for floor data gas cost: gas 24999, minimum needed 25000");
    }

    @Test
    void initCodeHasALimitThatDataOfCallsHasNot() {
        fees = fees(1_000_000, GWEI, Word.ONE);
        data = Bytes.wrap(new byte[49_153]);
        accepted(raw());
        to = null;
        refused(
                Refusal.INIT_CODE_TOO_LARGE,
                raw(),
                "max initcode size exceeded: code size 49153 limit 49152");
        data = Bytes.wrap(new byte[49_152]);
        accepted(raw());
    }

    @Test
    void setCodeTransactionsNeedAuthorizationsAndARecipient() {
        type = TransactionType.SET_CODE;
        fees = fees(100_000, GWEI, Word.ONE);
        refused(
                Refusal.EMPTY_AUTHORIZATION_LIST,
                raw(),
                "EIP-7702 transaction with empty auth list");
        extras =
                new Transaction.Extras(
                        List.of(),
                        List.of(new Authorization(CHAIN_ID, TO, 0, Signature.NONE)),
                        List.of());
        accepted(raw());
        to = null;
        Decoded.Invalid creation = assertInstanceOf(Decoded.Invalid.class, decoder.decode(raw()));
        // The encoding itself has no place for a missing recipient.
        assertTrue(
                List.of(Refusal.MALFORMED, Refusal.CREATION_NOT_ALLOWED)
                        .contains(creation.refusal().reason()));
    }

    @Test
    void noBytesMakeTheDecoderThrow() {
        long seed = Long.getLong("kaizen.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[][] bases = new byte[4][];
        for (int i = 0; i < bases.length; i++) {
            type =
                    List.of(
                                    TransactionType.LEGACY,
                                    TransactionType.ACCESS_LIST,
                                    TransactionType.DYNAMIC_FEE,
                                    TransactionType.SET_CODE)
                            .get(i);
            fees = fees(200_000, GWEI, GWEI);
            extras =
                    i == 0
                            ? Transaction.Extras.NONE
                            : new Transaction.Extras(
                                    List.of(new AccessListEntry(TO, List.of(Word.ONE))),
                                    i < 3
                                            ? List.of()
                                            : List.of(
                                                    new Authorization(
                                                            CHAIN_ID, TO, 1, Signature.NONE)),
                                    List.of());
            bases[i] = raw().toArray();
        }
        int taken = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] raw = bases[random.nextInt(bases.length)].clone();
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                raw[random.nextInt(raw.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(8) == 0) {
                raw = Arrays.copyOf(raw, random.nextInt(raw.length + 20));
            }
            Bytes bytes = Bytes.wrap(raw);
            try {
                if (decoder.decode(bytes) instanceof Decoded.Valid valid) {
                    taken++;
                    // What is taken is canonical: it encodes to the very same bytes.
                    assertEquals(bytes, TransactionCodec.encode(valid.transaction().transaction()));
                }
            } catch (RuntimeException thrown) {
                throw new AssertionError("seed " + seed + ": " + bytes.hex(), thrown);
            }
        }
        assertTrue(taken > 1_000, "taken " + taken);
        assertNotNull(bases[0]);
    }
}
