package io.kaizen.exec.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.Assembly;
import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trace.AccessListTracer;
import io.kaizen.exec.trace.CallFrame;
import io.kaizen.exec.trace.CallTracer;
import io.kaizen.exec.trace.RevertReason;
import io.kaizen.exec.trace.StructLog;
import io.kaizen.exec.trace.StructLogTracer;
import io.kaizen.exec.trace.Tracer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransactionProcessorTest {
    private static final Address SENDER =
            Address.fromHex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    private static final Address CONTRACT = Address.ofLong(0xc0de00);
    private static final Address OTHER = Address.ofLong(0xc0de01);
    private static final Address FEES = Address.ofLong(0xfee);
    private static final Word CHAIN = Word.of(1337);
    private static final String CHECKSUMMED = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    private final MemoryState state = new MemoryState();
    private final TransactionProcessor processor = new TransactionProcessor(Revision.OSAKA, CHAIN);

    TransactionProcessorTest() {
        state.put(SENDER, 7, Word.of(1_000_000_000_000L), Bytes.EMPTY);
    }

    private static BlockContext block(long number) {
        return new BlockContext(
                number,
                1_000,
                30_000_000,
                FEES,
                Word.ZERO,
                Hash.ZERO,
                Word.of(7),
                Word.ONE,
                Hash.keccak(new byte[] {1}),
                n -> Hash.keccak(Word.of(n).toArray()));
    }

    private static Transaction tx(
            long nonce, long gas, long maxFee, @Nullable Address to, long value, Bytes data) {
        return new Transaction(
                TransactionType.DYNAMIC_FEE,
                CHAIN,
                nonce,
                new Transaction.Fees(gas, Word.of(maxFee), Word.of(Math.min(maxFee, 2)), Word.ZERO),
                new Transaction.Call(to, Word.of(value), data),
                Transaction.Extras.NONE,
                Signature.NONE);
    }

    private TransactionResult run(Transaction tx, Validation validation, @Nullable Tracer tracer) {
        return processor.execute(state, block(5), tx, SENDER, validation, tracer);
    }

    private String refusal(Transaction tx) {
        return assertInstanceOf(Invalid.class, run(tx, Validation.CONSENSUS, null)).message();
    }

    private Executed executed(Transaction tx) {
        return assertInstanceOf(Executed.class, run(tx, Validation.CONSENSUS, null));
    }

    @Test
    void refusals_are_worded_as_geth_words_them() {
        assertEquals(
                "nonce too low: address " + CHECKSUMMED + ", tx: 3 state: 7",
                refusal(tx(3, 21000, 100, OTHER, 0, Bytes.EMPTY)));
        assertEquals(
                "nonce too high: address " + CHECKSUMMED + ", tx: 9 state: 7",
                refusal(tx(9, 21000, 100, OTHER, 0, Bytes.EMPTY)));
        assertEquals(
                "insufficient funds for gas * price + value: address "
                        + CHECKSUMMED
                        + " have 1000000000000 want 2000002100000",
                refusal(tx(7, 21000, 100, OTHER, 2_000_000_000_000L, Bytes.EMPTY)));
        assertEquals(
                "intrinsic gas too low: have 20999, want 21000",
                refusal(tx(7, 20999, 100, OTHER, 0, Bytes.EMPTY)));
        assertEquals(
                "max fee per gas less than block base fee: address "
                        + CHECKSUMMED
                        + ", maxFeePerGas: 6, baseFee: 7",
                refusal(tx(7, 21000, 6, OTHER, 0, Bytes.EMPTY)));
        assertEquals(
                "transaction gas limit too high (cap: 16777216, tx: 16777217)",
                refusal(tx(7, 16_777_217, 7, OTHER, 0, Bytes.EMPTY)));
        assertEquals(
                "insufficient gas for floor data gas cost: have 21700, want 22600",
                refusal(tx(7, 21_700, 7, OTHER, 0, Bytes.wrap(new byte[160]))));
        assertEquals(
                "max initcode size exceeded: code size 49153 limit 49152",
                refusal(tx(7, 10_000_000, 7, null, 0, Bytes.wrap(new byte[49153]))));
    }

    @Test
    void gas_limits_beyond_63_bits_are_refused() {
        assertEquals(
                "gas uint64 overflow: gas limit 18446744073709551615",
                refusal(tx(7, -1, 7, OTHER, 0, Bytes.EMPTY)));
    }

    @Test
    void a_transfer_pays_the_recipient_the_tip_and_burns_the_base_fee() {
        Executed executed = executed(tx(7, 50_000, 100, OTHER, 5, Bytes.EMPTY));
        assertEquals(21_000, executed.gasUsed());
        assertEquals(Word.of(9), executed.effectiveGasPrice());
        state.apply(executed.effects());
        assertEquals(Word.of(5), balance(OTHER));
        assertEquals(Word.of(2 * 21_000), balance(FEES));
        assertEquals(Word.of(1_000_000_000_000L - 9 * 21_000 - 5), balance(SENDER));
    }

    private Word balance(Address address) {
        Account account = state.account(address);
        return account == null ? Word.ZERO : account.balance();
    }

    @Test
    void a_simulation_asks_for_neither_nonce_nor_price() {
        state.put(
                CONTRACT,
                1,
                Word.ZERO,
                Assembly.code()
                        .op(Opcode.BASEFEE, Opcode.GASPRICE, Opcode.ADD)
                        .returnTop()
                        .bytes());
        Transaction free = tx(99, 20_000_000, 0, CONTRACT, 0, Bytes.EMPTY);
        Executed executed =
                assertInstanceOf(Executed.class, run(free, Validation.SIMULATION, null));
        assertEquals(Word.ZERO.bytes(), executed.output());
        Transaction poor = tx(99, 20_000_000, 1_000_000, CONTRACT, 0, Bytes.EMPTY);
        Invalid invalid = assertInstanceOf(Invalid.class, run(poor, Validation.SIMULATION, null));
        assertEquals(InvalidReason.INSUFFICIENT_FUNDS, invalid.reason());
    }

    @Test
    void a_refused_precompile_costs_all_gas_and_says_so() {
        Transaction tx = tx(7, 100_000, 100, Address.ofLong(8), 5, Bytes.fromHex("01"));
        Executed executed = executed(tx);
        assertEquals(100_000, executed.gasUsed());
        Halt halt = executed.halt();
        assertNotNull(halt);
        assertEquals(Halt.Reason.PRECOMPILE_FAILURE, halt.reason());
        CallTracer tracer = new CallTracer(Set.of());
        run(tx, Validation.CONSENSUS, tracer);
        assertEquals("bad elliptic curve pairing size", tracer.result().error());
    }

    @Test
    void the_same_transaction_gives_the_same_result_on_a_used_processor() {
        state.put(
                CONTRACT, 1, Word.ZERO, Assembly.code().push(1).push(0).op(Opcode.SSTORE).bytes());
        Transaction tx = tx(7, 100_000, 100, CONTRACT, 0, Bytes.EMPTY);
        Executed first = executed(tx);
        executed(tx(7, 100_000, 100, Address.ofLong(6), 5, Bytes.EMPTY));
        assertEquals(first, executed(tx));
    }

    @Test
    void struct_logs_show_price_stack_and_storage() {
        state.put(
                CONTRACT,
                1,
                Word.ZERO,
                Assembly.code().push(5).push(1).op(Opcode.SSTORE, Opcode.STOP).bytes());
        StructLogTracer tracer = new StructLogTracer(StructLogTracer.Options.DEFAULT);
        Executed executed =
                (Executed)
                        run(
                                tx(7, 100_000, 100, CONTRACT, 0, Bytes.EMPTY),
                                Validation.CONSENSUS,
                                tracer);
        StructLogTracer.Result result = tracer.result();
        assertEquals(executed.gasUsed(), result.gas());
        assertEquals(4, result.logs().size());
        StructLog store = result.logs().get(2);
        assertEquals(4, store.pc());
        assertEquals(Opcode.SSTORE, store.opcode());
        assertEquals(79_000 - 6, store.gas());
        assertEquals(22_100, store.gasCost());
        assertEquals(List.of(Word.of(5), Word.ONE), store.stack());
        assertEquals(java.util.Map.of(Word.ONE, Word.of(5)), store.storage());
        assertEquals(0, result.logs().get(3).gasCost());
    }

    @Test
    void a_struct_log_of_a_call_counts_the_gas_it_gives_away() {
        state.put(OTHER, 1, Word.ZERO, Assembly.code().op(Opcode.STOP).bytes());
        state.put(CONTRACT, 1, Word.ZERO, Assembly.code().call(OTHER, 0, 10_000).bytes());
        StructLogTracer tracer = new StructLogTracer(StructLogTracer.Options.DEFAULT);
        run(tx(7, 100_000, 100, CONTRACT, 0, Bytes.EMPTY), Validation.CONSENSUS, tracer);
        StructLog call =
                tracer.result().logs().stream()
                        .filter(log -> log.opcode() == Opcode.CALL)
                        .findFirst()
                        .orElseThrow();
        assertEquals(2_600 + 10_000, call.gasCost());
        assertEquals(
                List.of(1, 2, 1),
                tracer.result().logs().stream().skip(7).map(StructLog::depth).toList());
    }

    @Test
    void the_call_tree_shows_inner_failures() {
        state.put(OTHER, 1, Word.ZERO, Assembly.code().op(Opcode.INVALID).bytes());
        state.put(CONTRACT, 1, Word.ZERO, Assembly.code().call(OTHER, 0, 10_000).bytes());
        CallTracer tracer = new CallTracer(Set.of());
        run(tx(7, 100_000, 100, CONTRACT, 0, Bytes.EMPTY), Validation.CONSENSUS, tracer);
        CallFrame top = tracer.result();
        assertEquals(100_000, top.gas());
        assertEquals(CallKind.CALL, top.type());
        assertEquals(1, top.calls().size());
        CallFrame inner = top.calls().getFirst();
        assertEquals("invalid opcode: INVALID", inner.error());
        assertEquals(10_000, inner.gasUsed());
        CallTracer flat = new CallTracer(Set.of(CallTracer.Option.ONLY_TOP_CALL));
        run(tx(7, 100_000, 100, CONTRACT, 0, Bytes.EMPTY), Validation.CONSENSUS, flat);
        assertTrue(flat.result().calls().isEmpty());
    }

    @Test
    void the_access_list_names_what_was_touched() {
        state.put(
                CONTRACT,
                1,
                Word.ZERO,
                Assembly.code().push(3).op(Opcode.SLOAD).call(OTHER, 0, 10_000).bytes());
        AccessListTracer tracer = new AccessListTracer(Set.of(SENDER, CONTRACT, FEES));
        run(tx(7, 100_000, 100, CONTRACT, 0, Bytes.EMPTY), Validation.CONSENSUS, tracer);
        assertEquals(2, tracer.accessList().size());
        assertEquals(List.of(Word.of(3)), tracer.accessList().getFirst().slots());
        assertEquals(OTHER, tracer.accessList().getLast().address());
    }

    @Test
    void revert_reasons_are_read_from_soliditys_encodings() {
        String error =
                "0x08c379a0"
                        + "0000000000000000000000000000000000000000000000000000000000000020"
                        + "0000000000000000000000000000000000000000000000000000000000000003"
                        + "6e6f700000000000000000000000000000000000000000000000000000000000";
        assertEquals("nop", RevertReason.of(Bytes.fromHex(error)));
        String panic =
                "0x4e487b71" + "0000000000000000000000000000000000000000000000000000000000000011";
        assertEquals("arithmetic underflow or overflow", RevertReason.of(Bytes.fromHex(panic)));
        assertEquals(null, RevertReason.of(Bytes.fromHex(error.substring(0, 138))));
    }

    @Test
    void system_calls_write_the_parents_hashes() {
        // Stand-ins for the predeploys: store the calldata word at the block number.
        Bytes store =
                Assembly.code()
                        .push(0)
                        .op(Opcode.CALLDATALOAD, Opcode.NUMBER, Opcode.SSTORE)
                        .bytes();
        state.put(SystemCalls.HISTORY_STORAGE, 1, Word.ZERO, store);
        state.put(SystemCalls.BEACON_ROOTS, 1, Word.ZERO, store);
        SystemCalls calls = new SystemCalls(Revision.OSAKA, CHAIN);
        state.apply(calls.storeParentHash(state, block(5)));
        state.apply(calls.storeBeaconRoot(state, block(5)));
        assertEquals(
                Hash.keccak(Word.of(4).toArray()).toWord(),
                state.storage(SystemCalls.HISTORY_STORAGE, Word.of(5)));
        assertEquals(
                Hash.keccak(new byte[] {1}).toWord(),
                state.storage(SystemCalls.BEACON_ROOTS, Word.of(5)));
        assertEquals(null, state.account(SystemCalls.SYSTEM_ADDRESS));
        assertTrue(
                new SystemCalls(Revision.SHANGHAI, CHAIN)
                        .storeParentHash(state, block(5))
                        .isEmpty());
    }

    @Test
    void a_block_skips_void_transactions_and_adds_up_the_rest() {
        SequentialExecutor executor = new SequentialExecutor(Revision.OSAKA, CHAIN);
        List<RecoveredTransaction> transactions =
                List.of(
                        recovered(tx(7, 21_000, 100, OTHER, 1, Bytes.EMPTY)),
                        recovered(tx(7, 21_000, 100, OTHER, 1, Bytes.EMPTY)),
                        recovered(tx(8, 30_000, 100, OTHER, 1, Bytes.EMPTY)));
        SequentialExecutor.BlockOutcome outcome = executor.execute(state, block(5), transactions);
        assertEquals(42_000, outcome.gasUsed());
        assertEquals(2, outcome.receipts().size());
        assertEquals(42_000, outcome.receipts().get(1).cumulativeGasUsed());
        assertInstanceOf(Invalid.class, outcome.results().get(1));
        state.apply(outcome.effects());
        assertEquals(Word.of(2), balance(OTHER));
    }

    private static RecoveredTransaction recovered(Transaction tx) {
        return new RecoveredTransaction(tx, SENDER, Hash.ZERO, Bytes.EMPTY);
    }
}
