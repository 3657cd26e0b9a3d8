package io.kaizen.ingress.subscribe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.ingress.InMemoryLedger;
import io.kaizen.ingress.RpcFixture;
import io.kaizen.ingress.json.ReceiptJson;
import io.kaizen.ingress.rpc.RpcException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

final class ReceiptWaitersTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofMillis(30);

    private final InMemoryLedger ledger = new InMemoryLedger(genesis());
    private final Scheduler notifier = Schedulers.newSingle("test-notify", true);
    private final ReceiptWaiters waiters = new ReceiptWaiters(ledger, 3, GRACE, notifier);

    private static MemoryState genesis() {
        MemoryState state = new MemoryState();
        state.put(RpcFixture.SENDER, 0, RpcFixture.FUNDS, Bytes.EMPTY);
        return state;
    }

    @BeforeEach
    void start() {
        waiters.start();
    }

    @AfterEach
    void stop() {
        waiters.close();
        notifier.dispose();
    }

    private CompletableFuture<ReceiptJson> expect(Bytes raw, Duration wait) {
        return waiters.expect(Hash.keccak(raw), wait);
    }

    private static ReceiptJson within(CompletableFuture<ReceiptJson> wait) throws Exception {
        return wait.get(10, TimeUnit.SECONDS);
    }

    @Test
    void allWhoWaitForOneTransactionGetItsReceiptAndWhoCancelsDoesNot() throws Exception {
        Bytes raw = RpcFixture.transfer(0);
        var first = expect(raw, LONG);
        var second = expect(raw, LONG);
        var third = expect(raw, LONG);
        second.cancel(false);
        ledger.submit(raw).get(10, TimeUnit.SECONDS);
        assertEquals(1, within(first).at().blockNumber());
        assertEquals(within(first), within(third));
        assertTrue(second.isCancelled());
    }

    @Test
    void anOpenBlockIsWaitedForNoLongerThanTheGrace() throws Exception {
        ledger.hold();
        Bytes raw = RpcFixture.transfer(0);
        var wait = expect(raw, LONG);
        long began = System.nanoTime();
        ledger.submit(raw).get(10, TimeUnit.SECONDS);
        assertNotNull(within(wait).position());
        assertTrue(System.nanoTime() - began >= GRACE.toNanos());
    }

    @Test
    void aWaitThatEndsWithinTheGraceEndsWithThePreconfirmation() throws Exception {
        ledger.hold();
        try (ReceiptWaiters patient =
                new ReceiptWaiters(ledger, 3, Duration.ofMinutes(1), notifier)) {
            patient.start();
            Bytes raw = RpcFixture.transfer(0);
            var wait = patient.expect(Hash.keccak(raw), Duration.ofMillis(50));
            ledger.submit(raw).get(10, TimeUnit.SECONDS);
            assertNotNull(within(wait).position());
        }
    }

    /** The clock stops when nobody has waited for a second, and must be found running again. */
    @Test
    void waitsEndInTimeBeforeAndAfterAnIdleTime() throws Exception {
        for (int round = 0; round < 3; round++) {
            var wait = expect(RpcFixture.transfer(7), Duration.ofMillis(20));
            ExecutionException late = assertThrows(ExecutionException.class, () -> within(wait));
            assertInstanceOf(TimeoutException.class, late.getCause());
            Thread.sleep(round == 0 ? 1_300 : 1_000);
        }
    }

    @Test
    void waitsThatEndedMakeRoomAndTheOthersEndWithTheServer() {
        var one = waiters.expect(Hash.keccak(new byte[] {1}), LONG);
        for (int i = 2; i <= 3; i++) {
            var _ = waiters.expect(Hash.keccak(new byte[] {(byte) i}), LONG);
        }
        Hash another = Hash.keccak(new byte[] {4});
        assertThrows(RpcException.class, () -> waiters.expect(another, LONG));
        one.cancel(false);
        var last = waiters.expect(another, LONG);
        assertFalse(last.isDone());
        waiters.close();
        assertTrue(last.isCompletedExceptionally());
    }
}
