package io.kaizen.perf.pipeline;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.SenderBatch;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.BenchToken;
import io.kaizen.perf.load.Workload;
import io.kaizen.perf.load.Workload.Sender;
import io.kaizen.pipeline.PipelineMetrics;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.publish.Ledger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * End to end without RPC: recovery of the sender, admission, journal, execution, receipts, root and
 * store. Gives the CPU time that the process takes for a transaction, the one thread that submits
 * left out, beside the cost of one signature recovery in the same run.
 */
public final class PipelineRun {
    /** Submitted and not admitted: well below the intake ring, which refuses when it is full. */
    private static final int IN_FLIGHT = 4096;

    private static final Word FUNDS = Word.fromDecimal("1000000000000000000");
    private static final Word TOKENS = Word.of(1L << 40);
    private static final long DEPLOY_GAS = 1_500_000;
    private static final int RECOVERIES = 2_000;
    private static final long TIMEOUT_NS = 120_000_000_000L;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * @param count transactions of a round
     * @param senders that share them evenly
     * @param rounds measured, after as many that warm up
     */
    public record Plan(Workload.Kind kind, int count, int senders, int rounds, long seed) {
        public Plan {
            if (count < senders || senders < 1 || rounds < 1) {
                throw new IllegalArgumentException(
                        "%d transactions of %d senders in %d rounds"
                                .formatted(count, senders, rounds));
            }
        }
    }

    private final Plan plan;
    private final Ledger ledger;
    private final PipelineMetrics metrics;
    private final Workload workload;
    private final Sender funder;
    private final List<Sender> senders;
    private final long[] nonces;
    private final AtomicReference<String> refusal = new AtomicReference<>();
    private long funderNonce;
    private long recipients;
    private Address token = Address.ZERO;

    /**
     * @param metrics of the ledger's stages
     * @param funder a rich account of the ledger's
     */
    public PipelineRun(
            Plan plan, Ledger ledger, PipelineMetrics metrics, Word chainId, Sender funder) {
        this.plan = plan;
        this.ledger = ledger;
        this.metrics = metrics;
        this.workload = new Workload(chainId, plan.seed());
        this.funder = funder;
        this.senders = workload.senders(plan.senders());
        this.nonces = new long[plan.senders()];
    }

    /**
     * @param progress told how many rounds are over
     */
    public Map<String, Object> run(LongConsumer progress) throws IOException, InterruptedException {
        fund();
        double[] cpuUs = new double[plan.rounds()];
        double[] perSecond = new double[plan.rounds()];
        double[] recoverUs = new double[plan.rounds()];
        double[] togetherUs = new double[plan.rounds()];
        ThreadCosts warm = ThreadCosts.now();
        StageFigures before = StageFigures.of(metrics);
        for (int round = -plan.rounds(); round < plan.rounds(); round++) {
            if (round == 0) {
                before = StageFigures.atRest(metrics);
                warm = ThreadCosts.now();
            }
            List<Bytes> transactions = sign();
            double recover = recoverUs(transactions);
            double together = recoverTogetherUs(transactions);
            long cpu = PROCESS.getProcessCpuTime() - THREADS.getCurrentThreadCpuTime();
            long began = System.nanoTime();
            submit(transactions);
            await(transactions);
            long took = System.nanoTime() - began;
            cpu = PROCESS.getProcessCpuTime() - THREADS.getCurrentThreadCpuTime() - cpu;
            if (round >= 0) {
                cpuUs[round] = cpu / 1e3 / plan.count();
                perSecond[round] = plan.count() / (took / 1e9);
                recoverUs[round] = recover;
                togetherUs[round] = together;
            }
            progress.accept(round + plan.rounds() + 1L);
        }
        Map<String, Double> threads =
                ThreadCosts.now().since(warm, (long) plan.count() * plan.rounds());
        threads.remove(Thread.currentThread().getName());
        double cpu = median(cpuUs);
        double recover = median(recoverUs);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("kind", plan.kind().name().toLowerCase(Locale.ROOT));
        figures.put("transactions", plan.count());
        figures.put("rounds", plan.rounds());
        figures.put("cpuMicros", cpu);
        figures.put("recoverMicros", recover);
        figures.put("recoverTogetherMicros", median(togetherUs));
        figures.put("besideRecoveryMicros", cpu - recover);
        figures.put("threadMicros", threads);
        figures.put("transactionsPerCpuSecond", 1e6 / cpu);
        figures.put("transactionsPerSecond", median(perSecond));
        figures.put("seed", plan.seed());
        figures.putAll(StageFigures.atRest(metrics).since(before));
        return figures;
    }

    private void fund() throws IOException, InterruptedException {
        funderNonce = ledger.pendingNonce(funder.address());
        List<Bytes> setUp = new ArrayList<>();
        if (plan.kind() == Workload.Kind.ERC20) {
            token = Address.ofCreate(funder.address(), funderNonce);
            setUp.add(
                    workload.sign(
                            funder,
                            funderNonce++,
                            DEPLOY_GAS,
                            null,
                            Word.ZERO,
                            BenchToken.initCode()));
        }
        for (Sender sender : senders) {
            setUp.add(workload.transfer(funder, funderNonce++, sender.address(), FUNDS));
            if (plan.kind() == Workload.Kind.ERC20) {
                setUp.add(
                        workload.tokenTransfer(
                                funder, funderNonce++, token, sender.address(), TOKENS));
            }
        }
        submit(setUp);
        await(setUp);
    }

    private List<Bytes> sign() {
        List<Bytes> signed = new ArrayList<>(plan.count());
        for (int i = 0; i < plan.count(); i++) {
            int from = i % senders.size();
            Address to = workload.recipient(recipients++);
            long nonce = nonces[from]++;
            signed.add(
                    switch (plan.kind()) {
                        case TRANSFER -> workload.transfer(senders.get(from), nonce, to, Word.ONE);
                        case ERC20 ->
                                workload.tokenTransfer(
                                        senders.get(from), nonce, token, to, Word.ONE);
                    });
        }
        return signed;
    }

    private static List<Transaction> decode(List<Bytes> transactions) {
        return transactions.stream().map(raw -> TransactionCodec.decode(raw.array())).toList();
    }

    private static List<Bytes> some(List<Bytes> transactions) {
        return transactions.subList(0, Math.min(RECOVERIES, transactions.size()));
    }

    /** CPU time of one recovery alone, on this thread, while the node rests. */
    private static double recoverUs(List<Bytes> transactions) {
        List<Transaction> decoded = decode(some(transactions));
        long began = THREADS.getCurrentThreadCpuTime();
        for (Transaction transaction : decoded) {
            if (TransactionCodec.sender(transaction) == null) {
                throw new IllegalStateException("no sender of " + transaction);
            }
        }
        return (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / decoded.size();
    }

    /** CPU time of one recovery among many, with the transaction's hash, likewise. */
    private static double recoverTogetherUs(List<Bytes> transactions) {
        List<Bytes> encodings = some(transactions);
        List<Transaction> decoded = decode(encodings);
        SenderBatch batch = new SenderBatch(decoded.size());
        long began = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < decoded.size(); i++) {
            batch.add(decoded.get(i), encodings.get(i));
        }
        batch.recover();
        return (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / decoded.size();
    }

    private void submit(List<Bytes> transactions) throws InterruptedException {
        Semaphore room = new Semaphore(IN_FLIGHT);
        for (Bytes raw : transactions) {
            room.acquire();
            CompletableFuture<Void> noted =
                    ledger.submit(raw)
                            .thenAccept(verdict -> {
                                room.release();
                                if (!(verdict instanceof Admission.Accepted)) {
                                    refusal.compareAndSet(null, verdict.toString());
                                }
                            });
            if (noted.isCompletedExceptionally()) {
                throw new IllegalStateException("a submission broke", noted.exceptionNow());
            }
        }
    }

    /** Until all are in sealed blocks: the last of each sender is. */
    private void await(List<Bytes> transactions) {
        long deadline = System.nanoTime() + TIMEOUT_NS;
        int first = Math.max(0, transactions.size() - senders.size());
        for (int i = first; i < transactions.size(); i++) {
            Hash hash = Hash.keccak(transactions.get(i));
            while (ledger.chain().transaction(hash) == null) {
                String refused = refusal.get();
                if (refused != null || System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(
                            refused == null ? hash + " was not sealed in time" : refused);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Math.round(sorted[sorted.length / 2] * 100) / 100.0;
    }
}
