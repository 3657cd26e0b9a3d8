package io.kaizen.exec.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.rlp.RlpException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransactionCodecTest {
    /** The worked example of EIP-155. */
    private static final String EIP155 =
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400"
                    + "008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067"
                    + "cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

    @Test
    void decodesTheExampleOfEip155() {
        Transaction tx = TransactionCodec.decode(Bytes.fromHex(EIP155).array());
        assertEquals(9, tx.nonce());
        assertEquals(Word.ONE, tx.chainId());
        assertEquals(21000, tx.gasLimit());
        assertEquals(Word.fromDecimal("1000000000000000000"), tx.value());
        assertEquals(
                "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f",
                String.valueOf(TransactionCodec.sender(tx)));
        assertEquals(
                "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53",
                Bytes.wrap(TransactionCodec.signingHash(tx)).hex());
        assertEquals(EIP155, TransactionCodec.encode(tx).hex());
    }

    @Test
    void everyTypeSurvivesTheRoundTripAndKeepsItsSender() {
        long seed = System.nanoTime();
        System.out.println("TransactionCodecTest seed " + seed);
        Random random = new Random(seed);
        byte[] key = new byte[32];
        random.nextBytes(key);
        key[0] &= 0x7f;
        key[31] |= 1;
        Address sender = Secp256k1.address(key);
        for (int i = 0; i < 200; i++) {
            Transaction unsigned =
                    random(random, java.util.Objects.requireNonNull(TransactionType.fromId(i % 5)));
            Transaction tx = TransactionCodec.sign(unsigned, key);
            Bytes raw = TransactionCodec.encode(tx);
            Transaction back = TransactionCodec.decode(raw.array());
            assertEquals(tx, back);
            assertEquals(sender, TransactionCodec.sender(back));
        }
    }

    @Test
    void truncationsAndTrailingBytesAreRefused() {
        byte[] raw = Bytes.fromHex(EIP155).array();
        for (int length = 0; length < raw.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(raw, length);
            assertThrows(RlpException.class, () -> TransactionCodec.decode(cut));
        }
        byte[] longer = java.util.Arrays.copyOf(raw, raw.length + 1);
        RlpException refused =
                assertThrows(RlpException.class, () -> TransactionCodec.decode(longer));
        assertTrue(refused.getMessage().contains("trailing"), refused.getMessage());
    }

    @Test
    void unknownTypesAreRefusedWithTheirByte() {
        RlpException refused =
                assertThrows(
                        RlpException.class,
                        () -> TransactionCodec.decode(new byte[] {0x2a, (byte) 0xc0}));
        assertEquals("transaction type not supported: 0x2a", refused.getMessage());
    }

    @Test
    void highSHasNoSender() {
        Transaction tx = TransactionCodec.decode(Bytes.fromHex(EIP155).array());
        Signature low = tx.signature();
        Signature high =
                new Signature(
                        Word.of(low.yParity().w0() ^ 1), low.r(), Secp256k1.ORDER.minus(low.s()));
        Transaction malleated =
                new Transaction(
                        tx.type(),
                        tx.chainId(),
                        tx.nonce(),
                        tx.fees(),
                        tx.call(),
                        tx.extras(),
                        high);
        assertNull(TransactionCodec.sender(malleated));
    }

    private static Bytes authorizing(long parity) {
        Authorization authorization =
                new Authorization(
                        Word.ONE,
                        Address.ZERO,
                        0,
                        new Signature(Word.of(parity), Word.ONE, Word.ONE));
        return TransactionCodec.encode(
                new Transaction(
                        TransactionType.SET_CODE,
                        Word.ONE,
                        0,
                        Transaction.Fees.legacy(21_000, Word.ONE),
                        new Transaction.Call(Address.ZERO, Word.ZERO, Bytes.EMPTY),
                        new Transaction.Extras(List.of(), List.of(authorization), List.of()),
                        Signature.NONE));
    }

    /** One of more bits makes the transaction invalid, not only the authorization (EIP-7702). */
    @Test
    void theParityOfAnAuthorizationHasEightBits() {
        Bytes good = authorizing(255);
        assertEquals(good, TransactionCodec.encode(TransactionCodec.decode(good.array())));
        byte[] bad = authorizing(256).array();
        assertThrows(RlpException.class, () -> TransactionCodec.decode(bad));
    }

    private static Transaction random(Random random, TransactionType type) {
        Word price = Word.of(random.nextLong());
        Word tip =
                type == TransactionType.LEGACY || type == TransactionType.ACCESS_LIST
                        ? price
                        : Word.of(random.nextInt(1000));
        byte[] data = new byte[random.nextInt(300)];
        random.nextBytes(data);
        byte[] addressBytes = new byte[20];
        random.nextBytes(addressBytes);
        Address address = Address.of(addressBytes);
        List<AccessListEntry> accessList =
                type == TransactionType.LEGACY
                        ? List.of()
                        : List.of(
                                new AccessListEntry(
                                        address, List.of(Word.ONE, Word.of(random.nextLong()))));
        List<Authorization> authorizations =
                type == TransactionType.SET_CODE
                        ? List.of(
                                new Authorization(
                                        Word.of(5),
                                        address,
                                        random.nextLong(),
                                        new Signature(Word.ONE, Word.MAX, Word.of(3))))
                        : List.of();
        List<Hash> blobs =
                type == TransactionType.BLOB ? List.of(Hash.keccak(data), Hash.ZERO) : List.of();
        return new Transaction(
                type,
                type == TransactionType.LEGACY && random.nextBoolean() ? null : Word.of(31337),
                random.nextLong(),
                new Transaction.Fees(
                        random.nextLong(),
                        price,
                        tip,
                        type == TransactionType.BLOB ? Word.of(9) : Word.ZERO),
                new Transaction.Call(
                        random.nextBoolean() ? address : null, price, Bytes.wrap(data)),
                new Transaction.Extras(accessList, authorizations, blobs),
                Signature.NONE);
    }
}
