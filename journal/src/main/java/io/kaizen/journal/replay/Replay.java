package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.journal.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Executes the order again, block by block and sequentially, on a state of its own, and compares
 * everything that follows with the chain's record: ranges and order hashes, bodies, receipts,
 * effects, roots, headers, hashes. Stops at the first disagreement. Runs on its caller's thread.
 *
 * <p>The state before the first block is built from the recorded effects and checked against the
 * recorded root, so any range can be replayed; what is claimed is claimed about the range only.
 */
public final class Replay {

    /** What is believed about the senders that the order names. */
    public enum Senders {
        TRUSTED,
        /** Hash and sender of every transaction are computed again. */
        RECOVERED
    }

    /** Told after each block. */
    @FunctionalInterface
    public interface Progress {
        void replayed(long blockNumber, ReplayResult.Counts counts);
    }

    private final BlockSource log;
    private final SequentialExecutor executor;
    private final StateStore state;
    private final StateTrie trie;
    private final Senders senders;
    private ReplayResult.Counts counts = ReplayResult.Counts.NONE;

    /**
     * @param log the record; it may be of a node that is running
     * @param state empty, at the start; this replay becomes its writer
     */
    public Replay(BlockSource log, SequentialExecutor executor, StateStore state, Senders senders) {
        this.log = log;
        this.executor = executor;
        this.state = state;
        this.trie = StateTrie.open(state);
        this.senders = senders;
    }

    /** What one block's entries say. */
    private record OrderedBlock(
            BlockOpening opening,
            List<RecoveredTransaction> transactions,
            SealedBlock.OrderRange range) {}

    /** An end that was reached inside a block, as the result that it makes. */
    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never serialized
        private final ReplayResult result;

        Stop(ReplayResult result) {
            super(null, null, false, false);
            this.result = result;
        }
    }

    /** Opens a reader at a position, given the order hash before it. */
    @FunctionalInterface
    public interface Order {
        OrderReader reader(long position, Hash previous);
    }

    /**
     * Replays blocks {@code from} to {@code to}, both included, with 1 ≤ from ≤ to ≤ the log's
     * height. Can be called once.
     */
    public ReplayResult run(Order order, long from, long to, Progress progress) {
        if (from < 1 || from > to || to > log.height()) {
            throw new IllegalArgumentException(
                    "range " + from + " to " + to + " of a chain of height " + log.height());
        }
        try {
            applyRecorded(from - 1);
            SealedBlock parent = recorded(from - 1);
            try (OrderReader reader =
                    order.reader(parent.range().last() + 1, parent.range().orderHash())) {
                for (long number = from; number <= to; number++) {
                    replay(reader, number);
                    progress.replayed(number, counts);
                }
            }
            return new ReplayResult.Agreed(counts);
        } catch (Stop stop) {
            return stop.result;
        }
    }

    private void applyRecorded(long to) throws Stop {
        for (long number = 0; number <= to; number++) {
            Effects effects = Objects.requireNonNull(log.effects(number));
            TrieUpdate update = trie.update(effects);
            state.apply(number, effects, update.nodes());
            Hash want = recorded(number).header().stateRoot();
            if (!update.root().equals(want)) {
                throw diverged(number, null, "header.stateRoot", update.root(), want);
            }
        }
    }

    private void replay(OrderReader reader, long number) throws Stop {
        OrderedBlock ordered = readBlock(reader, number);
        SequentialExecutor.BlockOutcome outcome =
                executor.execute(
                        state, ordered.opening().context(this::hash), ordered.transactions());
        TrieUpdate update = trie.update(outcome.effects());
        state.apply(number, outcome.effects(), update.nodes());
        SealedBlock replayed = assemble(ordered, outcome, update.root(), recorded(number - 1));
        counts =
                new ReplayResult.Counts(
                        counts.entries(),
                        counts.blocks() + 1,
                        counts.transactions() + replayed.transactions().size(),
                        counts.voids()
                                + ordered.transactions().size()
                                - replayed.transactions().size());
        Divergence divergence =
                Comparison.of(
                        replayed,
                        outcome.effects(),
                        recorded(number),
                        Objects.requireNonNull(log.effects(number)));
        if (divergence != null) {
            throw new Stop(new ReplayResult.Diverged(counts, divergence));
        }
    }

    private static SealedBlock assemble(
            OrderedBlock ordered,
            SequentialExecutor.BlockOutcome outcome,
            Hash stateRoot,
            SealedBlock parent) {
        List<RecoveredTransaction> executed = new ArrayList<>();
        for (int i = 0; i < ordered.transactions().size(); i++) {
            if (outcome.results().get(i) instanceof TransactionResult.Executed) {
                executed.add(ordered.transactions().get(i));
            }
        }
        Header header =
                BlockAssembler.header(
                        parent.hash(),
                        ordered.opening().environment(),
                        stateRoot,
                        executed,
                        outcome.receipts());
        return new SealedBlock(
                header, HeaderCodec.hash(header), executed, outcome.receipts(), ordered.range());
    }

    private OrderedBlock readBlock(OrderReader reader, long number) throws Stop {
        OrderEntry first = read(reader, number);
        if (!(first.body() instanceof OrderEntry.Body.Open(BlockOpening opening))) {
            throw diverged(number, null, "order.first", first.body(), "an open entry");
        }
        if (opening.number() != number) {
            throw diverged(number, null, "open.number", opening.number(), number);
        }
        List<RecoveredTransaction> transactions = new ArrayList<>();
        while (true) {
            OrderEntry entry = read(reader, number);
            switch (entry.body()) {
                case OrderEntry.Body.Ordered ordered ->
                        transactions.add(decode(number, transactions.size(), ordered));
                case OrderEntry.Body.Close(long closed) -> {
                    if (closed != number) {
                        throw diverged(number, null, "close.number", closed, number);
                    }
                    return new OrderedBlock(
                            opening,
                            transactions,
                            new SealedBlock.OrderRange(
                                    first.position(), entry.position(), entry.hash()));
                }
                case OrderEntry.Body.Open open ->
                        throw diverged(number, null, "order", open, "close of the block");
                case OrderEntry.Body.Reserved reserved ->
                        throw new Stop(
                                new ReplayResult.Unreadable(
                                        counts,
                                        entry.position(),
                                        "this version cannot run " + reserved.kind()));
            }
        }
    }

    /** The index is that in the order, which counts void transactions too. */
    private RecoveredTransaction decode(long number, int index, OrderEntry.Body.Ordered ordered)
            throws Stop {
        RecoveredTransaction transaction;
        try {
            transaction =
                    new RecoveredTransaction(
                            TransactionCodec.decode(ordered.raw().array()),
                            ordered.sender(),
                            ordered.hash(),
                            ordered.raw());
        } catch (RlpException e) {
            throw diverged(number, index, "ordered bytes", e.getMessage(), "a transaction");
        }
        if (senders == Senders.RECOVERED) {
            Hash hash = Hash.keccak(ordered.raw());
            if (!hash.equals(ordered.hash())) {
                throw diverged(number, index, "ordered hash", hash, ordered.hash());
            }
            Object sender = TransactionCodec.sender(transaction.transaction());
            if (!ordered.sender().equals(sender)) {
                throw diverged(number, index, "ordered sender", sender, ordered.sender());
            }
        }
        return transaction;
    }

    private OrderEntry read(OrderReader reader, long number) throws Stop {
        switch (reader.read()) {
            case ReadResult.Entry(OrderEntry entry) -> {
                counts =
                        new ReplayResult.Counts(
                                counts.entries() + 1,
                                counts.blocks(),
                                counts.transactions(),
                                counts.voids());
                return entry;
            }
            case ReadResult.End _ ->
                    throw new Stop(
                            new ReplayResult.Unreadable(
                                    counts,
                                    reader.position(),
                                    "the order ends inside block " + number));
            case ReadResult.Damaged(long position, String why) ->
                    throw new Stop(new ReplayResult.Unreadable(counts, position, why));
        }
    }

    private Stop diverged(
            long number,
            @Nullable Integer transaction,
            String field,
            @Nullable Object replayed,
            Object recorded) {
        return new Stop(
                new ReplayResult.Diverged(
                        counts,
                        new Divergence(
                                number,
                                transaction,
                                field,
                                String.valueOf(replayed),
                                recorded.toString())));
    }

    /** What was compared before is what is recorded, so the record serves for BLOCKHASH. */
    private Hash hash(long number) {
        SealedBlock block = log.block(number);
        return block == null ? Hash.ZERO : block.hash();
    }

    private SealedBlock recorded(long number) {
        return Objects.requireNonNull(log.block(number), "recorded block");
    }
}
