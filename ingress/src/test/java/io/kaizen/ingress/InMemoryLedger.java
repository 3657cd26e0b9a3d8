package io.kaizen.ingress;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.AccountProof;
import io.kaizen.exec.trie.OrderedTrie;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.chain.TransactionLocation;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.AdmissionReply;
import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.pool.PoolView;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.PendingView;
import io.kaizen.pipeline.publish.Preconfirmation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A chain in memory behind the ledger seam, with real codecs, tries and execution, but no journal,
 * pool or threads. Seals each transaction at once, or holds them in the open block until {@link
 * #seal}. The state is copied at every block: for small chains only.
 */
public final class InMemoryLedger implements Ledger {
    public static final Word CHAIN_ID = Word.of(31337);
    public static final Word BASE_FEE = Word.of(1_000_000_000L);
    public static final Address FEE_RECIPIENT = Address.ofLong(0xfee);
    private static final long GAS_LIMIT = 30_000_000;

    private final List<SealedBlock> blocks = new ArrayList<>();
    private final List<FrozenState> states = new ArrayList<>();
    private final Map<Hash, TransactionLocation> locations = new HashMap<>();
    private final Map<Hash, TransactionStatus> statuses = new HashMap<>();
    private final TransactionProcessor processor =
            new TransactionProcessor(Revision.OSAKA, CHAIN_ID);
    private final MemoryState open;
    private final List<Preconfirmation> preconfirmed = new ArrayList<>();
    private final SortedMap<Address, SortedMap<Long, RecoveredTransaction>> queued =
            new TreeMap<>();
    private final Sinks.Many<SealedBlock> sealedSink = sink();
    private final Sinks.Many<Preconfirmation> preconfirmedSink = sink();
    private final Sinks.Many<RecoveredTransaction> admittedSink = sink();
    private boolean sealing = true;
    private Admission.@Nullable Refused refusal;

    /**
     * @param genesis kept and written to
     */
    public InMemoryLedger(MemoryState genesis) {
        open = genesis;
        append(header(0, Hash.ZERO, List.of()), List.of(), List.of());
    }

    private static <T> Sinks.Many<T> sink() {
        return Sinks.many().multicast().directBestEffort();
    }

    /** From now on transactions stay in the open block until {@link #seal}. */
    public synchronized void hold() {
        sealing = false;
    }

    /** From now on every submission is refused so; null admits again. */
    public synchronized void refuse(Admission.@Nullable Refused verdict) {
        refusal = verdict;
    }

    /** Seals the open block, empty or not. */
    public synchronized SealedBlock seal() {
        List<RecoveredTransaction> transactions =
                preconfirmed.stream().map(Preconfirmation::transaction).toList();
        List<Receipt> receipts = preconfirmed.stream().map(Preconfirmation::receipt).toList();
        SealedBlock head = blocks.getLast();
        SealedBlock block =
                append(header(head.number() + 1, head.hash(), receipts), transactions, receipts);
        preconfirmed.clear();
        for (RecoveredTransaction transaction : transactions) {
            statuses.put(
                    transaction.hash(),
                    new TransactionStatus(
                            transaction.hash(),
                            TransactionStatus.Stage.SEALED,
                            null,
                            block.number()));
        }
        sealedSink.emitNext(block, Sinks.EmitFailureHandler.FAIL_FAST);
        return block;
    }

    private SealedBlock append(
            Header header, List<RecoveredTransaction> transactions, List<Receipt> receipts) {
        SealedBlock block =
                new SealedBlock(
                        header,
                        HeaderCodec.hash(header),
                        transactions,
                        receipts,
                        new SealedBlock.OrderRange(0, 0, Hash.ZERO));
        for (int i = 0; i < transactions.size(); i++) {
            locations.put(transactions.get(i).hash(), new TransactionLocation(header.number(), i));
        }
        states.add(FrozenState.of(open));
        blocks.add(block);
        return block;
    }

    private Header header(long number, Hash parent, List<Receipt> receipts) {
        Header.Environment environment =
                new Header.Environment(
                        number,
                        1_700_000_000 + number,
                        GAS_LIMIT,
                        FEE_RECIPIENT,
                        Word.ZERO,
                        Hash.ZERO,
                        0,
                        Bytes.EMPTY,
                        BASE_FEE,
                        0L,
                        Hash.ZERO);
        Header.Roots roots =
                new Header.Roots(
                        Hash.EMPTY_LIST,
                        FrozenState.of(open).trie().root(),
                        OrderedTrie.root(
                                preconfirmed.stream().map(p -> p.transaction().raw()).toList()),
                        OrderedTrie.root(receipts.stream().map(ReceiptCodec::encode).toList()),
                        Hash.EMPTY_TRIE,
                        0L,
                        Hash.fromHex(
                                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        long gasUsed = receipts.isEmpty() ? 0 : receipts.getLast().cumulativeGasUsed();
        return new Header(parent, environment, roots, gasUsed, Bloom.union(receipts));
    }

    @Override
    public void submit(Bytes raw, AdmissionReply reply) {
        reply.complete(admit(raw));
    }

    private synchronized Admission admit(Bytes raw) {
        if (refusal != null) {
            return refusal;
        }
        Transaction tx;
        try {
            tx = TransactionCodec.decode(raw.array());
        } catch (RlpException e) {
            return refused(Refusal.MALFORMED, String.valueOf(e.getMessage()), null);
        }
        Hash hash = Hash.keccak(raw);
        Address sender = TransactionCodec.sender(tx);
        if (sender == null) {
            return refused(Refusal.INVALID_SIGNATURE, "invalid sender", hash);
        }
        RecoveredTransaction recovered = new RecoveredTransaction(tx, sender, hash, raw);
        long next = nonce(sender);
        if (tx.nonce() < next) {
            return refused(
                    Refusal.NONCE_TOO_LOW,
                    "nonce too low: next nonce " + next + ", tx nonce " + tx.nonce(),
                    hash);
        }
        admittedSink.emitNext(recovered, Sinks.EmitFailureHandler.FAIL_FAST);
        if (tx.nonce() > next) {
            queued.computeIfAbsent(sender, s -> new TreeMap<>()).put(tx.nonce(), recovered);
            return new Admission.Accepted(hash);
        }
        TransactionResult result =
                processor.execute(open, context(), tx, sender, Validation.CONSENSUS, null);
        switch (result) {
            case TransactionResult.Invalid invalid -> {
                return refused(Refusal.INSUFFICIENT_FUNDS, invalid.message(), hash);
            }
            case TransactionResult.Executed executed -> preconfirm(recovered, executed);
        }
        if (sealing) {
            seal();
        }
        return new Admission.Accepted(hash);
    }

    private static Admission refused(Refusal reason, String message, @Nullable Hash hash) {
        return new Admission.Refused(reason, message, hash);
    }

    private void preconfirm(RecoveredTransaction recovered, TransactionResult.Executed executed) {
        open.apply(executed.effects());
        int index = preconfirmed.size();
        int logIndex = preconfirmed.stream().mapToInt(p -> p.receipt().logs().size()).sum();
        long before =
                preconfirmed.isEmpty() ? 0 : preconfirmed.getLast().receipt().cumulativeGasUsed();
        Receipt receipt = BlockAssembler.receipt(recovered.transaction().type(), executed, before);
        Preconfirmation event =
                new Preconfirmation(
                        index + 1L,
                        blocks.size(),
                        context().timestamp(),
                        index,
                        logIndex,
                        recovered,
                        receipt);
        preconfirmed.add(event);
        statuses.put(
                recovered.hash(),
                new TransactionStatus(
                        recovered.hash(),
                        TransactionStatus.Stage.PRECONFIRMED,
                        null,
                        (long) blocks.size()));
        preconfirmedSink.emitNext(event, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    private long nonce(Address address) {
        Account account = open.account(address);
        return account == null ? 0 : account.nonce();
    }

    @Override
    public synchronized ChainView chain() {
        return new View(List.copyOf(blocks), List.copyOf(states), Map.copyOf(locations));
    }

    private record View(
            List<SealedBlock> blocks,
            List<FrozenState> states,
            Map<Hash, TransactionLocation> locations)
            implements ChainView {
        @Override
        public SealedBlock head() {
            return blocks.getLast();
        }

        @Override
        public long first() {
            return 0;
        }

        @Override
        public @Nullable SealedBlock block(long number) {
            return number < 0 || number >= blocks.size() ? null : blocks.get((int) number);
        }

        @Override
        public @Nullable SealedBlock block(Hash hash) {
            return blocks.stream().filter(b -> b.hash().equals(hash)).findFirst().orElse(null);
        }

        @Override
        public @Nullable TransactionLocation transaction(Hash hash) {
            return locations.get(hash);
        }

        @Override
        public @Nullable StateView state(long number) {
            return number >= states.size() ? null : states.get((int) number);
        }

        @Override
        public @Nullable AccountProof proof(long number, Address address, List<Word> slots) {
            return states.get((int) number).trie().prove(address, slots);
        }
    }

    @Override
    public synchronized PendingView pending() {
        return new PendingView(context(), List.copyOf(preconfirmed), FrozenState.of(open));
    }

    private BlockContext context() {
        long number = blocks.size();
        return new BlockContext(
                number,
                1_700_000_000 + number,
                GAS_LIMIT,
                FEE_RECIPIENT,
                Word.ZERO,
                Hash.ZERO,
                BASE_FEE,
                Word.ONE,
                Hash.ZERO,
                asked -> asked < number ? blocks.get((int) asked).hash() : Hash.ZERO);
    }

    @Override
    public synchronized long pendingNonce(Address address) {
        return nonce(address);
    }

    @Override
    public synchronized PoolView pool() {
        return new PoolView(new TreeMap<>(), new TreeMap<>(queued));
    }

    @Override
    public synchronized @Nullable RecoveredTransaction pendingTransaction(Hash hash) {
        return preconfirmed.stream()
                .map(Preconfirmation::transaction)
                .filter(t -> t.hash().equals(hash))
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized @Nullable TransactionStatus status(Hash hash) {
        return statuses.get(hash);
    }

    @Override
    public Flux<SealedBlock> sealedBlocks() {
        return sealedSink.asFlux();
    }

    @Override
    public Flux<Preconfirmation> preconfirmations(Predicate<? super Preconfirmation> wanted) {
        return preconfirmedSink.asFlux().filter(wanted);
    }

    @Override
    public Flux<RecoveredTransaction> admitted() {
        return admittedSink.asFlux();
    }
}
