package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.fuzz.Finding.Kind;
import io.kaizen.perf.fuzz.program.Program;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Makes a program smaller as long as the engines still disagree over it: one transaction, few
 * accounts, short code (delta debugging, Zeller and Hildebrandt 2002).
 */
final class Minimizer {
    private static final int TRIALS_MAX = 3000;

    private final Arena arena;
    private final LocalBlock.Runner runner;
    private final MemoryState genesis;
    private final Kind kind;
    private int trials;

    /**
     * @param kind how grave the difference must stay
     */
    Minimizer(Arena arena, Revision revision, MemoryState genesis, Kind kind) {
        this.arena = arena;
        this.runner = new LocalBlock.Runner(revision);
        this.genesis = genesis;
        this.kind = kind;
    }

    /**
     * @param context of a block over which the engines disagreed
     */
    Program minimize(Program program, BlockContext context)
            throws IOException, InterruptedException {
        Program smaller = plainer(program);
        smaller = lastTransaction(smaller, context);
        smaller = withoutAccounts(smaller);
        for (PreAccount account : smaller.accounts()) {
            smaller = shorter(smaller, account.address());
        }
        return withoutAccounts(smaller);
    }

    private boolean differs(Program candidate) throws IOException, InterruptedException {
        return trials++ < TRIALS_MAX && arena.differ(List.of(candidate), kind);
    }

    /** Without the transactions behind the first one that shows it. */
    private Program plainer(Program program) throws IOException, InterruptedException {
        List<RecoveredTransaction> all = program.transactions();
        for (int count = 1; count < all.size(); count++) {
            Program candidate = program.withTransactions(all.subList(0, count));
            if (differs(candidate)) {
                return candidate;
            }
        }
        return program;
    }

    /** The state before the last transaction in place of the transactions before it. */
    private Program lastTransaction(Program program, BlockContext context)
            throws IOException, InterruptedException {
        List<RecoveredTransaction> all = program.transactions();
        if (all.size() == 1) {
            return program;
        }
        List<RecoveredTransaction> before = all.subList(0, all.size() - 1);
        MemoryState state =
                runner.run(genesis, program.accounts(), context, before, Set.of()).state();
        List<PreAccount> accounts = new ArrayList<>();
        for (Address address : state.accounts().keySet()) {
            Account account = state.account(address);
            if (account != null && genesis.account(address) == null) {
                accounts.add(
                        new PreAccount(
                                address,
                                account.nonce(),
                                account.balance(),
                                state.code(account.codeHash()),
                                state.slots(address)));
            }
        }
        Program candidate = program.withAccounts(accounts).withTransactions(List.of(all.getLast()));
        return differs(candidate) ? candidate : program;
    }

    private Program withoutAccounts(Program program) throws IOException, InterruptedException {
        Program smallest = program;
        for (PreAccount account : program.accounts()) {
            List<PreAccount> fewer = new ArrayList<>(smallest.accounts());
            fewer.remove(account);
            Program candidate = smallest.withAccounts(fewer);
            if (differs(candidate)) {
                smallest = candidate;
            }
        }
        return smallest;
    }

    private Program shorter(Program program, Address address)
            throws IOException, InterruptedException {
        Program smallest = passes(program, address, Edit.REMOVE);
        // What cannot go without moving jump destinations may still be made to do nothing.
        smallest = passes(smallest, address, Edit.IDLE);
        return passes(smallest, address, Edit.REMOVE);
    }

    /** What is tried on some instructions. */
    private enum Edit {
        REMOVE,
        IDLE
    }

    private Program passes(Program program, Address address, Edit edit)
            throws IOException, InterruptedException {
        Program smallest = program;
        int count = boundaries(code(program, address).array()).length - 1;
        for (int chunk = Math.max(1, count / 2); count > 0 && chunk > 0; chunk /= 2) {
            smallest = pass(smallest, address, chunk, edit);
        }
        return smallest;
    }

    private Program pass(Program program, Address address, int chunk, Edit edit)
            throws IOException, InterruptedException {
        Program smallest = program;
        int at = 0;
        while (true) {
            byte[] code = code(smallest, address).toArray();
            int[] boundaries = boundaries(code);
            if (at >= boundaries.length - 1) {
                return smallest;
            }
            int from = boundaries[at];
            int to = boundaries[Math.min(boundaries.length - 1, at + chunk)];
            byte[] changed = edit == Edit.REMOVE ? without(code, from, to) : idle(code, from, to);
            Program candidate = withCode(smallest, address, Bytes.wrap(changed));
            boolean kept =
                    !Arrays.equals(code, changed)
                            && Anvil.loads(Bytes.wrap(changed))
                            && differs(candidate);
            smallest = kept ? candidate : smallest;
            at += kept && edit == Edit.REMOVE ? 0 : chunk;
        }
    }

    /** Where instructions begin, and the end. */
    private static int[] boundaries(byte[] code) {
        int[] at = new int[code.length + 1];
        int count = 0;
        int pc = 0;
        while (pc < code.length) {
            at[count++] = pc;
            int opcode = code[pc] & 0xff;
            boolean pushes = opcode >= Opcode.PUSH1 && opcode <= Opcode.PUSH32;
            pc += pushes ? 2 + opcode - Opcode.PUSH1 : 1;
        }
        at[count++] = code.length;
        return Arrays.copyOf(at, count);
    }

    private static Bytes code(Program program, Address address) {
        return program.accounts().stream()
                .filter(account -> account.address().equals(address))
                .map(PreAccount::code)
                .findFirst()
                .orElse(Bytes.EMPTY);
    }

    private static Program withCode(Program program, Address address, Bytes code) {
        return program.withAccounts(
                program.accounts().stream()
                        .map(account ->
                                account.address().equals(address)
                                        ? account.withCode(code)
                                        : account)
                        .toList());
    }

    private static byte[] without(byte[] code, int from, int to) {
        byte[] shorter = Arrays.copyOf(code, code.length - (to - from));
        System.arraycopy(code, to, shorter, from, code.length - to);
        return shorter;
    }

    private static byte[] idle(byte[] code, int from, int to) {
        byte[] idle = code.clone();
        Arrays.fill(idle, from, to, (byte) Opcode.JUMPDEST);
        return idle;
    }
}
