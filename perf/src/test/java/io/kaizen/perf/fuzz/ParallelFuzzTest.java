package io.kaizen.perf.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.LateValues;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.parallel.Worker;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Program;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import io.kaizen.perf.fuzz.program.ProgramGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Blocks of random programs whose contracts many senders call, each transaction run before its turn
 * by as much as the seed says: what it reads is mostly not what holds when it is taken. One thread,
 * so that a seed says it all; {@code -Dkaizen.seed} and {@code -Dkaizen.rounds} choose what is run.
 */
class ParallelFuzzTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime() >>> 1);
    private static final int ROUNDS = Integer.getInteger("kaizen.rounds", 4);
    private static final int SENDERS = 24;
    private static final int EXTRA = 60;
    private static final long GAS_MAX = 600_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final LongAdder SPECULATED = new LongAdder();
    private static final LongAdder REEXECUTED = new LongAdder();

    @ParameterizedTest
    @EnumSource(Revision.class)
    void parallelIsSequential(Revision revision) {
        System.out.println("ParallelFuzzTest -Dkaizen.seed=" + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            Assertions.assertTimeoutPreemptively(
                    PATIENCE, () -> compare(revision, seed), () -> revision + " seed " + seed);
        }
        assertTrue(SPECULATED.sum() > 0, "nothing was run before its turn");
        assertTrue(REEXECUTED.sum() > 0, "nothing was ever stale");
    }

    private static void compare(Revision revision, long seed) {
        Random random = new Random(seed);
        List<PreAccount> accounts = new ArrayList<>();
        List<RecoveredTransaction> transactions = new ArrayList<>();
        int programs = 1 + random.nextInt(6);
        for (int i = 0; i < programs; i++) {
            Program program = ProgramGenerator.generate(random.nextLong(), revision);
            accounts.addAll(program.accounts());
            transactions.addAll(program.transactions());
        }
        callers().forEach(accounts::add);
        mingle(random, accounts, transactions);
        MemoryState state = LocalBlock.state(new MemoryState(), accounts);
        BlockContext context = context(revision);
        BlockOutcome want =
                new SequentialExecutor(
                                processor(revision, Tier.HOT), new SystemCalls(revision, Chain.ID))
                        .execute(state, context, transactions);
        Tier tier = random.nextBoolean() ? Tier.ALWAYS : Tier.HOT;
        ParallelExecutor executor =
                new ParallelExecutor(
                        new ParallelExecutor.Settings(
                                ParallelExecutor.Mode.PARALLEL,
                                128 << random.nextInt(2),
                                1 << random.nextInt(6, 12),
                                false),
                        () -> processor(revision, tier),
                        System::nanoTime);
        List<Worker> workers = List.of(executor.worker(), executor.worker());
        executor.open(state, LateValues.NONE);
        executor.enter(context, LateValues.NONE);
        transactions.forEach(tx -> executor.add(tx.transaction(), tx.sender()));
        int patience = 1 + random.nextInt(24);
        String where = revision + " seed " + seed;
        for (int i = 0; i < transactions.size(); i++) {
            // The early runs of a chunk see the state as it is now, and each other's versions.
            if (random.nextInt(patience) == 0) {
                workers.get(random.nextInt(2)).work();
            }
            TransactionResult have = Objects.requireNonNull(executor.next(), where);
            TransactionResult result = want.results().get(i);
            String at = where + ", tx " + i;
            assertTrue(
                    SameResult.of(result, have), () -> at + ": want " + result + ", have " + have);
        }
        SPECULATED.add(executor.counters().speculated());
        REEXECUTED.add(executor.counters().reexecuted());
    }

    private static TransactionProcessor processor(Revision revision, Tier tier) {
        return new TransactionProcessor(new Evm(revision, tier), Chain.ID);
    }

    private static BlockContext context(Revision revision) {
        return new BlockContext(
                1000,
                Chain.TIMESTAMP,
                Chain.GAS_LIMIT,
                Chain.FEE_RECIPIENT,
                Word.ONE,
                Hash.keccak(new byte[] {1}),
                revision.atLeast(Revision.LONDON) ? Chain.BASE_FEE : Word.ZERO,
                Word.ONE,
                Hash.ZERO,
                number -> Hash.keccak(Word.of(number).toArray()));
    }

    private static Address caller(int i) {
        return Address.ofLong(0xca11e700L + i);
    }

    private static List<PreAccount> callers() {
        List<PreAccount> callers = new ArrayList<>();
        Word rich = Word.of(Long.MAX_VALUE);
        for (int i = 0; i < SENDERS; i++) {
            callers.add(new PreAccount(caller(i), 0, rich, Bytes.EMPTY, Map.of()));
        }
        return callers;
    }

    /** Sends transactions of the programs again, from others and to other accounts. */
    private static void mingle(
            Random random, List<PreAccount> accounts, List<RecoveredTransaction> transactions) {
        List<RecoveredTransaction> own = List.copyOf(transactions);
        int at = 0;
        long[] nonces = new long[SENDERS];
        for (int i = 0; i < EXTRA; i++) {
            Transaction like = own.get(random.nextInt(own.size())).transaction();
            int sender = random.nextInt(SENDERS);
            Address to = accounts.get(random.nextInt(accounts.size())).address();
            boolean elsewhere = like.to() != null && random.nextBoolean();
            Transaction tx =
                    new Transaction(
                            like.type(),
                            like.chainId(),
                            nonces[sender]++,
                            new Transaction.Fees(
                                    Math.min(like.gasLimit(), GAS_MAX),
                                    like.fees().maxFeePerGas(),
                                    like.fees().maxPriorityFeePerGas(),
                                    like.fees().maxFeePerBlobGas()),
                            new Transaction.Call(
                                    elsewhere ? to : like.to(),
                                    Word.of(random.nextInt(3)),
                                    like.data()),
                            like.extras(),
                            like.signature());
            // Each sender's nonces stay in order.
            at = Math.min(at + random.nextInt(3), transactions.size());
            transactions.add(
                    at++, new RecoveredTransaction(tx, caller(sender), Hash.ZERO, Bytes.EMPTY));
        }
    }
}
