package io.kaizen.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload.Sender;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Signatures from the table against the library's recovery. */
class TableSignerTest {
    @Test
    void everySignatureIsItsSendersWithALowS() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TableSigner signer = new TableSigner(seed);
        for (Sender sender : new Workload(Word.ONE, seed).senders(5)) {
            BigInteger secretKey = new BigInteger(1, sender.secretKey().array());
            for (int i = 0; i < 400; i++) {
                byte[] digest = new byte[32];
                random.nextBytes(digest);
                Signature signature = signer.sign(digest, secretKey);
                int parity = (int) signature.yParity().w0();
                assertTrue(Secp256k1.isLowS(signature.s()), "seed " + seed);
                assertEquals(
                        sender.address(),
                        Secp256k1.recover(digest, parity, signature.r(), signature.s()),
                        "seed " + seed);
            }
        }
    }
}
