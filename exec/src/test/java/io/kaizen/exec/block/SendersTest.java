package io.kaizen.exec.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SendersTest {
    private static final Address SENDER = Secp256k1.address(SmallChain.KEY);
    private static final Word ORDER =
            Word.fromHex("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    private static Transaction signed(@Nullable Word chainId) {
        return TransactionCodec.sign(
                new Transaction(
                        TransactionType.LEGACY,
                        chainId,
                        0,
                        Transaction.Fees.legacy(21_000, Word.ONE),
                        new Transaction.Call(Address.ZERO, Word.ONE, Bytes.EMPTY),
                        Transaction.Extras.NONE,
                        Signature.NONE),
                SmallChain.KEY);
    }

    private static Transaction with(Transaction tx, Signature signature) {
        return new Transaction(
                tx.type(), tx.chainId(), tx.nonce(), tx.fees(), tx.call(), tx.extras(), signature);
    }

    private static boolean holds(Revision revision, Transaction tx) {
        Senders.Recovery recovery = Senders.recover(revision, List.of(TransactionCodec.encode(tx)));
        return recovery instanceof Senders.Recovered recovered
                && recovered.transactions().getFirst().sender().equals(SENDER);
    }

    @Test
    void aHighSIsASignatureBeforeHomesteadOnly() {
        Transaction low = signed(null);
        Signature s = low.signature();
        Word parity = Word.of(s.yParity().w0() ^ 1);
        Transaction high = with(low, new Signature(parity, s.r(), ORDER.minus(s.s())));
        assertTrue(holds(Revision.FRONTIER, high));
        assertFalse(holds(Revision.HOMESTEAD, high));
        assertTrue(holds(Revision.HOMESTEAD, low));
    }

    @Test
    void replayProtectionIsKnownSinceSpuriousDragon() {
        Transaction tx = signed(Word.ONE);
        assertFalse(holds(Revision.TANGERINE_WHISTLE, tx));
        assertTrue(holds(Revision.SPURIOUS_DRAGON, tx));
        assertTrue(holds(Revision.OSAKA, signed(null)));
    }

    @Test
    void theFirstWrongTransactionIsNamed() {
        Bytes good = TransactionCodec.encode(signed(Word.ONE));
        Senders.Recovered both =
                assertInstanceOf(
                        Senders.Recovered.class,
                        Senders.recover(Revision.OSAKA, List.of(good, good)));
        assertEquals(SENDER, both.transactions().getLast().sender());
        Bytes unsigned =
                TransactionCodec.encode(
                        with(signed(Word.ONE), new Signature(Word.ZERO, Word.ZERO, Word.ONE)));
        BlockFault fault = refused(good, unsigned);
        assertEquals(BlockReason.SIGNATURE, fault.reason());
        assertEquals("transaction 1: ", fault.message().substring(0, 15));
        assertEquals(BlockReason.MALFORMED, refused(Bytes.fromHex("0x05c0")).reason());
        assertEquals(BlockReason.MALFORMED, refused(Bytes.fromHex("0xc0")).reason());
    }

    private static BlockFault refused(Bytes... encodings) {
        Senders.Recovery recovery = Senders.recover(Revision.OSAKA, List.of(encodings));
        return assertInstanceOf(Senders.Refused.class, recovery).fault();
    }
}
