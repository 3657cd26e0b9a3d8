package io.kaizen.perf.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Program;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random programs on our engine alone, at every revision: no exception, no hang, and what holds for
 * every transaction, whatever its code.
 */
class EvmRobustnessTest {
    private static final int FIXED = 100;
    private static final int RANDOM = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest
    @EnumSource(Revision.class)
    void programsOfFixedSeedsKeepTheRules(Revision revision) {
        check(revision, 1, FIXED);
    }

    @Test
    void programsOfRandomSeedsKeepTheRules() {
        long seed = System.nanoTime() >>> 1;
        System.out.println("seed " + seed);
        for (Revision revision : Revision.values()) {
            check(revision, seed, RANDOM);
        }
    }

    private static void check(Revision revision, long first, int count) {
        Checker checker = new Checker(revision);
        for (long seed = first; seed < first + count; seed++) {
            long current = seed;
            Assertions.assertTimeoutPreemptively(
                    PATIENCE,
                    () -> checker.check(EvmFuzz.program(current, revision)),
                    () -> revision + " seed " + current);
        }
    }

    /** Counts what a tracer of steps hears. */
    private static final class Listener implements Tracer {
        long destructions;
        int depth;
        boolean began;

        @Override
        public boolean wantsSteps() {
            return true;
        }

        @Override
        public void onEnter(
                CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
            began = true;
            depth++;
            destructions += kind == CallKind.SELFDESTRUCT ? 1 : 0;
        }

        @Override
        public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
            depth--;
        }
    }

    private static final class Checker {
        private final Revision revision;
        private final TransactionProcessor processor;
        private final BlockContext block;

        Checker(Revision revision) {
            this.revision = revision;
            // Every program runs once, and so would never be hot.
            this.processor = new TransactionProcessor(new Evm(revision, Tier.ALWAYS), Chain.ID);
            boolean hasBaseFee = revision.atLeast(Revision.LONDON);
            this.block =
                    new BlockContext(
                            1000,
                            Chain.TIMESTAMP,
                            Chain.GAS_LIMIT,
                            Chain.FEE_RECIPIENT,
                            Word.ONE,
                            Hash.keccak(new byte[] {1}),
                            hasBaseFee ? Chain.BASE_FEE : Word.ZERO,
                            Word.ONE,
                            Hash.ZERO,
                            number -> Hash.keccak(Word.of(number).toArray()));
        }

        void check(Program program) {
            MemoryState state = LocalBlock.state(new MemoryState(), program.accounts());
            for (RecoveredTransaction tx : program.transactions()) {
                String where = revision + " seed " + program.seed() + " " + tx.hash();
                TransactionResult plain = run(state, tx, null);
                Listener listener = new Listener();
                TransactionResult traced = run(state, tx, listener);
                assertTrue(
                        SameResult.of(plain, traced),
                        () -> where + " under a tracer: " + traced + ", without: " + plain);
                if (plain instanceof Executed executed) {
                    assertTrue(listener.began, where);
                    assertEquals(0, listener.depth, where);
                    BigInteger before = ether(state);
                    gas(executed, tx, where);
                    if (!executed.succeeded()) {
                        failure(executed, tx, where);
                    }
                    state.apply(executed.effects());
                    ether(executed, listener, before, ether(state), where);
                }
            }
        }

        private TransactionResult run(
                MemoryState state, RecoveredTransaction tx, @Nullable Tracer tracer) {
            return processor.execute(
                    state, block, tx.transaction(), tx.sender(), Validation.CONSENSUS, tracer);
        }

        private static void gas(Executed executed, RecoveredTransaction tx, String where) {
            assertTrue(executed.gasUsed() > 0, where);
            assertTrue(executed.gasRefunded() >= 0, where);
            assertTrue(executed.gasUsed() <= tx.transaction().gasLimit(), where);
        }

        /** Nothing but fees, nonces and delegations stays of a transaction that failed. */
        private static void failure(Executed executed, RecoveredTransaction tx, String where) {
            assertTrue(executed.logs().isEmpty(), where);
            Set<Address> authorities = new HashSet<>();
            tx.transaction()
                    .extras()
                    .authorizations()
                    .forEach(a -> authorities.add(TransactionCodec.authority(a)));
            for (AccountEffect effect : executed.effects().accounts()) {
                Address address = effect.address();
                boolean authority = authorities.contains(address);
                boolean pays = address.equals(tx.sender());
                boolean earns = address.equals(Chain.FEE_RECIPIENT);
                assertTrue(authority || pays || earns, () -> where + " changes " + address);
                assertTrue(effect.slots().isEmpty(), () -> where + " stores at " + address);
                Account after = effect.after();
                Account before = effect.before();
                boolean sameCode =
                        before != null
                                && after != null
                                && before.codeHash().equals(after.codeHash());
                assertTrue(authority || sameCode || earns, () -> where + " code of " + address);
            }
        }

        /** No ether comes into being, and none goes but the base fee and with a destruction. */
        private void ether(
                Executed executed,
                Listener listener,
                BigInteger before,
                BigInteger after,
                String where) {
            BigInteger burnt =
                    block.baseFee().toBigInteger().multiply(BigInteger.valueOf(executed.gasUsed()));
            BigInteger lost = before.subtract(burnt).subtract(after);
            assertTrue(lost.signum() >= 0, () -> where + " makes " + lost.negate() + " wei");
            if (listener.destructions == 0) {
                assertEquals(BigInteger.ZERO, lost, () -> where + " loses wei");
            }
        }

        private static BigInteger ether(MemoryState state) {
            BigInteger sum = BigInteger.ZERO;
            for (Account account : state.accounts().values()) {
                sum = sum.add(account.balance().toBigInteger());
            }
            return sum;
        }
    }
}
