package io.kaizen.exec.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Assembly;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Withdrawal;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.InvalidReason;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.state.MemoryState;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What surrounds the transactions of a block. */
class BlockProcessorTest {
    private static final Address POOR = Address.ofLong(0x900a);
    private static final Word ETHER = Word.of(1_000_000_000_000_000_000L);

    private static BlockFault refused(SmallChain chain, Block block) {
        return assertInstanceOf(BlockExecution.Refused.class, chain.execute(block)).fault();
    }

    private static Block.Body withdrawing(Withdrawal... withdrawals) {
        return new Block.Body(List.of(), List.of(), List.of(withdrawals));
    }

    private static Word balance(SmallChain chain, Block block, Address address) {
        return Objects.requireNonNull(chain.after(block, address)).balance();
    }

    @ParameterizedTest
    @CsvSource({"Frontier, 5", "EIP158, 5", "Byzantium, 3", "Constantinople, 2", "London, 2"})
    void aBlockPaysItsMakerUntilTheMerge(String fork, long ether) {
        SmallChain chain = new SmallChain(fork);
        assertEquals(
                ETHER.times(ether), balance(chain, chain.seal(chain.body()), SmallChain.MINER));
    }

    @Test
    void sinceTheMergeItPaysNothing() {
        SmallChain chain = new SmallChain("Paris");
        assertNull(chain.after(chain.seal(chain.body()), SmallChain.MINER));
    }

    @Test
    void ommersAndTheirNephewsArePaidByDepth() {
        Credits credits = new Credits();
        SmallChain chain = new SmallChain("Byzantium");
        Header header = HeaderDraft.edit(chain.genesis, h -> h.number = 10);
        Header near =
                HeaderDraft.edit(
                        chain.genesis,
                        h -> {
                            h.number = 9;
                            h.feeRecipient = POOR;
                        });
        Header far =
                HeaderDraft.edit(
                        near,
                        h -> {
                            h.number = 4;
                            h.feeRecipient = SmallChain.RECIPIENT;
                        });
        Rewards.mining(chain.fork, header, List.of(near, far), credits);
        MemoryState after = new MemoryState();
        after.apply(credits.effects(chain.fork.revision(), after));
        long eighth = 375_000_000_000_000_000L;
        assertEquals(Word.of(eighth).times(7), balance(after, POOR));
        assertEquals(Word.of(eighth).times(2), balance(after, SmallChain.RECIPIENT));
        assertEquals(
                ETHER.times(3).plus(Word.of(2 * 93_750_000_000_000_000L)),
                balance(after, Address.ZERO));
    }

    private static Word balance(MemoryState state, Address address) {
        return Objects.requireNonNull(state.account(address)).balance();
    }

    @Test
    void withdrawalsAreInGweiAndAddUp() {
        SmallChain chain = new SmallChain("Shanghai");
        Block block =
                chain.seal(
                        withdrawing(new Withdrawal(0, 1, POOR, 3), new Withdrawal(1, 1, POOR, 4)));
        assertEquals(Word.of(7_000_000_000L), balance(chain, block, POOR));
    }

    @Test
    void aWithdrawalOfNothingMakesNoAccountAndClearsAnEmptyOne() {
        MemoryState alloc = new MemoryState();
        alloc.put(POOR, 0, Word.ZERO, Bytes.EMPTY);
        SmallChain chain = new SmallChain("Shanghai", alloc);
        Block block =
                chain.seal(
                        withdrawing(
                                new Withdrawal(0, 1, POOR, 0),
                                new Withdrawal(1, 1, SmallChain.RECIPIENT, 0)));
        assertNotNull(chain.state.account(POOR));
        assertNull(chain.after(block, POOR));
        assertNull(chain.after(block, SmallChain.RECIPIENT));
    }

    @Test
    void requestsOfThePredeploysAreHashed() {
        MemoryState alloc = new MemoryState();
        Bytes answer = Assembly.code().push(0xabcd).returnTop().bytes();
        alloc.put(SystemCalls.CONSOLIDATION_REQUESTS, 1, Word.ZERO, answer);
        SmallChain chain = new SmallChain("Prague", alloc);
        BlockExecution.Done done =
                assertInstanceOf(
                        BlockExecution.Done.class, chain.execute(chain.seal(chain.body())));
        Hash want = Requests.hash(List.of(Bytes.EMPTY, Bytes.EMPTY, Word.of(0xabcd).bytes()));
        assertEquals(want, done.requestsHash());
        assertNotEquals(Requests.hash(List.of()), done.requestsHash());
    }

    @Test
    void aPredeployWithoutCodeMakesTheBlockInvalid() {
        MemoryState alloc = new MemoryState();
        alloc.put(SystemCalls.WITHDRAWAL_REQUESTS, 1, Word.ZERO, Bytes.EMPTY);
        SmallChain chain = new SmallChain("Prague", alloc);
        Block block = chain.seal(chain.body());
        assertEquals(BlockReason.SYSTEM_CONTRACT_EMPTY, refused(chain, block).reason());
    }

    @Test
    void aPredeployThatFailsMakesTheBlockInvalid() {
        MemoryState alloc = new MemoryState();
        alloc.put(SystemCalls.WITHDRAWAL_REQUESTS, 1, Word.ZERO, Bytes.fromHex("0xfe"));
        SmallChain chain = new SmallChain("Prague", alloc);
        Block block = chain.seal(chain.body());
        assertEquals(BlockReason.SYSTEM_CONTRACT_FAILED, refused(chain, block).reason());
    }

    @Test
    void aBeaconRootsPredeployThatFailsChangesNothing() {
        MemoryState alloc = new MemoryState();
        alloc.put(SystemCalls.BEACON_ROOTS, 1, Word.ZERO, Bytes.fromHex("0xfe"));
        SmallChain chain = new SmallChain("Cancun", alloc);
        assertInstanceOf(Verdict.Valid.class, chain.verify(chain.seal(chain.body())));
    }

    private static Bytes blobs(long nonce, int count) {
        Hash blob = Hash.fromHex("0x01" + "00".repeat(31));
        Transaction tx =
                new Transaction(
                        TransactionType.BLOB,
                        SmallChain.CHAIN,
                        nonce,
                        new Transaction.Fees(21_000, Word.of(5_000), Word.ZERO, Word.of(10)),
                        new Transaction.Call(SmallChain.RECIPIENT, Word.ZERO, Bytes.EMPTY),
                        new Transaction.Extras(
                                List.of(), List.of(), Collections.nCopies(count, blob)),
                        Signature.NONE);
        return TransactionCodec.encode(TransactionCodec.sign(tx, SmallChain.KEY));
    }

    @ParameterizedTest
    @CsvSource({"Cancun, 3, 3", "Prague, 4, 5", "Osaka, 6, 3", "BPO1, 6, 6"})
    void theBlobsOfAllTransactionsTogetherAreLimited(String fork, int first, int second) {
        SmallChain chain = new SmallChain(fork);
        Block full = chain.seal(chain.body(blobs(0, first), blobs(1, second)));
        assertInstanceOf(Verdict.Valid.class, chain.verify(full));
        int rest = Objects.requireNonNull(chain.fork.blobs()).max() - first - second + 1;
        Block over = chain.seal(chain.body(blobs(0, first), blobs(1, second), blobs(2, rest)));
        assertEquals(BlockReason.BLOB_GAS_EXCEEDED, refused(chain, over).reason());
    }

    @Test
    void oneTransactionIsLimitedBySixSinceOsakaWhateverTheBlockMayCarry() {
        SmallChain chain = new SmallChain("BPO1");
        Block block = chain.seal(chain.body(blobs(0, 7)));
        assertEquals(InvalidReason.BLOB_COUNT, refused(chain, block).transaction());
    }

    @Test
    void theGasOfAllTransactionsTogetherIsLimited() {
        SmallChain chain = new SmallChain("London");
        Bytes half = chain.sign(0, 16_000_000, SmallChain.RECIPIENT, Bytes.EMPTY);
        Bytes most = chain.sign(1, 29_979_000, SmallChain.RECIPIENT, Bytes.EMPTY);
        assertInstanceOf(Verdict.Valid.class, chain.verify(chain.seal(chain.body(half, most))));
        Bytes more = chain.sign(1, 29_979_001, SmallChain.RECIPIENT, Bytes.EMPTY);
        BlockFault fault = refused(chain, chain.seal(chain.body(half, more)));
        assertEquals(InvalidReason.BLOCK_GAS_EXCEEDED, fault.transaction());
    }

    /** A contract at the deposit contract's address that logs its calldata as a deposit. */
    private static SmallChain depositing() {
        Bytes code =
                Assembly.code()
                        .op(Opcode.CALLDATASIZE)
                        .push(0)
                        .push(0)
                        .op(Opcode.CALLDATACOPY)
                        .push(DepositEvents.TOPIC.toWord())
                        .op(Opcode.CALLDATASIZE)
                        .push(0)
                        .op(Opcode.LOG0 + 1, Opcode.STOP)
                        .bytes();
        MemoryState alloc = new MemoryState();
        alloc.put(DepositEvents.CONTRACT, 1, Word.ZERO, code);
        return new SmallChain("Prague", alloc);
    }

    private static byte[] deposit() {
        byte[] data = new byte[576];
        int[][] fields = {{160, 48}, {256, 32}, {320, 8}, {384, 96}, {512, 8}};
        for (int i = 0; i < fields.length; i++) {
            Word.of(fields[i][0]).write(data, 32 * i);
            Word.of(fields[i][1]).write(data, fields[i][0]);
            Arrays.fill(
                    data,
                    fields[i][0] + 32,
                    fields[i][0] + 32 + fields[i][1],
                    (byte) (0x11 * (i + 1)));
        }
        return data;
    }

    private static Block depositBlock(SmallChain chain, byte[] data) {
        return chain.seal(
                chain.body(chain.sign(0, 200_000, DepositEvents.CONTRACT, Bytes.wrap(data))));
    }

    @Test
    void depositsAreReadFromTheContractsEvents() {
        SmallChain chain = depositing();
        BlockExecution.Done done =
                assertInstanceOf(
                        BlockExecution.Done.class, chain.execute(depositBlock(chain, deposit())));
        String want =
                "11".repeat(48)
                        + "22".repeat(32)
                        + "33".repeat(8)
                        + "44".repeat(96)
                        + "55".repeat(8);
        assertEquals(Requests.hash(List.of(Bytes.fromHex(want))), done.requestsHash());
    }

    @Test
    void aDepositOfAnotherLayoutMakesTheBlockInvalid() {
        SmallChain chain = depositing();
        for (int at : new int[] {31, 63, 95, 127, 159, 191, 287, 351, 415, 543, 0, 160}) {
            byte[] data = deposit();
            data[at]++;
            assertEquals(
                    BlockReason.DEPOSIT_LAYOUT,
                    refused(chain, depositBlock(chain, data)).reason(),
                    () -> "byte " + at);
        }
        byte[] shorter = Arrays.copyOf(deposit(), 575);
        assertEquals(
                BlockReason.DEPOSIT_LAYOUT, refused(chain, depositBlock(chain, shorter)).reason());
    }

    @Test
    void anEmptyListOfRequestsHashesToSha256OfNothing() {
        assertEquals(
                "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                Requests.hash(List.of(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY)).hex());
    }

    @Test
    void theSendersAccountPaysForTheBlock() {
        SmallChain chain = new SmallChain("Osaka");
        Block block = chain.seal(chain.body(chain.transfer(0)));
        Account sender =
                Objects.requireNonNull(chain.after(block, Secp256k1.address(SmallChain.KEY)));
        assertEquals(1, sender.nonce());
        assertEquals(Word.ONE, balance(chain, block, SmallChain.RECIPIENT));
    }
}
