package io.kaizen.pipeline.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Decoded;
import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.pool.TransactionStatus.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransactionPoolTest {
    private static final Word RICH = Word.fromDecimal("1000000000000000000000");
    private static final Address ALICE = Address.ofLong(0xa11ce);
    private static final Address BOB = Address.ofLong(0xb0b);
    private static final Word FEE = Word.of(10);

    private final PublishedState state = new PublishedState();
    private final TransactionPool pool =
            new TransactionPool(new PoolLimits(8, 4, 6, 16, Duration.ofHours(3), 10, 4));
    private long nextPosition = 1;

    /** Accounts as the publisher last released them. */
    private static final class PublishedState implements StateView {
        final Map<Address, Account> accounts = new HashMap<>();
        final Map<Hash, Bytes> code = new HashMap<>();

        @Override
        public @Nullable Account account(Address address) {
            return accounts.get(address);
        }

        @Override
        public Word storage(Address address, Word slot) {
            return Word.ZERO;
        }

        @Override
        public Bytes code(Hash codeHash) {
            return code.getOrDefault(codeHash, Bytes.EMPTY);
        }

        @Override
        public boolean hasStorage(Address address) {
            return false;
        }
    }

    TransactionPoolTest() {
        account(ALICE, 0, RICH);
        account(BOB, 0, RICH);
    }

    private void account(Address address, long nonce, Word balance) {
        state.accounts.put(address, new Account(nonce, balance, Hash.EMPTY_CODE));
    }

    private static RecoveredTransaction tx(Address from, long nonce, Word fee, long value) {
        Transaction tx =
                new Transaction(
                        TransactionType.DYNAMIC_FEE,
                        Word.ONE,
                        nonce,
                        new Transaction.Fees(21_000, fee, fee, Word.ZERO),
                        new Transaction.Call(BOB, Word.of(value), Bytes.wrap(from.toArray())),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        Bytes raw = TransactionCodec.encode(tx);
        return new RecoveredTransaction(tx, from, Hash.keccak(raw), raw);
    }

    private Admission admit(RecoveredTransaction tx) {
        Transaction.Fees fees = tx.transaction().fees();
        Word cost = fees.maxFeePerGas().times(fees.gasLimit()).plus(tx.transaction().value());
        return pool.admit(
                new Decoded.Valid(tx, cost), System.currentTimeMillis() * 1_000_000, state);
    }

    private void accepted(RecoveredTransaction tx) {
        assertInstanceOf(Admission.Accepted.class, admit(tx));
    }

    private String refused(RecoveredTransaction tx, Refusal reason) {
        Admission.Refused refused = assertInstanceOf(Admission.Refused.class, admit(tx));
        assertEquals(reason, refused.reason(), refused.message());
        return refused.message();
    }

    private @Nullable PooledTransaction order() {
        PooledTransaction next = pool.next(Word.ONE, state);
        if (next != null) {
            pool.ordered(next, nextPosition++, 1);
        }
        return next;
    }

    private Stage stage(RecoveredTransaction tx) {
        TransactionStatus status = pool.status(tx.hash(), 0);
        assertNotNull(status);
        return status.stage();
    }

    @Test
    void noncesAreOrderedWithoutGapsWhateverTheArrival() {
        accepted(tx(ALICE, 2, FEE, 0));
        accepted(tx(ALICE, 0, FEE, 0));
        RecoveredTransaction last = tx(ALICE, 1, FEE, 0);
        assertEquals(1L, pool.pendingNonce(ALICE));
        accepted(last);
        assertEquals(3L, pool.pendingNonce(ALICE));
        for (long nonce = 0; nonce < 3; nonce++) {
            PooledTransaction next = order();
            assertNotNull(next);
            assertEquals(nonce, next.nonce());
        }
        assertNull(order());
    }

    @Test
    void firstComeFirstServedAcrossSenders() {
        accepted(tx(BOB, 0, FEE, 0));
        accepted(tx(ALICE, 0, Word.of(1000), 0));
        accepted(tx(BOB, 1, FEE, 0));
        assertEquals(BOB, orderedSender());
        assertEquals(ALICE, orderedSender());
        assertEquals(BOB, orderedSender());
    }

    private Address orderedSender() {
        PooledTransaction next = order();
        assertNotNull(next);
        return next.transaction().sender();
    }

    @Test
    void staleNoncesAreRefusedWithBothNumbers() {
        account(ALICE, 7, RICH);
        assertEquals(
                "nonce too low: next nonce 7, tx nonce 3",
                refused(tx(ALICE, 3, FEE, 0), Refusal.NONCE_TOO_LOW));
    }

    @Test
    void absurdlyHighNoncesAreRefused() {
        String message = refused(tx(ALICE, 1_000, FEE, 0), Refusal.NONCE_TOO_HIGH);
        assertTrue(message.contains("tx nonce 1000"), message);
    }

    @Test
    void theSameTransactionIsAlreadyKnown() {
        RecoveredTransaction tx = tx(ALICE, 0, FEE, 0);
        accepted(tx);
        assertEquals("already known", refused(tx, Refusal.ALREADY_KNOWN));
    }

    @Test
    void replacementsMustRaiseBothFeesByTenPercent() {
        RecoveredTransaction first = tx(ALICE, 1, Word.of(100), 0);
        accepted(first);
        refused(tx(ALICE, 1, Word.of(109), 0), Refusal.REPLACEMENT_UNDERPRICED);
        assertEquals(Stage.QUEUED, stage(first));
        RecoveredTransaction better = tx(ALICE, 1, Word.of(110), 0);
        accepted(better);
        assertEquals(Stage.REPLACED, stage(first));
        assertEquals(Stage.QUEUED, stage(better));
    }

    @Test
    void anOrderedTransactionCannotBeReplaced() {
        accepted(tx(ALICE, 0, Word.of(100), 0));
        assertNotNull(order());
        refused(tx(ALICE, 0, Word.of(1_000), 0), Refusal.NONCE_TOO_LOW);
    }

    @Test
    void fundsCoverEverythingReservedAhead() {
        account(ALICE, 0, Word.of(500_000));
        accepted(tx(ALICE, 0, FEE, 0));
        assertNotNull(order());
        accepted(tx(ALICE, 1, FEE, 0));
        String message = refused(tx(ALICE, 2, FEE, 0), Refusal.INSUFFICIENT_FUNDS);
        assertTrue(message.contains("balance 500000, queued cost 420000, tx cost 210000"), message);
        assertTrue(message.endsWith("overshot 130000"), message);
    }

    @Test
    void accountAndPoolLimitsRefuseWithTheirNumbers() {
        for (int nonce = 0; nonce < 6; nonce++) {
            accepted(tx(ALICE, nonce, FEE, 0));
        }
        refused(tx(ALICE, 6, FEE, 0), Refusal.ACCOUNT_LIMIT);
        accepted(tx(BOB, 0, FEE, 0));
        accepted(tx(BOB, 1, FEE, 0));
        refused(tx(BOB, 2, FEE, 0), Refusal.POOL_FULL);
        for (int nonce = 3; nonce < 7; nonce++) {
            accepted(tx(BOB, nonce, FEE, 0));
        }
        Address carol = Address.ofLong(0xca401);
        account(carol, 0, RICH);
        refused(tx(carol, 5, FEE, 0), Refusal.POOL_FULL);
    }

    @Test
    void feesBelowTheBaseFeeWaitAndComeBack() {
        RecoveredTransaction tx = tx(ALICE, 0, FEE, 0);
        accepted(tx);
        assertNull(pool.next(Word.of(11), state));
        TransactionStatus waiting = pool.status(tx.hash(), 0);
        assertNotNull(waiting);
        assertEquals("fee cap is below the base fee", waiting.reason());
        pool.reconsiderStalled();
        assertNotNull(pool.next(Word.of(10), state));
    }

    @Test
    void contractsCannotSend() {
        state.code.put(Hash.keccak(new byte[] {1}), Bytes.wrap(new byte[] {1}));
        state.accounts.put(ALICE, new Account(0, RICH, Hash.keccak(new byte[] {1})));
        refused(tx(ALICE, 0, FEE, 0), Refusal.SENDER_NOT_EOA);
    }

    @Test
    void aDelegatedAccountHasOneTransactionInFlight() {
        byte[] delegation = new byte[23];
        delegation[0] = (byte) 0xef;
        delegation[1] = 1;
        Hash codeHash = Hash.keccak(delegation);
        state.code.put(codeHash, Bytes.wrap(delegation));
        state.accounts.put(ALICE, new Account(0, RICH, codeHash));
        accepted(tx(ALICE, 0, FEE, 0));
        accepted(tx(ALICE, 1, FEE, 0));
        PooledTransaction first = order();
        assertNotNull(first);
        assertNull(order());
        pool.published(first);
        assertNotNull(order());
    }

    @Test
    void aVoidTransactionIsTheEndForItAndOneMoreChanceForItsFollowers() {
        RecoveredTransaction first = tx(ALICE, 0, FEE, 0);
        RecoveredTransaction second = tx(ALICE, 1, FEE, 0);
        accepted(first);
        accepted(second);
        PooledTransaction a = order();
        PooledTransaction b = order();
        assertNotNull(a);
        assertNotNull(b);
        pool.voided(a, new VoidReason(false, "insufficient funds"), state);
        pool.voided(b, new VoidReason(true, "nonce too high"), state);
        assertEquals(Stage.VOID, stage(first));
        assertEquals(Stage.QUEUED, stage(second));
        assertEquals(0L, pool.pendingNonce(ALICE));
        accepted(tx(ALICE, 0, FEE, 1));
        assertNotNull(order());
        PooledTransaction again = order();
        assertNotNull(again);
        assertEquals(second.hash(), again.transaction().hash());
        pool.voided(again, new VoidReason(true, "nonce too high"), state);
        assertEquals(Stage.VOID, stage(second));
    }

    @Test
    void refusalsAreRememberedWithinTheWindow() {
        account(ALICE, 7, RICH);
        RecoveredTransaction first = tx(ALICE, 0, FEE, 0);
        admit(first);
        assertEquals(Stage.REFUSED, stage(first));
        for (int nonce = 1; nonce <= 4; nonce++) {
            admit(tx(ALICE, nonce, FEE, 0));
        }
        assertNull(pool.status(first.hash(), 0));
    }

    @Test
    void settledSendersLeaveNothingBehind() {
        accepted(tx(ALICE, 0, FEE, 0));
        PooledTransaction tx = order();
        assertNotNull(tx);
        pool.published(tx);
        assertNull(pool.pendingNonce(ALICE));
        pool.sealed(tx.transaction().hash());
        assertNull(pool.status(tx.transaction().hash(), 0));
        assertTrue(pool.view().pending().isEmpty());
    }
}
