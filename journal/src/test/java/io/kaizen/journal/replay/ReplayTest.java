package io.kaizen.journal.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.journal.chain.BlockLog;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.PreparedRoot;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.journal.store.MemoryStateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final long CHAIN_ID = 1337;
    private static final int BLOCKS = 6;
    private static final int TRANSFERS = 3;

    /** EIP-2935's contract. */
    private static final Bytes HISTORY_CODE =
            Bytes.fromHex(
                    "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f"
                            + "35600143038111604257611fff81430311604257611fff9006545f5260205ff3"
                            + "5b5f5ffd5b5f35611fff60014303065500");

    @TempDir Path folder;

    private final byte[] key = new byte[32];
    private final MemoryBlockLog log = new MemoryBlockLog();
    private OrderJournal journal;
    private ChainStore chain;
    private long nonce;

    @BeforeEach
    void sealSomeBlocks() {
        key[31] = 7;
        Genesis genesis = genesis();
        journal = OrderJournal.open(folder, genesis.orderAnchor(), SyncLevel.GROUP);
        chain = ChainStore.open(log, new MemoryStateStore(), genesis, 16);
        for (int i = 1; i <= BLOCKS; i++) {
            seal(i, Secp256k1.address(key));
        }
        journal.sync();
    }

    @AfterEach
    void close() {
        chain.close();
        journal.close();
    }

    @Test
    void anHonestRecordAgreesFromGenesisAndOverAnyRange() {
        List<Long> seen = new ArrayList<>();
        ReplayResult whole = replay(log, 1, BLOCKS, seen);
        ReplayResult.Counts counts = assertInstanceOf(ReplayResult.Agreed.class, whole).counts();
        assertEquals(
                new ReplayResult.Counts(
                        BLOCKS * (TRANSFERS + 3), BLOCKS, BLOCKS * TRANSFERS, BLOCKS),
                counts);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), seen);
        ReplayResult part = replay(log, 3, 4, new ArrayList<>());
        assertEquals(2, assertInstanceOf(ReplayResult.Agreed.class, part).counts().blocks());
    }

    @Test
    void aChangedReceiptIsNamedDownToTheTransactionAndField() {
        Divergence found = diverged(tampered(4, ReplayTest::withWrongGas), BLOCKS);
        assertEquals(4, found.blockNumber());
        assertEquals(1, found.transaction());
        assertEquals("receipt.gasUsed", found.field());
        assertEquals("21000", found.replayed());
        assertEquals("21001", found.recorded());
    }

    @Test
    void aChangedBodyIsNamed() {
        Divergence found =
                diverged(
                        tampered(
                                2,
                                block ->
                                        new SealedBlock(
                                                block.header(),
                                                block.hash(),
                                                block.transactions().subList(0, 2),
                                                block.receipts(),
                                                block.range())),
                        BLOCKS);
        assertEquals(2, found.blockNumber());
        assertEquals("transactions", found.field());
    }

    @Test
    void aForgedSenderIsFoundWhenSendersAreRecovered() {
        seal(BLOCKS + 1, Address.ofLong(0x600d));
        Divergence found = diverged(log, BLOCKS + 1);
        assertEquals(BLOCKS + 1, found.blockNumber());
        assertEquals("ordered sender", found.field());
        assertEquals(0, found.transaction());
        Replay trusting =
                new Replay(log, executor(), new MemoryStateStore(), Replay.Senders.TRUSTED);
        assertInstanceOf(
                ReplayResult.Agreed.class,
                trusting.run(journal::reader, 1, BLOCKS + 1, (number, counts) -> {}));
    }

    @Test
    void anOrderThatEndsEarlyIsReportedWithItsPosition() {
        MemoryBlockLog longer = new MemoryBlockLog();
        for (long n = 0; n <= BLOCKS; n++) {
            longer.append(log.block(n), log.effects(n));
        }
        SealedBlock head = log.block(BLOCKS);
        Header header =
                BlockAssembler.header(
                        head.hash(),
                        opening(BLOCKS + 1).environment(),
                        head.header().stateRoot(),
                        List.of(),
                        List.of());
        longer.append(
                new SealedBlock(
                        header,
                        HeaderCodec.hash(header),
                        List.of(),
                        List.of(),
                        new SealedBlock.OrderRange(
                                head.range().last() + 1, head.range().last() + 2, Hash.ZERO)),
                Effects.NONE);
        ReplayResult.Unreadable result =
                assertInstanceOf(
                        ReplayResult.Unreadable.class,
                        replay(longer, 1, BLOCKS + 1, new ArrayList<>()));
        assertEquals(head.range().last() + 1, result.position());
        assertTrue(result.why().contains("ends inside block 7"), result.why());
    }

    private ReplayResult replay(BlockLog record, long from, long to, List<Long> seen) {
        return new Replay(record, executor(), new MemoryStateStore(), Replay.Senders.RECOVERED)
                .run(journal::reader, from, to, (number, counts) -> seen.add(number));
    }

    private Divergence diverged(BlockLog record, long to) {
        return assertInstanceOf(
                        ReplayResult.Diverged.class, replay(record, 1, to, new ArrayList<>()))
                .divergence();
    }

    private BlockLog tampered(long number, java.util.function.UnaryOperator<SealedBlock> change) {
        MemoryBlockLog copy = new MemoryBlockLog();
        for (long n = 0; n <= BLOCKS; n++) {
            SealedBlock block = log.block(n);
            copy.append(n == number ? change.apply(block) : block, log.effects(n));
        }
        return copy;
    }

    private static SealedBlock withWrongGas(SealedBlock block) {
        List<Receipt> receipts = new ArrayList<>(block.receipts());
        Receipt old = receipts.get(1);
        receipts.set(
                1,
                new Receipt(
                        old.type(),
                        old.succeeded(),
                        old.cumulativeGasUsed(),
                        old.logs(),
                        old.bloom(),
                        new Receipt.Outcome(
                                old.gasUsed() + 1, old.outcome().effectiveGasPrice(), null, null)));
        return new SealedBlock(
                block.header(), block.hash(), block.transactions(), receipts, block.range());
    }

    private static SequentialExecutor executor() {
        return new SequentialExecutor(Revision.OSAKA, Word.of(CHAIN_ID));
    }

    private Genesis genesis() {
        Map<Address, AccountState> state = new HashMap<>();
        Hash codeHash = Hash.keccak(HISTORY_CODE);
        Word rich = Word.fromDecimal("1000000000000000000000");
        for (Address funded : List.of(Secp256k1.address(key), Address.ofLong(0x600d))) {
            state.put(funded, new AccountState(new Account(0, rich, Hash.EMPTY_CODE), Map.of()));
        }
        state.put(
                SystemCalls.HISTORY_STORAGE,
                new AccountState(new Account(1, Word.ZERO, codeHash), Map.of()));
        Header header =
                BlockAssembler.header(
                        Hash.ZERO,
                        opening(0).environment(),
                        StateTrie.rootOf(state),
                        List.of(),
                        List.of());
        return Genesis.of(CHAIN_ID, header, Genesis.effects(state, Map.of(codeHash, HISTORY_CODE)));
    }

    private static BlockOpening opening(long number) {
        return new BlockOpening(
                number,
                1_700_000_000_000L + number * 250,
                Word.of(1_000_000_000),
                30_000_000,
                Address.ofLong(0xfee),
                Hash.keccak(new byte[] {(byte) number}),
                new BlockOpening.L1Origin(number, Hash.EMPTY_CODE));
    }

    /** Three transfers and one that is void for its nonce. */
    private void seal(long number, Address sender) {
        if (!sender.equals(Secp256k1.address(key))) {
            nonce = 0;
        }
        BlockOpening opening = opening(number);
        long first = journal.appendOpen(opening, 1);
        List<RecoveredTransaction> ordered = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++) {
            ordered.add(transfer(sender, nonce++));
        }
        ordered.add(transfer(sender, nonce + 5));
        for (RecoveredTransaction tx : ordered) {
            journal.appendTransaction(tx.sender(), tx.hash(), tx.raw().array(), 2);
        }
        long last = journal.appendClose(number, 3);
        SealedBlock parent = chain.view().head();
        SequentialExecutor.BlockOutcome outcome =
                executor()
                        .execute(
                                chain.history().head(),
                                opening.context(n -> chain.view().block(n).hash()),
                                ordered);
        List<RecoveredTransaction> executed = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            if (outcome.results().get(i) instanceof TransactionResult.Executed) {
                executed.add(ordered.get(i));
            }
        }
        assertEquals(TRANSFERS, executed.size());
        PreparedRoot root = chain.prepare(outcome.effects());
        Header header =
                BlockAssembler.header(
                        parent.hash(),
                        opening.environment(),
                        root.root(),
                        executed,
                        outcome.receipts());
        chain.seal(
                new SealedBlock(
                        header,
                        HeaderCodec.hash(header),
                        executed,
                        outcome.receipts(),
                        new SealedBlock.OrderRange(first, last, journal.lastHash())),
                outcome.effects(),
                root);
        chain.settle();
    }

    private RecoveredTransaction transfer(Address sender, long txNonce) {
        Transaction unsigned =
                new Transaction(
                        TransactionType.DYNAMIC_FEE,
                        Word.of(CHAIN_ID),
                        txNonce,
                        new Transaction.Fees(
                                21_000, Word.of(3_000_000_000L), Word.of(1000), Word.ZERO),
                        new Transaction.Call(Address.ofLong(0xbeef), Word.ONE, Bytes.EMPTY),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        Transaction signed = TransactionCodec.sign(unsigned, key);
        Bytes raw = TransactionCodec.encode(signed);
        return new RecoveredTransaction(signed, sender, Hash.keccak(raw), raw);
    }
}
