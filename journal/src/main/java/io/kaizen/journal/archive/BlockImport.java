package io.kaizen.journal.archive;

import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.PreparedRoot;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.replay.HeaderFields;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds blocks that come from elsewhere to a chain: each is executed on the head, and nothing of it
 * is written unless all of it comes out as it should. Owner of order and chain, as long as it is in
 * use; one thread. Once it has refused a block it is of no more use, nor is the chain store.
 *
 * <p>The order is synced every {@value #SYNC_BLOCKS} blocks: after a loss of power in the middle
 * the chain may be ahead of it, and a start says so.
 */
public final class BlockImport {
    private static final int SYNC_BLOCKS = 256;
    private static final int EXTRA_BYTES = 3;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final OrderJournal order;
    private final ChainStore chain;
    private final SequentialExecutor executor;
    private final TrieWorkers workers;
    private long added;

    /**
     * @throws IllegalStateException where the chain is behind its order
     */
    public BlockImport(
            OrderJournal order,
            ChainStore chain,
            SequentialExecutor executor,
            TrieWorkers workers) {
        SealedBlock head = chain.view().head();
        if (order.lastPosition() != head.range().last()) {
            throw new IllegalStateException(
                    "the order ends at position %d, block %d of the chain at %d: start a node on the"
                                    .formatted(
                                            order.lastPosition(),
                                            head.number(),
                                            head.range().last())
                            + " folder once, which seals what is open");
        }
        this.order = order;
        this.chain = chain;
        this.executor = executor;
        this.workers = workers;
    }

    /** Blocks that were added; others were there. */
    public long added() {
        return added;
    }

    public SealedBlock head() {
        return chain.view().head();
    }

    /**
     * Adds a block, or finds that it is there.
     *
     * @throws ArchiveException where it does not follow, or does not come out as its header says
     */
    public void add(Block block) throws ArchiveException {
        String where = "block " + block.number();
        if (isThere(block.number(), where, HeaderCodec.hash(block.header()))) {
            return;
        }
        if (!List.of().equals(block.body().ommers())) {
            throw new ArchiveException(where + ": ommers on a chain without any");
        }
        BlockOpening opening = opening(block.header(), where);
        List<RecoveredTransaction> transactions =
                RecoveredSenders.of(where, block.body().transactions(), workers);
        Executed executed = execute(opening, transactions, where);
        if (executed.transactions().size() < transactions.size()) {
            throw invalid(where, executed.outcome(), transactions);
        }
        HeaderFields.Difference differs = HeaderFields.first(executed.header(), block.header());
        if (differs != null) {
            throw new ArchiveException(
                    "%s: %s: computed %s, the file says %s"
                            .formatted(
                                    where, differs.field(), differs.computed(), differs.given()));
        }
        long intake = opening.timestampMs() * NANOS_PER_MILLI;
        long first = order.appendOpen(opening, intake);
        for (RecoveredTransaction tx : transactions) {
            order.appendTransaction(tx.sender(), tx.hash(), tx.raw().array(), intake);
        }
        long last = order.appendClose(block.number(), intake);
        seal(executed, new SealedBlock.OrderRange(first, last, order.lastHash()));
    }

    /**
     * Adds the block of these entries, or finds that it is there.
     *
     * @param entries from an open entry to its close, in order and chained
     * @throws ArchiveException where they do not follow what is there, or a sender did not sign
     */
    public void add(List<OrderEntry> entries) throws ArchiveException {
        OrderEntry close = entries.getLast();
        if (!(entries.getFirst().body() instanceof OrderEntry.Body.Open(BlockOpening opening))
                || !(close.body() instanceof OrderEntry.Body.Close(long number))
                || number != opening.number()) {
            throw new ArchiveException(
                    "entries %d to %d are no block"
                            .formatted(entries.getFirst().position(), close.position()));
        }
        String where = "block " + number;
        SealedBlock known = chain.view().block(number);
        if (known != null) {
            requireSame(where + ", order hash", known.range().orderHash(), close.hash());
            return;
        }
        requireSame(where + ", previous hash", order.lastHash(), entries.getFirst().previous());
        Executed executed = execute(opening, ordered(entries, where), where);
        entries.forEach(this::append);
        requireSame(where + ", order hash", order.lastHash(), close.hash());
        seal(
                executed,
                new SealedBlock.OrderRange(
                        entries.getFirst().position(), close.position(), close.hash()));
    }

    private List<RecoveredTransaction> ordered(List<OrderEntry> entries, String where)
            throws ArchiveException {
        List<OrderEntry> inner = entries.subList(1, entries.size() - 1);
        List<Bytes> encoded = new ArrayList<>(inner.size());
        for (OrderEntry entry : inner) {
            if (!(entry.body() instanceof OrderEntry.Body.Ordered transaction)) {
                throw new ArchiveException(
                        "%s: entry %d is no transaction".formatted(where, entry.position()));
            }
            encoded.add(transaction.raw());
        }
        List<RecoveredTransaction> recovered = RecoveredSenders.of(where, encoded, workers);
        for (int i = 0; i < recovered.size(); i++) {
            OrderEntry entry = inner.get(i);
            OrderEntry.Body.Ordered named = (OrderEntry.Body.Ordered) entry.body();
            RecoveredTransaction is = recovered.get(i);
            String at = where + ", entry " + entry.position();
            requireSame(at + ", transaction hash", is.hash(), named.hash());
            requireSame(at + ", sender", is.sender(), named.sender());
        }
        return recovered;
    }

    private void append(OrderEntry entry) {
        switch (entry.body()) {
            case OrderEntry.Body.Open(BlockOpening opening) ->
                    order.appendOpen(opening, entry.intakeTimeNs());
            case OrderEntry.Body.Close(long number) ->
                    order.appendClose(number, entry.intakeTimeNs());
            case OrderEntry.Body.Ordered ordered ->
                    order.appendTransaction(
                            ordered.sender(),
                            ordered.hash(),
                            ordered.raw().array(),
                            entry.intakeTimeNs());
            case OrderEntry.Body.Reserved reserved ->
                    throw new IllegalStateException("unchecked entry of kind " + reserved.kind());
        }
    }

    /** What execution made of a block; transactions without void ones. */
    private record Executed(
            BlockOutcome outcome,
            List<RecoveredTransaction> transactions,
            PreparedRoot root,
            Header header) {}

    private Executed execute(
            BlockOpening opening, List<RecoveredTransaction> transactions, String where)
            throws ArchiveException {
        long head = head().number();
        if (opening.number() != head + 1) {
            throw new ArchiveException(where + " does not follow the head, block " + head);
        }
        BlockOutcome outcome =
                executor.execute(chain.history().head(), opening.context(this::hash), transactions);
        List<RecoveredTransaction> executed = new ArrayList<>(transactions.size());
        for (int i = 0; i < transactions.size(); i++) {
            if (outcome.results().get(i) instanceof TransactionResult.Executed) {
                executed.add(transactions.get(i));
            }
        }
        PreparedRoot root = chain.prepare(outcome.effects());
        Header header =
                BlockAssembler.header(
                        head().hash(),
                        opening.environment(),
                        root.root(),
                        executed,
                        outcome.receipts());
        return new Executed(outcome, executed, root, header);
    }

    private Hash hash(long number) {
        SealedBlock block = chain.view().block(number);
        return block == null ? Hash.ZERO : block.hash();
    }

    private void seal(Executed executed, SealedBlock.OrderRange range) {
        chain.seal(
                new SealedBlock(
                        executed.header(),
                        HeaderCodec.hash(executed.header()),
                        executed.transactions(),
                        executed.outcome().receipts(),
                        range),
                executed.outcome().effects(),
                executed.root());
        chain.settle();
        added++;
        if (added % SYNC_BLOCKS == 0) {
            order.sync();
        }
    }

    /** The opening that gives this header, as far as a header tells. */
    private static BlockOpening opening(Header header, String where) throws ArchiveException {
        Header.Environment of = header.environment();
        Bytes extra = of.extraData();
        long ms =
                extra.size() == EXTRA_BYTES
                        ? ((extra.get(1) & 0xff) << 8) | (extra.get(2) & 0xff)
                        : 0;
        long timestampMs = of.timestamp() * MILLIS_PER_SECOND + ms;
        Word baseFee = of.baseFee();
        Hash l1Origin = of.parentBeaconBlockRoot();
        if (baseFee == null || l1Origin == null) {
            throw new ArchiveException(where + ": a header without the fields of Cancun");
        }
        return new BlockOpening(
                of.number(),
                timestampMs,
                baseFee,
                of.gasLimit(),
                of.feeRecipient(),
                of.mixHash(),
                new BlockOpening.L1Origin(0, l1Origin));
    }

    private boolean isThere(long number, String where, Hash hash) throws ArchiveException {
        SealedBlock known = chain.view().block(number);
        if (known != null) {
            requireSame(where + ", hash", known.hash(), hash);
        }
        return known != null;
    }

    private static ArchiveException invalid(
            String where, BlockOutcome outcome, List<RecoveredTransaction> transactions) {
        for (int i = 0; i < transactions.size(); i++) {
            if (outcome.results().get(i) instanceof TransactionResult.Invalid invalid) {
                return new ArchiveException(
                        "%s, transaction %d (%s): %s"
                                .formatted(
                                        where, i, transactions.get(i).hash(), invalid.message()));
            }
        }
        throw new IllegalStateException(where + ": no transaction is invalid");
    }

    private static void requireSame(String what, Object here, Object given)
            throws ArchiveException {
        if (!here.equals(given)) {
            throw new ArchiveException(
                    "%s: here it is %s, the file says %s".formatted(what, here, given));
        }
    }
}
