package io.kaizen.journal.replay;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
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
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.chain.PastStates;
import io.kaizen.journal.chain.PreparedRoot;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.journal.segment.SegmentSizes;
import io.kaizen.journal.snapshot.Snapshots;
import io.kaizen.journal.store.MemoryStateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small chain on disk: transfers, a call that logs and stores, and a void transaction a block.
 */
public final class ReplayChain implements AutoCloseable {
    public static final long CHAIN_ID = 1337;

    /** Executed transactions of a block: all but the last, {@link #LOGGING}, transfer. */
    public static final int EXECUTED = 4;

    public static final int LOGGING = EXECUTED - 1;

    /** One is void: behind the first. */
    public static final int ORDERED = EXECUTED + 1;

    /** Where a void transaction stands among the ordered. */
    private static final int VOID = 1;

    /** EIP-2935's contract. */
    private static final Bytes HISTORY_CODE =
            Bytes.fromHex(
                    "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f"
                            + "35600143038111604257611fff81430311604257611fff9006545f5260205ff3"
                            + "5b5f5ffd5b5f35611fff60014303065500");

    /** Stores its argument at the slot of the block's number, and logs it with that as topic. */
    private static final Bytes LOGGER_CODE = Bytes.fromHex("0x5f3543555f355f524360205fa100");

    private static final Address LOGGER = Address.ofLong(0x1099e6);

    private final byte[] key = new byte[32];
    public final Genesis genesis;
    public final OrderJournal journal;
    public final ChainJournal log;
    public final ChainStore chain;
    private long nonce;

    /** In {@code order} and {@code chain} of the folder. */
    public ReplayChain(Path folder, SegmentSizes sizes) {
        this(folder, sizes, ChainJournal.Sizes.DEFAULT, Disk.SYSTEM);
    }

    /**
     * As above, with a chain queue of other sizes; goes on where there is one, from a snapshot in
     * {@code snapshots} if need be.
     */
    public ReplayChain(Path folder, SegmentSizes sizes, ChainJournal.Sizes chainSizes, Disk disk) {
        key[31] = 7;
        genesis = genesis();
        journal =
                OrderJournal.open(
                        folder.resolve("order"),
                        genesis.orderAnchor(),
                        SyncLevel.GROUP,
                        sizes,
                        disk);
        try {
            log = ChainJournal.open(folder.resolve("chain"), chainSizes, disk);
            chain =
                    ChainStore.open(
                            log,
                            new MemoryStateStore(),
                            genesis,
                            new ChainStore.Options(
                                    16,
                                    TrieWorkers.CALLER,
                                    Snapshots.in(folder.resolve("snapshots")),
                                    PastStates.Opening.NONE));
        } catch (RuntimeException refused) {
            journal.close();
            throw refused;
        }
        Account own = chain.history().head().account(sender());
        nonce = own == null ? 0 : own.nonce();
    }

    public static SequentialExecutor executor() {
        return new SequentialExecutor(Revision.OSAKA, Word.of(CHAIN_ID));
    }

    public static Replay.Plan plan(Replay.Senders senders, int threads) {
        return new Replay.Plan(
                Revision.OSAKA, Word.of(CHAIN_ID), senders, threads, StartState.EMPTY);
    }

    Address sender() {
        return Secp256k1.address(key);
    }

    public void seal(int blocks) {
        for (int i = 0; i < blocks; i++) {
            seal(sender());
        }
        journal.sync();
    }

    /**
     * Seals a block.
     *
     * @param named whom the order names as sender, whoever signed
     */
    void seal(Address named) {
        SealedBlock parent = chain.view().head();
        BlockOpening opening = opening(parent.number() + 1);
        if (!named.equals(sender())) {
            nonce = 0;
        }
        List<RecoveredTransaction> ordered = new ArrayList<>();
        for (int i = 0; i < EXECUTED; i++) {
            ordered.add(
                    i == LOGGING
                            ? signed(named, nonce++, LOGGER, Word.ZERO, 100_000)
                            : signed(named, nonce++, Address.ofLong(0xbeef), Word.ONE, 21_000));
        }
        ordered.add(VOID, signed(named, nonce + 5, Address.ofLong(0xbeef), Word.ONE, 21_000));
        long first = journal.appendOpen(opening, 1);
        for (RecoveredTransaction tx : ordered) {
            journal.appendTransaction(tx.sender(), tx.hash(), tx.raw().array(), 2);
        }
        long last = journal.appendClose(opening.number(), 3);
        seal(parent, opening, ordered, first, last);
    }

    private void seal(
            SealedBlock parent,
            BlockOpening opening,
            List<RecoveredTransaction> ordered,
            long first,
            long last) {
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
        if (executed.size() != EXECUTED || outcome.receipts().getLast().logs().size() != 1) {
            throw new AssertionError(outcome.results().toString());
        }
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

    @Override
    public void close() {
        chain.close();
        journal.close();
    }

    private Genesis genesis() {
        Map<Address, AccountState> state = new HashMap<>();
        Word rich = Word.fromDecimal("1000000000000000000000");
        for (Address funded : List.of(sender(), Address.ofLong(0x600d))) {
            state.put(funded, new AccountState(new Account(0, rich, Hash.EMPTY_CODE), Map.of()));
        }
        Map<Hash, Bytes> code = new HashMap<>();
        Map.of(SystemCalls.HISTORY_STORAGE, HISTORY_CODE, LOGGER, LOGGER_CODE)
                .forEach((address, bytes) -> {
                    Hash hash = Hash.keccak(bytes);
                    code.put(hash, bytes);
                    state.put(address, new AccountState(new Account(1, Word.ZERO, hash), Map.of()));
                });
        Header header =
                BlockAssembler.header(
                        Hash.ZERO,
                        opening(0).environment(),
                        StateTrie.rootOf(state),
                        List.of(),
                        List.of());
        return Genesis.of(CHAIN_ID, header, Genesis.effects(state, code));
    }

    static BlockOpening opening(long number) {
        return new BlockOpening(
                number,
                1_700_000_000_000L + number * 250,
                Word.of(1_000_000_000),
                30_000_000,
                Address.ofLong(0xfee),
                Hash.keccak(new byte[] {(byte) number}),
                new BlockOpening.L1Origin(number, Hash.EMPTY_CODE));
    }

    private RecoveredTransaction signed(
            Address named, long txNonce, Address to, Word value, long gas) {
        byte[] input = Word.of(txNonce + 1).toArray();
        Transaction unsigned =
                new Transaction(
                        TransactionType.DYNAMIC_FEE,
                        Word.of(CHAIN_ID),
                        txNonce,
                        new Transaction.Fees(
                                gas, Word.of(3_000_000_000L), Word.of(1000), Word.ZERO),
                        new Transaction.Call(
                                to, value, to.equals(LOGGER) ? Bytes.wrap(input) : Bytes.EMPTY),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        Transaction signed = TransactionCodec.sign(unsigned, key);
        Bytes raw = TransactionCodec.encode(signed);
        return new RecoveredTransaction(signed, named, Hash.keccak(raw), raw);
    }
}
