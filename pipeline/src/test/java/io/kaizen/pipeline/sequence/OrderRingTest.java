package io.kaizen.pipeline.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.pipeline.metrics.StageMeter;
import io.kaizen.pipeline.pool.PooledTransaction;
import io.kaizen.pipeline.publish.Broadcast;
import io.kaizen.pipeline.publish.Preconfirmation;
import io.kaizen.pipeline.publish.PublishStage;
import io.kaizen.pipeline.publish.ResultEvent;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class OrderRingTest {
    private static final BlockHashes NONE = number -> Hash.ZERO;
    private static final BlockOpening OPENING =
            new BlockOpening(
                    1,
                    0,
                    Word.ONE,
                    30_000_000,
                    Address.ZERO,
                    Hash.ZERO,
                    BlockOpening.L1Origin.NONE);

    private final OrderRing ring = new OrderRing(8, List.of());
    private final RingBuffer<ResultEvent> results =
            RingBuffer.createSingleProducer(ResultEvent::new, 8, new YieldingWaitStrategy());
    private final PublishStage publisher =
            new PublishStage(
                    ring,
                    results,
                    NONE,
                    new Progress(new Progress.Executed(0, 0, 0), new Progress.Released(0, 0)),
                    new Broadcast<Preconfirmation>("receipts", 8, Schedulers.immediate()),
                    List.of(),
                    new StageMeter(Clock.systemUTC()));
    private final RecoveredTransaction transfer =
            new RecoveredTransaction(
                    new Transaction(
                            TransactionType.DYNAMIC_FEE,
                            Word.ONE,
                            0,
                            new Transaction.Fees(21_000, Word.ONE, Word.ONE, Word.ZERO),
                            new Transaction.Call(Address.ZERO, Word.ONE, Bytes.EMPTY),
                            Transaction.Extras.NONE,
                            Signature.NONE),
                    Address.ZERO,
                    Hash.ZERO,
                    Bytes.EMPTY);
    private final Receipt receipt =
            new Receipt(
                    TransactionType.DYNAMIC_FEE,
                    true,
                    21_000,
                    List.of(),
                    Bytes.EMPTY,
                    new Receipt.Outcome(21_000, Word.ONE, null, null));

    @Test
    void aSlotIsReadWhileItIsNeededAndHoldsNothingOnceItIsPublished() throws Exception {
        ring.open(OrderEvent.Origin.LIVE, 1, 0, OPENING);
        ring.transaction(
                OrderEvent.Origin.LIVE, 2, 1, PooledTransaction.ofJournal(transfer, 0, 2, 1));
        OrderEvent slot = ring.execution().entry(1);
        assertEquals(0, publisher.doWork(), "neither journaled nor executed");
        ring.journalPoller().poll((event, sequence, endOfBatch) -> true);
        slot.executed(receipt, 0, 0);
        assertEquals(0, publisher.doWork(), "not executed");
        assertSame(transfer, slot.transaction().transaction());

        ring.execution().release(1);
        assertEquals(2, publisher.doWork());

        assertNull(slot.receipt());
        assertThrows(IllegalStateException.class, slot::transaction);
        assertThrows(IllegalStateException.class, ring.execution().entry(0)::open);
        ResultEvent result = results.get(1);
        assertSame(transfer, result.transaction());
        assertSame(receipt, result.receipt());
        result.clear();
        assertNull(result.transaction());
        assertNull(result.receipt());
    }
}
