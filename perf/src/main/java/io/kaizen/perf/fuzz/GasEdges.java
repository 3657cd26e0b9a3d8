package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Dice;
import io.kaizen.perf.fuzz.program.Profile;
import io.kaizen.perf.fuzz.program.Program;
import io.kaizen.perf.fuzz.program.ProgramGenerator;

/**
 * Runs every third program once with its gas limit as generated, and gives it one at the edge: what
 * it used before refunds, one less, one more, or a part of it. One thread.
 */
public final class GasEdges {
    private static final BlockContext NOMINAL =
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

    private final SequentialExecutor executor;

    public GasEdges(Revision revision) {
        executor = new SequentialExecutor(revision, Chain.ID);
    }

    /** The program itself, or with another gas limit; always the same one for a seed. */
    public Program apply(Program program) {
        Dice dice = new Dice(~program.seed());
        if (!dice.oneIn(3) || program.profile() == Profile.ENVELOPES) {
            return program;
        }
        MemoryState state = LocalBlock.state(new MemoryState(), program.accounts());
        TransactionResult last;
        try {
            last = executor.execute(state, NOMINAL, program.transactions()).results().getLast();
        } catch (RuntimeException | AssertionError | StackOverflowError engineFailed) {
            // As it stands it will fail again, where it is compared and reported.
            return program;
        }
        if (!(last instanceof Executed executed)) {
            return program;
        }
        long used = executed.gasUsed() + executed.gasRefunded();
        long generated = program.transactions().getLast().transaction().gasLimit();
        return ProgramGenerator.withGasLimit(program, Math.min(edge(used, dice), generated));
    }

    private static long edge(long used, Dice dice) {
        return switch (dice.below(6)) {
            case 0 -> used - 1;
            case 1 -> used;
            case 2 -> used + 1;
            // A callee at depth one gets all but a 64th.
            case 3 -> used + used / 63;
            case 4 -> used - dice.between(0L, Math.min(used - 1, 3000));
            default -> dice.between(21_000, Math.max(21_000, used));
        };
    }
}
