package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.state.MemoryState;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run ahead that turns out stale is counted under what it had read otherwise. */
class ConflictKindTest {
    private static final Address FEES = Address.ofLong(0xfee);
    private static final Address FIRST = Address.ofLong(0xa1);
    private static final Address SECOND = Address.ofLong(0xb2);
    private static final Word RICH = Word.fromDecimal("1000000000000000000");

    /** Pays one wei to each of the two below. */
    private static final Address PAYER = Address.ofLong(0xc001);

    private static final Address PAID = Address.ofLong(0xd001);
    private static final Address NOBODY = Address.ofLong(0xd002);

    /** Makes a contract of one byte. */
    private static final Address FACTORY = Address.ofLong(0xc002);

    /** Adds one to its slot 0. */
    private static final Address COUNTER = Address.ofLong(0xc003);

    private static final Address READER = Address.ofLong(0xc004);

    private final MemoryState state = new MemoryState();
    private final ParallelExecutor executor =
            new ParallelExecutor(
                    new ParallelExecutor.Settings(
                            ParallelExecutor.Mode.PARALLEL, 8, 1 << 10, false),
                    () -> new TransactionProcessor(Revision.OSAKA, Word.ONE),
                    System::nanoTime);
    private final Worker worker = executor.worker();

    private static String pay(Address to) {
        return "5f5f5f5f600173" + to.hex().substring(2) + "5af150";
    }

    /** Runs the second call before the first is committed; what was counted. */
    private Counters ahead(Address first, Address second, String readerCode) {
        state.put(FEES, 0, Word.ONE, Bytes.EMPTY);
        state.put(FIRST, 0, RICH, Bytes.EMPTY);
        state.put(SECOND, 0, RICH, Bytes.EMPTY);
        state.put(PAID, 0, Word.ONE, Bytes.EMPTY);
        Map.of(
                        PAYER,
                        pay(PAID) + pay(NOBODY) + "00",
                        FACTORY,
                        "6360015ff35f526004601c5ff05000",
                        COUNTER,
                        "5f546001015f5500",
                        READER,
                        readerCode + "5000")
                .forEach((at, code) -> state.put(at, 1, Word.of(100), Bytes.fromHex("0x" + code)));
        BlockContext block =
                new BlockContext(
                        1,
                        1_000,
                        60_000_000,
                        FEES,
                        Word.ZERO,
                        Hash.ZERO,
                        Word.of(7),
                        Word.ONE,
                        Hash.ZERO,
                        number -> Hash.ZERO);
        executor.enter(block, LateValues.NONE);
        executor.open(state, LateValues.NONE);
        executor.add(call(first), FIRST);
        executor.add(call(second), SECOND);
        assertEquals(1, worker.work(1, 1), "the second runs first");
        for (int i = 0; i < 2; i++) {
            assertInstanceOf(TransactionResult.Executed.class, executor.next());
        }
        return executor.counters();
    }

    private static Transaction call(Address to) {
        return new Transaction(
                TransactionType.DYNAMIC_FEE,
                Word.ONE,
                0,
                new Transaction.Fees(200_000, Word.of(20), Word.ONE, Word.ZERO),
                new Transaction.Call(to, Word.ZERO, Bytes.EMPTY),
                Transaction.Extras.NONE,
                Signature.NONE);
    }

    private static void assertOnly(Conflict kind, Counters counters) {
        for (Conflict each : Conflict.values()) {
            assertEquals(each == kind ? 1 : 0, counters.conflicts(each), each.name());
        }
        assertEquals(1, counters.reexecuted());
        assertEquals(0, counters.speculated());
        assertEquals(0, counters.repaired());
    }

    @Test
    void aSlotThatWasWrittenIsStorage() {
        assertOnly(Conflict.STORAGE, ahead(COUNTER, COUNTER, ""));
    }

    @Test
    void aBalanceThatWasLookedAtAndMovedIsBalance() {
        assertOnly(Conflict.BALANCE, ahead(PAYER, READER, "73" + PAID.hex().substring(2) + "31"));
    }

    @Test
    void aCreatorThatCreatedIsNonce() {
        assertOnly(Conflict.NONCE, ahead(FACTORY, FACTORY, ""));
    }

    @Test
    void codeThatWasDeployedIsCode() {
        String made = Address.ofCreate(FACTORY, 1).hex().substring(2);
        assertOnly(Conflict.CODE, ahead(FACTORY, READER, "73" + made + "3b"));
    }

    @Test
    void anAccountThatCameIntoBeingIsExistence() {
        String hash = "73" + NOBODY.hex().substring(2) + "3f";
        assertOnly(Conflict.EXISTENCE, ahead(PAYER, READER, hash));
    }

    @Test
    void aFeeRecipientThatOnlyGainedIsRepairedAndNoConflict() {
        Counters counters = ahead(PAYER, READER, "30");
        assertEquals(0, counters.reexecuted());
        assertEquals(1, counters.speculated());
        assertEquals(1, counters.repaired());
        assertEquals(1, counters.direct());
        assertEquals(0, executor.givenUp());
    }
}
