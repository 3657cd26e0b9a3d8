package io.kaizen.exec.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.state.TransactionState;
import org.junit.jupiter.api.Test;

/** What the official state tests do not pin down, or pin down only through a state root. */
@SuppressWarnings("NullAway") // a missing halt fails the test
class EvmTest {
    private static final Address CONTRACT = Address.ofLong(0xc0de00);
    private static final Address OTHER = Address.ofLong(0xc0de01);
    private static final long GAS = 10_000_000;

    private final MemoryState base = new MemoryState();
    private final TransactionState state =
            new TransactionState(new CodeCache(CodeCache.BYTES_MAX_DEFAULT));

    private void deploy(Address address, Assembly code) {
        base.put(address, 1, Word.of(1000), code.bytes());
    }

    private Outcome run(Revision revision, long gas) {
        return run(revision, gas, Bytes.EMPTY);
    }

    private Outcome run(Revision revision, long gas, Bytes input) {
        state.reset(base);
        Message message =
                new Message(CallKind.CALL, TestBlock.CALLER, CONTRACT, Word.ZERO, input, gas);
        return new Evm(revision).execute(message, state, TestBlock.environment(), null);
    }

    private static Halt.Reason reason(Outcome outcome) {
        Halt halt = outcome.halt();
        assertNotNull(halt, "the message succeeded");
        return halt.reason();
    }

    private static Word word(Outcome outcome) {
        assertNull(outcome.halt());
        return Word.ofBytes(outcome.output().array());
    }

    @Test
    void calls_nest_1024_deep_and_no_deeper() {
        // Counts the frames in slot 0 and calls itself with all gas; before EIP-150 none is kept.
        Assembly program =
                Assembly.code()
                        .push(0)
                        .op(Opcode.SLOAD)
                        .push(1)
                        .op(Opcode.ADD)
                        .push(0)
                        .op(Opcode.SSTORE)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(CONTRACT)
                        .push(30_000)
                        .op(Opcode.GAS, Opcode.SUB, Opcode.CALL, Opcode.STOP);
        deploy(CONTRACT, program);
        assertNull(run(Revision.HOMESTEAD, 1L << 40).halt());
        assertEquals(
                Word.of(1025), state.slotValue(state.slot(state.account(CONTRACT), Word.ZERO)));
    }

    @Test
    void since_eip150_gas_runs_out_long_before_the_depth_limit() {
        deploy(
                CONTRACT,
                Assembly.code()
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(CONTRACT)
                        .op(Opcode.GAS, Opcode.CALL)
                        .returnTop());
        assertEquals(Word.ONE, word(run(Revision.OSAKA, GAS)));
    }

    @Test
    void the_stack_holds_1024_words() {
        Assembly program = Assembly.code();
        for (int i = 0; i < 1024; i++) {
            program.op(Opcode.PUSH0);
        }
        deploy(CONTRACT, program);
        assertNull(run(Revision.OSAKA, GAS).halt());
        deploy(CONTRACT, program.op(Opcode.PUSH0));
        Outcome overflow = run(Revision.OSAKA, GAS);
        assertEquals(Halt.Reason.STACK_OVERFLOW, reason(overflow));
        assertEquals(0, overflow.gasLeft());
        assertEquals("stack limit reached 1024 (1023)", overflow.halt().message());
    }

    @Test
    void an_empty_stack_underflows_with_its_height() {
        deploy(CONTRACT, Assembly.code().op(Opcode.ADD));
        Outcome outcome = run(Revision.OSAKA, GAS);
        assertEquals("stack underflow (0 <=> 2)", outcome.halt().message());
    }

    @Test
    void undefined_opcodes_are_named() {
        deploy(CONTRACT, Assembly.code().op(0x0c));
        Halt halt = run(Revision.OSAKA, GAS).halt();
        assertEquals(
                new Halt(Halt.Reason.INVALID_OPCODE, "invalid opcode: opcode 0xc not defined"),
                halt);
        deploy(CONTRACT, Assembly.code().op(Opcode.INVALID));
        assertEquals("invalid opcode: INVALID", run(Revision.OSAKA, GAS).halt().message());
    }

    @Test
    void opcodes_arrive_with_their_revision() {
        deploy(CONTRACT, Assembly.code().op(Opcode.PUSH0));
        assertEquals(Halt.Reason.INVALID_OPCODE, reason(run(Revision.PARIS, GAS)));
        assertNull(run(Revision.SHANGHAI, GAS).halt());
        deploy(CONTRACT, Assembly.code().push(1).op(Opcode.CLZ).returnTop());
        assertEquals(Halt.Reason.INVALID_OPCODE, reason(run(Revision.PRAGUE, GAS)));
        assertEquals(Word.of(255), word(run(Revision.OSAKA, GAS)));
    }

    @Test
    void clz_of_zero_is_256() {
        deploy(CONTRACT, Assembly.code().op(Opcode.PUSH0, Opcode.CLZ).returnTop());
        assertEquals(Word.of(256), word(run(Revision.OSAKA, GAS)));
    }

    @Test
    void mcopy_copes_with_overlap() {
        // Memory 00..1f holds a pattern; it moves up by one byte.
        Word pattern =
                Word.fromHex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        deploy(
                CONTRACT,
                Assembly.code()
                        .push(pattern)
                        .push(0)
                        .op(Opcode.MSTORE)
                        .push(31)
                        .push(0)
                        .push(1)
                        .op(Opcode.MCOPY)
                        .push(32)
                        .push(0)
                        .op(Opcode.RETURN));
        assertEquals(
                "0x010102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                run(Revision.CANCUN, GAS).output().hex());
    }

    @Test
    void a_push_cut_off_by_the_end_of_code_reads_zeros() {
        deploy(CONTRACT, Assembly.code().op(Opcode.PUSH32, 0xff));
        assertNull(run(Revision.OSAKA, GAS).halt());
    }

    @Test
    void push_data_is_no_jump_destination() {
        deploy(CONTRACT, Assembly.code().push(4).op(Opcode.JUMP, Opcode.PUSH1, Opcode.JUMPDEST));
        assertEquals(Halt.Reason.INVALID_JUMP, reason(run(Revision.OSAKA, GAS)));
    }

    @Test
    void memory_beyond_the_bound_is_out_of_gas() {
        deploy(CONTRACT, Assembly.code().push(Word.MAX).op(Opcode.MLOAD));
        assertEquals(Halt.Reason.OUT_OF_GAS, reason(run(Revision.OSAKA, Long.MAX_VALUE)));
        deploy(CONTRACT, Assembly.code().push(1L << 31).op(Opcode.MLOAD));
        assertEquals(Halt.Reason.OUT_OF_GAS, reason(run(Revision.OSAKA, Long.MAX_VALUE)));
    }

    @Test
    void fresh_memory_reads_zero_after_a_frame_that_wrote_there() {
        // OTHER dirties its memory; its pooled frame is used again by the second call.
        deploy(
                OTHER,
                Assembly.code()
                        .push(64)
                        .op(Opcode.MLOAD)
                        .push(Word.MAX)
                        .push(64)
                        .op(Opcode.MSTORE)
                        .returnTop());
        deploy(
                CONTRACT,
                Assembly.code()
                        .call(OTHER, 0, 100_000)
                        .push(32)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(OTHER)
                        .push(100_000)
                        .op(Opcode.CALL)
                        .push(32)
                        .push(0)
                        .op(Opcode.RETURN));
        assertEquals(Word.ZERO, word(run(Revision.OSAKA, GAS)));
    }

    @Test
    void return_data_ends_the_frame_when_read_past_its_end() {
        deploy(CONTRACT, Assembly.code().push(1).push(0).push(0).op(Opcode.RETURNDATACOPY));
        assertEquals(Halt.Reason.RETURN_DATA_OUT_OF_BOUNDS, reason(run(Revision.OSAKA, GAS)));
    }

    @Test
    void a_revert_keeps_its_gas_and_data() {
        deploy(
                CONTRACT,
                Assembly.code()
                        .push(7)
                        .push(0)
                        .op(Opcode.MSTORE)
                        .push(32)
                        .push(0)
                        .op(Opcode.REVERT));
        Outcome outcome = run(Revision.OSAKA, GAS);
        assertEquals(Halt.Reason.REVERT, reason(outcome));
        assertEquals(Word.of(7).bytes(), outcome.output());
        assertTrue(outcome.gasLeft() > GAS - 100);
    }

    @Test
    void a_refused_precompile_costs_its_caller_the_gas_it_was_given() {
        // No length that a pairing check accepts: one byte.
        deploy(
                CONTRACT,
                Assembly.code()
                        .push(0)
                        .push(0)
                        .push(1)
                        .push(0)
                        .push(0)
                        .push(Address.ofLong(8))
                        .push(50_000)
                        .op(Opcode.CALL)
                        .returnTop());
        Outcome outcome = run(Revision.OSAKA, GAS);
        assertNull(outcome.halt());
        assertEquals(Word.ZERO, word(outcome));
        assertTrue(outcome.gasLeft() < GAS - 50_000);
        assertTrue(outcome.gasLeft() > GAS - 51_000);
    }

    @Test
    void a_message_may_go_straight_to_a_precompile() {
        Evm evm = new Evm(Revision.OSAKA);
        state.reset(base);
        Message message =
                new Message(
                        CallKind.CALL,
                        TestBlock.CALLER,
                        Address.ofLong(8),
                        Word.ZERO,
                        Bytes.EMPTY,
                        GAS);
        Outcome outcome = evm.execute(message, state, TestBlock.environment(), null);
        assertEquals(Word.ONE.bytes(), outcome.output());
        assertEquals(GAS - 45_000, outcome.gasLeft());
    }

    @Test
    void a_balance_sent_to_itself_by_selfdestruct_stays_since_cancun() {
        deploy(CONTRACT, Assembly.code().push(CONTRACT).op(Opcode.SELFDESTRUCT));
        assertNull(run(Revision.CANCUN, GAS).halt());
        assertEquals(Word.of(1000), state.account(CONTRACT).balance());
        assertNull(run(Revision.SHANGHAI, GAS).halt());
        assertTrue(state.account(CONTRACT).isDestroyed());
        assertEquals(Word.ZERO, state.account(CONTRACT).balance());
    }

    @Test
    void a_static_call_may_not_write() {
        deploy(OTHER, Assembly.code().push(1).push(0).op(Opcode.SSTORE));
        deploy(
                CONTRACT,
                Assembly.code()
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(OTHER)
                        .push(100_000)
                        .op(Opcode.STATICCALL)
                        .returnTop());
        assertEquals(Word.ZERO, word(run(Revision.OSAKA, GAS)));
    }

    @Test
    void a_delegation_runs_the_delegates_code_on_the_delegators_storage() {
        deploy(OTHER, Assembly.code().push(42).push(1).op(Opcode.SSTORE));
        base.put(CONTRACT, 1, Word.ZERO, Code.delegation(OTHER));
        assertNull(run(Revision.PRAGUE, GAS).halt());
        assertEquals(Word.of(42), state.slotValue(state.slot(state.account(CONTRACT), Word.ONE)));
        assertEquals(Halt.Reason.INVALID_OPCODE, reason(run(Revision.CANCUN, GAS)));
    }

    @Test
    void blockhash_reaches_256_blocks_back() {
        deploy(CONTRACT, Assembly.code().push(99).op(Opcode.BLOCKHASH).returnTop());
        assertEquals(Hash.keccak(Word.of(99).toArray()).toWord(), word(run(Revision.OSAKA, GAS)));
        deploy(CONTRACT, Assembly.code().push(100).op(Opcode.BLOCKHASH).returnTop());
        assertEquals(Word.ZERO, word(run(Revision.OSAKA, GAS)));
    }
}
