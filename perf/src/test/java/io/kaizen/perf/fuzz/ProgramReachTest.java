package io.kaizen.perf.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.precompile.Precompiles;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.process.InvalidReason;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trace.Step;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Program;
import io.kaizen.perf.fuzz.program.ProgramGenerator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** That programs get to where bugs may be: every instruction, precompile, halt and depth. */
class ProgramReachTest {
    private static final int PROGRAMS = 2500;

    private static final Set<InvalidReason> REFUSALS =
            EnumSet.of(
                    InvalidReason.NONCE_TOO_LOW,
                    InvalidReason.NONCE_TOO_HIGH,
                    InvalidReason.INSUFFICIENT_FUNDS,
                    InvalidReason.INTRINSIC_GAS_TOO_LOW,
                    InvalidReason.FLOOR_GAS_TOO_LOW,
                    InvalidReason.GAS_LIMIT_TOO_HIGH,
                    InvalidReason.FEE_CAP_BELOW_BASE_FEE,
                    InvalidReason.TIP_ABOVE_FEE_CAP,
                    InvalidReason.INIT_CODE_TOO_LARGE);

    /** What was seen while programs ran. */
    private static final class Seen implements Tracer {
        final Set<Integer> opcodes = new TreeSet<>();
        final Set<Halt.Reason> halts = EnumSet.noneOf(Halt.Reason.class);
        final Set<InvalidReason> refusals = EnumSet.noneOf(InvalidReason.class);
        final Set<TransactionType> types = EnumSet.noneOf(TransactionType.class);
        final Set<Address> called = new HashSet<>();
        final Set<Address> answered = new HashSet<>();
        private final java.util.Deque<Address> open = new java.util.ArrayDeque<>();

        /** Steps cost much more than frames. */
        boolean steps;

        @Override
        public boolean wantsSteps() {
            return steps;
        }

        @Override
        public void onStep(Step step) {
            opcodes.add(step.opcode());
        }

        @Override
        public void onEnter(
                CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
            open.push(to);
            called.add(to);
        }

        @Override
        public void onExit(Bytes output, long gasUsed, @Nullable Halt halt) {
            Address to = open.pop();
            if (halt == null) {
                answered.add(to);
            } else {
                halts.add(halt.reason());
            }
        }
    }

    private static Seen run(Revision revision) {
        Seen seen = new Seen();
        TransactionProcessor processor = new TransactionProcessor(revision, Chain.ID);
        BlockContext block =
                new BlockContext(
                        1000,
                        Chain.TIMESTAMP,
                        Chain.GAS_LIMIT,
                        Chain.FEE_RECIPIENT,
                        Word.ZERO,
                        Hash.ZERO,
                        Chain.BASE_FEE,
                        Word.ONE,
                        Hash.ZERO,
                        number -> Hash.ZERO);
        for (long seed = 1; seed <= PROGRAMS; seed++) {
            seen.steps = seed % 2 == 0;
            Program program = ProgramGenerator.generate(seed, revision);
            MemoryState state = LocalBlock.state(new MemoryState(), program.accounts());
            for (RecoveredTransaction tx : program.transactions()) {
                TransactionResult result =
                        processor.execute(
                                state,
                                block,
                                tx.transaction(),
                                tx.sender(),
                                Validation.CONSENSUS,
                                seen);
                switch (result) {
                    case Executed executed -> {
                        seen.types.add(tx.transaction().type());
                        state.apply(executed.effects());
                    }
                    case Invalid invalid -> seen.refusals.add(invalid.reason());
                }
            }
        }
        return seen;
    }

    @Test
    void everyInstructionPrecompileTypeAndRefusalIsReached() {
        Seen seen = run(Revision.OSAKA);
        Set<String> missing = new TreeSet<>();
        for (int opcode = 0; opcode < 256; opcode++) {
            boolean defined = !Opcode.name(opcode).contains("not defined");
            if (defined && !seen.opcodes.contains(opcode)) {
                missing.add(Opcode.name(opcode));
            }
        }
        assertTrue(missing.isEmpty(), missing::toString);
        Set<Address> unanswered = new TreeSet<>(Precompiles.of(Revision.OSAKA).addresses());
        unanswered.removeAll(seen.answered);
        assertTrue(unanswered.isEmpty(), unanswered::toString);
        EnumSet<TransactionType> types = EnumSet.allOf(TransactionType.class);
        types.remove(TransactionType.BLOB);
        assertEquals(types, seen.types);
        EnumSet<InvalidReason> unseen = EnumSet.copyOf(REFUSALS);
        unseen.removeAll(seen.refusals);
        assertTrue(unseen.isEmpty(), unseen::toString);
    }

    /** Depth 1,024 needs more gas than EIP-7825 allows. */
    @Test
    void everyHaltIsReachedBeforeOsaka() {
        Seen seen = run(Revision.PRAGUE);
        Set<Halt.Reason> missing = EnumSet.allOf(Halt.Reason.class);
        missing.removeAll(seen.halts);
        assertTrue(missing.isEmpty(), missing::toString);
    }
}
