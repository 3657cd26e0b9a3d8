package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.perf.fuzz.program.Program;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Programs that run in one block. Their accounts are their own, so that only what a block has once
 * (its fee recipient, the precompiles' accounts) is seen by more than one of them.
 */
record Block(List<Program> programs) {
    Block {
        programs = List.copyOf(programs);
    }

    Revision revision() {
        return programs.getFirst().revision();
    }

    List<PreAccount> accounts() {
        return programs.stream().flatMap(program -> program.accounts().stream()).toList();
    }

    List<RecoveredTransaction> transactions() {
        return programs.stream().flatMap(program -> program.transactions().stream()).toList();
    }

    /** The transactions of every so-manieth seed. */
    Set<Hash> sample(int every) {
        Set<Hash> sample = new HashSet<>();
        for (Program program : programs) {
            if (Long.remainderUnsigned(program.seed(), every) == 0) {
                program.transactions().forEach(tx -> sample.add(tx.hash()));
            }
        }
        return sample;
    }
}
