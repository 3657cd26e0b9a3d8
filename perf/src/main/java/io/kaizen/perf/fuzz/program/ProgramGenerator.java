package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.util.ArrayList;
import java.util.List;

/** From a seed to a program: always the same one. */
public final class ProgramGenerator {
    private ProgramGenerator() {}

    public static Program generate(long seed, Revision revision) {
        Dice dice = new Dice(seed);
        Profile profile = Profile.pick(dice);
        Cast cast = Cast.of(seed, dice, revision);
        List<PreAccount> accounts = AccountGenerator.accounts(dice, cast, revision, profile);
        long nonce = accounts.getFirst().nonce();
        return new Program(
                seed,
                revision,
                profile,
                accounts,
                TransactionGenerator.transactions(dice, cast, revision, profile, nonce));
    }

    /** The program with another gas limit of its last transaction. */
    public static Program withGasLimit(Program program, long limit) {
        List<RecoveredTransaction> transactions = new ArrayList<>(program.transactions());
        Transaction last = transactions.removeLast().transaction();
        Signer sender = Cast.sender(program.seed());
        Transaction changed = Envelopes.withGas(last, limit);
        transactions.add(Signed.of(changed, sender.address(), sender.secret()));
        return program.withTransactions(transactions);
    }
}
