package io.kaizen.perf.evm;

import com.sun.management.ThreadMXBean;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.load.BenchToken;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whole transactions through the processor, each with its rules, fees and effects: no signature, no
 * trie, the state in memory and unchanged, so that every run does the same work.
 */
public final class TransactionRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SENDERS = 256;
    private static final Word RICH = Word.fromDecimal("1000000000000000000000000");
    private static final Address DEPLOYER = Address.ofLong(0xdeb1);
    private static final Address TOKEN = Address.ofCreate(DEPLOYER, 0);

    private final Duration warmup;
    private final Duration measured;
    private final MemoryState base = new MemoryState();
    private final BlockContext block = BenchBlock.context();
    private final TransactionProcessor processor =
            new TransactionProcessor(Revision.OSAKA, Word.ONE);

    public TransactionRun(Duration warmup, Duration measured) {
        this.warmup = warmup;
        this.measured = measured;
    }

    /** Rows with {@code name}, {@code ns} and {@code bytesAllocated} a transaction. */
    public List<Map<String, Object>> run() throws IOException {
        deployToken();
        for (int i = 0; i < SENDERS; i++) {
            base.put(sender(i), 0, RICH, Bytes.EMPTY);
            base.put(recipient(i), 0, Word.ONE, Bytes.EMPTY);
            base.putStorage(TOKEN, BenchToken.balanceSlot(sender(i)), RICH);
            base.putStorage(TOKEN, BenchToken.balanceSlot(recipient(i)), Word.ONE);
        }
        List<Transaction> transfers = new ArrayList<>();
        List<Transaction> tokens = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            transfers.add(transaction(21_000, recipient(i), Word.ONE, Bytes.EMPTY));
            tokens.add(
                    transaction(
                            100_000,
                            TOKEN,
                            Word.ZERO,
                            BenchToken.transfer(recipient(i), Word.ONE)));
        }
        return List.of(measure("value-transfer", transfers), measure("erc20-transfer", tokens));
    }

    private void deployToken() throws IOException {
        base.put(DEPLOYER, 0, RICH, Bytes.EMPTY);
        Transaction creation = transaction(1_500_000, null, Word.ZERO, BenchToken.initCode());
        base.apply(executed(creation, DEPLOYER).effects());
    }

    private TransactionResult.Executed executed(Transaction transaction, Address sender) {
        TransactionResult result =
                processor.execute(base, block, transaction, sender, Validation.CONSENSUS, null);
        if (result instanceof TransactionResult.Executed executed && executed.succeeded()) {
            return executed;
        }
        throw new IllegalStateException("transaction of " + sender + " failed: " + result);
    }

    private static Address sender(int i) {
        return Address.ofLong(0x5e4d00000L + i);
    }

    private static Address recipient(int i) {
        return Address.ofLong(0x4ec100000L + i);
    }

    private static Transaction transaction(long gas, @Nullable Address to, Word value, Bytes data) {
        Word cap = Word.of(3_000_000_000L);
        return new Transaction(
                TransactionType.DYNAMIC_FEE,
                Word.ONE,
                0,
                new Transaction.Fees(gas, cap, Word.of(1_000_000_000L), Word.ZERO),
                new Transaction.Call(to, value, data),
                Transaction.Extras.NONE,
                Signature.NONE);
    }

    private Map<String, Object> measure(String name, List<Transaction> transactions) {
        long gasUsed = round(transactions);
        long end = System.nanoTime() + warmup.toNanos();
        while (System.nanoTime() < end) {
            round(transactions);
        }
        Samples samples = new Samples();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        end = System.nanoTime() + measured.toNanos();
        while (System.nanoTime() < end) {
            long began = System.nanoTime();
            round(transactions);
            samples.add(System.nanoTime() - began);
        }
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", name);
        row.put("ns", samples.median() / SENDERS);
        row.put("nsMinimum", samples.minimum() / SENDERS);
        row.put("gasUsed", gasUsed / SENDERS);
        row.put("bytesAllocated", bytes / samples.count() / SENDERS);
        row.put("runs", samples.count() * SENDERS);
        return row;
    }

    /** All transactions once; their gas. */
    private long round(List<Transaction> transactions) {
        long gasUsed = 0;
        for (int i = 0; i < transactions.size(); i++) {
            gasUsed += executed(transactions.get(i), sender(i)).gasUsed();
        }
        return gasUsed;
    }
}
