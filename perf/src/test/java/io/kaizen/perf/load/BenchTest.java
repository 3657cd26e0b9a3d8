package io.kaizen.perf.load;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchTest {
    private static final Word DEV_ACCOUNT = Word.fromDecimal("10000000000000000000000");
    private static final long COUNT = 30_000;
    private static final long SENDERS = 200;

    @ParameterizedTest
    @EnumSource
    void aSenderCanPayForItsShareAndTheFunderForManyRuns(Workload.Kind kind) {
        Workload workload = new Workload(Word.ONE, 1);
        Workload.Sender sender = workload.senders(1).getFirst();
        Bytes raw =
                switch (kind) {
                    case TRANSFER -> workload.transfer(sender, 0, Address.ZERO, Word.ONE);
                    case ERC20 ->
                            workload.tokenTransfer(sender, 0, Address.ZERO, Address.ZERO, Word.ONE);
                };
        Transaction tx = TransactionCodec.decode(raw.array());
        Word costMax = tx.fees().maxFeePerGas().times(tx.gasLimit()).plus(tx.value());

        Word balance = Bench.balance(kind, COUNT / SENDERS);

        assertTrue(balance.compareTo(costMax.times(COUNT / SENDERS)) >= 0, balance::toString);
        assertTrue(balance.times(30 * SENDERS).compareTo(DEV_ACCOUNT) < 0, balance::toString);
    }
}
