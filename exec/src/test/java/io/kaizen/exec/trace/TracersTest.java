package io.kaizen.exec.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.Assembly;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trace.FlatCallTracer.FlatCall;
import io.kaizen.exec.trace.PrestateTracer.AccountState;
import io.kaizen.exec.trace.PrestateTracer.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What geth's vectors do not reach: options, failures and the tracers without vectors. */
class TracersTest {
    private static final Address SENDER = Address.ofLong(0x5e4de4);
    private static final Address CONTRACT = Address.ofLong(0xc0de00);
    private static final Address OTHER = Address.ofLong(0xc0de01);
    private static final Address NOBODY = Address.ofLong(0xdead);
    private static final Address FEES = Address.ofLong(0xfee);
    private static final Word CHAIN = Word.of(1337);
    private static final long GAS = 200_000;

    private final MemoryState state = new MemoryState();

    TracersTest() {
        state.put(SENDER, 7, Word.of(1_000_000_000_000L), Bytes.EMPTY);
        state.put(OTHER, 1, Word.of(5), Assembly.code().op(Opcode.STOP).bytes());
    }

    private <T extends Tracer> T trace(T tracer, Assembly code, long gas) {
        state.put(CONTRACT, 1, Word.ZERO, code.bytes());
        Transaction tx =
                new Transaction(
                        TransactionType.DYNAMIC_FEE,
                        CHAIN,
                        7,
                        new Transaction.Fees(gas, Word.of(9), Word.of(2), Word.ZERO),
                        new Transaction.Call(CONTRACT, Word.ZERO, Bytes.fromHex("a1b2c3d4ff")),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        BlockContext block =
                new BlockContext(
                        5,
                        1_000,
                        30_000_000,
                        FEES,
                        Word.ZERO,
                        Hash.ZERO,
                        Word.of(7),
                        Word.ONE,
                        Hash.ZERO,
                        n -> Hash.ZERO);
        assertInstanceOf(
                Executed.class,
                new TransactionProcessor(Revision.OSAKA, CHAIN)
                        .execute(state, block, tx, SENDER, Validation.CONSENSUS, tracer));
        return tracer;
    }

    private PrestateTracer.Result prestate(Assembly code, long gas, Option... options) {
        return trace(new PrestateTracer(Set.of(options)), code, gas).result();
    }

    private static Map<Address, AccountState> after(PrestateTracer.Result result) {
        Map<Address, AccountState> after = result.after();
        assertNotNull(after);
        return after;
    }

    @Test
    void the_prestate_has_what_an_instruction_named_only_if_it_was_paid_for() {
        Assembly code = Assembly.code().push(OTHER).op(Opcode.BALANCE);
        long cold = 21_000 + 4 * 16 + 16 + 3 + 2600;
        assertTrue(prestate(code, cold).before().containsKey(OTHER));
        assertFalse(prestate(code, cold - 1).before().containsKey(OTHER));
    }

    @Test
    void the_prestate_is_older_than_the_transactions_own_writes() {
        state.putStorage(CONTRACT, Word.ONE, Word.of(11));
        Assembly code = Assembly.code().push(22).push(1).op(Opcode.SSTORE).push(1).op(Opcode.SLOAD);
        PrestateTracer.Result result = prestate(code.call(OTHER, 0, 1000), GAS);
        AccountState contract = result.before().get(CONTRACT);
        assertNotNull(contract);
        assertEquals(Map.of(Word.ONE, Word.of(11)), contract.storage());
        AccountState sender = result.before().get(SENDER);
        assertNotNull(sender);
        assertEquals(7, sender.nonce());
        assertEquals(Word.of(1_000_000_000_000L), sender.balance());
        assertNull(result.after());
        assertFalse(result.before().containsKey(FEES), "an empty account is not shown");
    }

    @Test
    void a_difference_has_no_slot_that_stayed_or_became_zero() {
        state.putStorage(CONTRACT, Word.of(1), Word.of(11));
        state.putStorage(CONTRACT, Word.of(2), Word.of(22));
        state.putStorage(CONTRACT, Word.of(3), Word.of(33));
        Assembly code = Assembly.code();
        code.push(12).push(1).op(Opcode.SSTORE).push(0).push(2).op(Opcode.SSTORE);
        code.push(33).push(3).op(Opcode.SSTORE).push(44).push(4).op(Opcode.SSTORE);
        PrestateTracer.Result result = prestate(code, GAS, Option.DIFF_MODE);
        AccountState before = result.before().get(CONTRACT);
        AccountState after = after(result).get(CONTRACT);
        assertNotNull(before);
        assertNotNull(after);
        assertEquals(Map.of(Word.of(1), Word.of(11), Word.of(2), Word.of(22)), before.storage());
        assertEquals(Map.of(Word.of(1), Word.of(12), Word.of(4), Word.of(44)), after.storage());
        assertNull(after.balance());
        assertNull(after.code());
        assertEquals(0, after.nonce());
    }

    @Test
    void what_was_reverted_is_no_difference() {
        Assembly code = Assembly.code().push(22).push(1).op(Opcode.SSTORE);
        PrestateTracer.Result result =
                prestate(code.push(0).push(0).op(Opcode.REVERT), GAS, Option.DIFF_MODE);
        assertEquals(Set.of(SENDER), result.before().keySet());
        assertEquals(Set.of(SENDER, FEES), after(result).keySet());
    }

    @Test
    void an_account_that_never_was_has_the_zero_code_hash_in_a_difference() {
        PrestateTracer.Result result =
                prestate(Assembly.code().push(NOBODY).op(Opcode.BALANCE), GAS, Option.DIFF_MODE);
        assertFalse(result.before().containsKey(NOBODY));
        AccountState nobody = after(result).get(NOBODY);
        assertNotNull(nobody);
        assertEquals(Hash.ZERO, nobody.codeHash());
    }

    @Test
    void options_leave_code_and_storage_out_and_empty_accounts_in() {
        state.putStorage(CONTRACT, Word.ONE, Word.of(11));
        Assembly code = Assembly.code().push(1).op(Opcode.SLOAD).push(NOBODY).op(Opcode.BALANCE);
        PrestateTracer.Result result =
                prestate(
                        code,
                        GAS,
                        Option.DISABLE_CODE,
                        Option.DISABLE_STORAGE,
                        Option.INCLUDE_EMPTY);
        AccountState contract = result.before().get(CONTRACT);
        assertNotNull(contract);
        assertNull(contract.code());
        assertEquals(Hash.keccak(code.bytes()), contract.codeHash());
        assertTrue(contract.storage().isEmpty());
        assertEquals(Set.of(SENDER, CONTRACT, FEES, NOBODY), result.before().keySet());
        assertThrows(
                IllegalArgumentException.class,
                () -> new PrestateTracer(Set.of(Option.DIFF_MODE, Option.INCLUDE_EMPTY)));
    }

    @Test
    void a_contract_that_comes_and_goes_is_in_neither_state() {
        // Init code that destroys itself at once, in favour of OTHER.
        Bytes init = Assembly.code().push(OTHER).op(Opcode.SELFDESTRUCT).bytes();
        byte[] word = new byte[32];
        System.arraycopy(init.array(), 0, word, 0, init.size());
        Assembly code = Assembly.code().push(Word.read(word, 0)).push(0).op(Opcode.MSTORE);
        code.push(init.size()).push(0).push(0).op(Opcode.CREATE);
        PrestateTracer.Result result = prestate(code, GAS, Option.DIFF_MODE);
        Address made = Address.ofCreate(CONTRACT, 1);
        assertFalse(result.before().containsKey(made));
        assertFalse(after(result).containsKey(made));
        AccountState maker = after(result).get(CONTRACT);
        assertNotNull(maker);
        assertEquals(2, maker.nonce());
    }

    @Test
    void selectors_are_counted_by_the_size_of_their_arguments() {
        Assembly code = Assembly.code().push(0x11223344L).push(0).op(Opcode.MSTORE);
        code.push(0).push(0).push(4).push(28).push(0).push(OTHER).push(1000).op(Opcode.CALL);
        code.push(0).push(0).push(4).push(28).push(OTHER).push(1000).op(Opcode.STATICCALL);
        code.push(0).push(0).push(3).push(28).push(0).push(OTHER).push(1000).op(Opcode.CALL);
        // The identity precompile does not count.
        code.push(0).push(0).push(4).push(28).push(0).push(4).push(1000).op(Opcode.CALL);
        assertEquals(
                Map.of("0xa1b2c3d4-1", 1, "0x11223344-0", 2),
                trace(new FourByteTracer(), code, GAS).counts());
    }

    @Test
    void flat_calls_leave_plain_calls_to_precompiles_out_unless_asked() {
        Assembly code = Assembly.code().call(Address.ofLong(4), 0, 1000);
        code.call(OTHER, 0, 1000).op(0xfe);
        List<FlatCall> plain = trace(new FlatCallTracer(Set.of()), code, GAS).result();
        assertEquals(
                List.of(List.of(), List.of(0)),
                plain.stream().map(FlatCall::traceAddress).toList());
        assertEquals(1, plain.getFirst().subtraces());
        assertEquals("invalid opcode: INVALID", plain.getFirst().error());
        assertFalse(plain.getFirst().hasResult());
        List<FlatCall> all =
                trace(
                                new FlatCallTracer(
                                        Set.of(
                                                FlatCallTracer.Option.INCLUDE_PRECOMPILES,
                                                FlatCallTracer.Option.CONVERT_PARITY_ERRORS)),
                                code,
                                GAS)
                        .result();
        assertEquals(3, all.size());
        assertEquals(2, all.getFirst().subtraces());
        assertEquals("Bad instruction", all.getFirst().error());
    }

    @Test
    void a_revert_in_paritys_words_still_shows_its_output() {
        Assembly code = Assembly.code().push(32).push(0).op(Opcode.REVERT);
        FlatCall call =
                trace(
                                new FlatCallTracer(
                                        Set.of(FlatCallTracer.Option.CONVERT_PARITY_ERRORS)),
                                code,
                                GAS)
                        .result()
                        .getFirst();
        assertEquals("Reverted", call.error());
        assertTrue(call.hasResult());
        assertEquals(Bytes.wrap(new byte[32]), call.frame().output());
    }

    @Test
    void tracers_behind_a_mux_find_what_each_finds_alone() {
        Assembly code = Assembly.code().push(32).push(0).op(Opcode.KECCAK256);
        code.call(OTHER, 0, 1000);
        PrestateTracer prestate = new PrestateTracer(Set.of());
        FourByteTracer selectors = new FourByteTracer();
        CallTracer calls = new CallTracer(Set.of());
        KeccakPreimageTracer preimages = new KeccakPreimageTracer();
        trace(new MuxTracer(List.of(prestate, selectors, calls, preimages)), code, GAS);
        assertEquals(trace(new PrestateTracer(Set.of()), code, GAS).result(), prestate.result());
        assertEquals(trace(new FourByteTracer(), code, GAS).counts(), selectors.counts());
        assertEquals(trace(new CallTracer(Set.of()), code, GAS).result(), calls.result());
        Bytes zeros = Bytes.wrap(new byte[32]);
        assertEquals(Map.of(Hash.keccak(zeros), zeros), preimages.preimages());
    }

    @Test
    void memory_beyond_its_end_reads_as_zero_and_not_beyond_reason() {
        List<Integer> sizes = new ArrayList<>();
        Tracer tracer =
                new Tracer() {
                    @Override
                    public boolean wantsSteps() {
                        return true;
                    }

                    @Override
                    public void onStep(Step step) {
                        if (step.opcode() == Opcode.KECCAK256) {
                            Bytes memory = step.memory(step.stack(0), step.stack(1));
                            sizes.add(memory == null ? -1 : memory.size());
                        }
                    }
                };
        trace(tracer, Assembly.code().push(40).push(1L << 20).op(Opcode.KECCAK256), GAS);
        trace(tracer, Assembly.code().push(40).push(1000).op(Opcode.KECCAK256), GAS);
        trace(tracer, Assembly.code().push(40).push(Word.MAX).op(Opcode.KECCAK256), GAS);
        trace(tracer, Assembly.code().push(0).push(Word.MAX).op(Opcode.KECCAK256), GAS);
        assertEquals(List.of(-1, 40, -1, 0), sizes);
    }

    @Test
    void validation_rules_see_gas_only_where_no_call_follows() {
        Assembly code = Assembly.code();
        code.push(0).push(0).push(0).push(0).push(0).push(OTHER).op(Opcode.GAS, Opcode.CALL);
        code.op(Opcode.GAS, Opcode.POP);
        code.push(OTHER).op(Opcode.EXTCODESIZE, Opcode.ISZERO);
        code.push(OTHER).op(Opcode.EXTCODEHASH, Opcode.POP).push(1).push(2).op(Opcode.TSTORE);
        Erc7562Frame frame =
                trace(new Erc7562Tracer(Erc7562Tracer.Options.DEFAULT), code, GAS).result();
        assertEquals(1, frame.opcodes().get(Opcode.GAS));
        assertEquals(List.of(OTHER), frame.codeReads());
        assertEquals(Map.of(OTHER, new Erc7562Frame.CodeSize(1, Opcode.CALL)), frame.codeSizes());
        assertEquals(Map.of(Word.of(2), 1), frame.transientWrites());
        assertFalse(frame.opcodes().containsKey(Opcode.POP));
        assertEquals(1, frame.calls().size());
        Erc7562Tracer.Options none = new Erc7562Tracer.Options(Set.of(), false);
        assertEquals(
                2, trace(new Erc7562Tracer(none), code, GAS).result().opcodes().get(Opcode.POP));
    }

    @Test
    void an_sstore_below_the_sentry_says_so_and_costs_its_fixed_part() {
        Assembly code = Assembly.code().push(1).push(1).op(Opcode.SSTORE);
        StructLogTracer tracer = new StructLogTracer(StructLogTracer.Options.DEFAULT);
        trace(tracer, code, 21_000 + 4 * 16 + 16 + 6 + 2300);
        StructLog store = tracer.result().logs().getLast();
        assertEquals("out of gas: not enough gas for reentrancy sentry", store.error());
        assertEquals(0, store.gasCost());
        assertTrue(tracer.result().failed());
    }

    @Test
    void an_instruction_that_cannot_begin_costs_its_fixed_part() {
        StructLogTracer tracer = new StructLogTracer(StructLogTracer.Options.DEFAULT);
        trace(tracer, Assembly.code().push(1).op(Opcode.ADD), GAS);
        StructLog add = tracer.result().logs().getLast();
        assertEquals("stack underflow (1 <=> 2)", add.error());
        assertEquals(3, add.gasCost());
        StructLogTracer oog = new StructLogTracer(StructLogTracer.Options.DEFAULT);
        trace(oog, Assembly.code().push(OTHER).op(Opcode.BALANCE), 21_000 + 4 * 16 + 16 + 3 + 2599);
        assertEquals(2600, oog.result().logs().getLast().gasCost());
        assertEquals("out of gas", oog.result().logs().getLast().error());
    }

    @Test
    void a_sink_is_given_logs_until_it_is_full() {
        List<StructLog> taken = new ArrayList<>();
        StructLogTracer.Sink sink =
                new StructLogTracer.Sink() {
                    @Override
                    public boolean wantsMore() {
                        return taken.size() < 2;
                    }

                    @Override
                    public void add(StructLog log) {
                        taken.add(log);
                    }
                };
        Assembly code = Assembly.code().push(1).push(2).op(Opcode.ADD, Opcode.POP);
        StructLogTracer tracer = new StructLogTracer(Set.of(), sink);
        trace(tracer, code, GAS);
        assertEquals(List.of(0, 2), taken.stream().map(StructLog::pc).toList());
        assertTrue(tracer.result().logs().isEmpty());
        assertNull(taken.getFirst().stack());
        assertNull(taken.getFirst().memory());
        assertNull(taken.getFirst().returnData());
    }
}
