package io.kaizen.pipeline.publish;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.AdmissionReply;
import io.kaizen.pipeline.pool.PoolView;
import io.kaizen.pipeline.pool.TransactionStatus;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A running chain as interfaces see it: transactions in, snapshots and streams out. Every method is
 * safe on any thread and none blocks on the writer. Implemented by the sequencer here and by a
 * follower behind a feed.
 *
 * <p>Streams are hot and start with the next event. Each subscriber has its own bounded buffer: one
 * that falls behind gets an error naming the gap, and never slows the writer.
 */
public interface Ledger {
    /** Hands raw bytes to the intake ring; the reply is told the verdict of admission. */
    void submit(Bytes raw, AdmissionReply reply);

    /** As {@link #submit(Bytes, AdmissionReply)}, for those who want the verdict as a future. */
    default CompletableFuture<Admission> submit(Bytes raw) {
        CompletableFuture<Admission> verdict = new CompletableFuture<>();
        submit(raw, verdict::complete);
        return verdict;
    }

    /** The sealed chain now. */
    ChainView chain();

    /** The state after the last preconfirmed transaction now. */
    PendingView pending();

    /** The next nonce of the account, counting the pool. */
    long pendingNonce(Address address);

    PoolView pool();

    /** A transaction that waits in the pool or in the open block; null if none has this hash. */
    @Nullable RecoveredTransaction pendingTransaction(Hash hash);

    /** The fate of a transaction, or null where it was never received or is past the window. */
    @Nullable TransactionStatus status(Hash hash);

    /** Sealed blocks, each after its {@link ChainView} was released. */
    Flux<SealedBlock> sealedBlocks();

    /**
     * Receipts as soon as they are durable at the configured level.
     *
     * @param wanted judges on the publishing thread, so that what nobody wants wakes nobody; brief,
     *     throws nothing
     */
    Flux<Preconfirmation> preconfirmations(Predicate<? super Preconfirmation> wanted);

    /** All of them. */
    default Flux<Preconfirmation> preconfirmations() {
        return preconfirmations(any -> true);
    }

    /** Transactions as they are admitted to the pool. */
    Flux<RecoveredTransaction> admitted();
}
