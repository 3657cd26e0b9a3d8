package io.kaizen.exec.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Word;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Secp256k1Test {
    private final BouncyCastleSecp256k1 portable = new BouncyCastleSecp256k1();

    @Test
    void knownKeyGivesTheKnownDevAddress() {
        byte[] key =
                HexFormat.of()
                        .parseHex(
                                "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
        assertEquals(
                "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", Secp256k1.address(key).checksummed());
    }

    @Test
    void bothBackendsSignAndRecoverAlike() {
        NativeSecp256k1 library = NativeSecp256k1.load();
        if (library == null) {
            System.out.println("skipped: no native secp256k1 on this platform");
            return;
        }
        long seed = System.nanoTime();
        System.out.println("Secp256k1Test seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] key = new byte[32];
            byte[] digest = new byte[32];
            random.nextBytes(key);
            random.nextBytes(digest);
            key[0] &= 0x7f;
            key[31] |= 1;
            byte[] signature = library.sign(digest, key);
            assertArrayEquals(signature, portable.sign(digest, key));
            assertArrayEquals(library.publicKey(key), portable.publicKey(key));
            for (int parity = 0; parity < 2; parity++) {
                assertArrayEquals(
                        library.recover(digest, signature, parity),
                        portable.recover(digest, signature, parity));
            }
        }
    }

    @Test
    void backendsAgreeOnWhichRandomSignaturesHaveNoKey() {
        NativeSecp256k1 library = NativeSecp256k1.load();
        if (library == null) {
            System.out.println("skipped: no native secp256k1 on this platform");
            return;
        }
        Random random = new Random(7);
        int without = 0;
        for (int i = 0; i < 60; i++) {
            byte[] compact = new byte[64];
            byte[] digest = new byte[32];
            random.nextBytes(compact);
            random.nextBytes(digest);
            compact[0] &= 0x7f;
            compact[32] &= 0x7f;
            byte[] theirs = library.recover(digest, compact, i & 1);
            assertArrayEquals(theirs, portable.recover(digest, compact, i & 1));
            without += theirs == null ? 1 : 0;
        }
        assertTrue(without > 10, "about half of all r are no abscissa, saw " + without);
    }

    @Test
    void recoversTheSigner() {
        byte[] key = new byte[32];
        key[31] = 42;
        byte[] digest = Hash.keccak(new byte[] {1, 2, 3}).toArray();
        Signature signature = Secp256k1.sign(digest, key);
        Address signer =
                Secp256k1.recover(
                        digest, (int) signature.yParity().w0(), signature.r(), signature.s());
        assertNotNull(signer);
        assertEquals(Secp256k1.address(key), signer);
        assertTrue(Secp256k1.isLowS(signature.s()));
    }

    @Test
    void refusesScalarsOutOfRange() {
        byte[] digest = new byte[32];
        assertNull(Secp256k1.recover(digest, 0, Word.ZERO, Word.ONE));
        assertNull(Secp256k1.recover(digest, 0, Word.ONE, Word.ZERO));
        assertNull(Secp256k1.recover(digest, 0, Secp256k1.ORDER, Word.ONE));
        assertNull(Secp256k1.recover(digest, 0, Word.ONE, Secp256k1.ORDER));
        assertNull(Secp256k1.recover(digest, 2, Word.ONE, Word.ONE));
        assertThrows(IllegalArgumentException.class, () -> Secp256k1.sign(digest, new byte[32]));
    }
}
