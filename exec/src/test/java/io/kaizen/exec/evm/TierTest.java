package io.kaizen.exec.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.state.TransactionState;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The register form computes what the reference interpreter computes, to the unit of gas. */
class TierTest {
    private static final int PROGRAMS = Integer.getInteger("kaizen.programs", 10_000);
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final Address CONTRACT = Address.ofLong(0xc0de00);

    private final MemoryState base = new MemoryState();
    private final TransactionState state = new TransactionState(new CodeCache(1 << 20));

    private record Result(
            Halt.@Nullable Reason halt, long gasLeft, Bytes output, String effects, long refund) {}

    private Result run(Evm evm, Bytes code, long gas) {
        base.put(CONTRACT, 1, Word.of(1000), code);
        state.reset(base);
        Message message =
                new Message(
                        CallKind.CALL,
                        TestBlock.CALLER,
                        CONTRACT,
                        Word.ZERO,
                        Bytes.fromHex("0x0102030405060708"),
                        gas);
        Outcome outcome = evm.execute(message, state, TestBlock.environment(), null);
        Halt halt = outcome.halt();
        return new Result(
                halt == null ? null : halt.reason(),
                outcome.gasLeft(),
                outcome.output(),
                state.effects(true).toString(),
                state.refund());
    }

    @Test
    void random_programs_end_alike_on_both_tiers_with_any_gas() {
        System.out.println("TierTest -Dkaizen.seed=" + SEED);
        Evm reference = new Evm(Revision.OSAKA, Tier.NEVER);
        Evm registers = new Evm(Revision.OSAKA, Tier.ALWAYS);
        Evm hot = new Evm(Revision.OSAKA, Tier.HOT);
        Random random = new Random(SEED);
        int succeeded = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            long seed = random.nextLong();
            Bytes code = RandomCode.of(seed);
            String what = "program of seed " + seed + ": " + code;
            Result want = run(reference, code, 1_000_000);
            assertAlike(want, run(registers, code, 1_000_000), what);
            assertAlike(want, run(hot, code, 1_000_000), what);
            long used = 1_000_000 - want.gasLeft();
            if (want.halt() == null && used > 0) {
                succeeded++;
                long gas = random.nextBoolean() ? used - 1 : random.nextLong(used);
                assertAlike(
                        run(reference, code, gas),
                        run(registers, code, gas),
                        what + " with gas " + gas);
            }
        }
        int ran = succeeded;
        assertTrue(ran > PROGRAMS / 4, () -> "only " + ran + " programs ran to their end");
    }

    /** Kinds of exceptional halts may differ where a block has two reasons to halt. */
    private static void assertAlike(Result want, Result have, String what) {
        boolean exceptional = want.halt() != null && want.halt() != Halt.Reason.REVERT;
        if (exceptional && have.halt() != null && have.halt() != Halt.Reason.REVERT) {
            assertEquals(want.gasLeft(), have.gasLeft(), what);
            assertEquals(want.effects(), have.effects(), what);
        } else {
            assertEquals(want, have, what);
        }
    }

    @Test
    void random_bytes_end_alike_on_both_tiers() {
        System.out.println("TierTest -Dkaizen.seed=" + SEED);
        Evm reference = new Evm(Revision.OSAKA, Tier.NEVER);
        Evm registers = new Evm(Revision.OSAKA, Tier.ALWAYS);
        Random random = new Random(SEED);
        for (int i = 0; i < PROGRAMS; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            Bytes code = Bytes.wrap(bytes);
            assertAlike(
                    run(reference, code, 100_000),
                    run(registers, code, 100_000),
                    "bytes " + code + " seed " + SEED);
        }
    }

    @Test
    void code_is_translated_when_it_is_hot_and_within_a_loop() {
        Bytes loop =
                Assembly.code()
                        .push(0)
                        .op(Opcode.JUMPDEST)
                        .push(1)
                        .op(Opcode.ADD, Opcode.DUP1)
                        .push(1000)
                        .op(Opcode.GT)
                        .push(2)
                        .op(Opcode.JUMPI)
                        .returnTop()
                        .bytes();
        Result result = run(new Evm(Revision.OSAKA), loop, 1_000_000);
        assertEquals(Word.of(1000), Word.ofBytes(result.output().array()));
        assertTrue(
                state.code(state.account(CONTRACT)).weigh() > 3L * loop.size(),
                "the loop was not translated");
    }
}
