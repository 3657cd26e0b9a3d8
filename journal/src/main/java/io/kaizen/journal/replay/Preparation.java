package io.kaizen.journal.replay;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.SenderBatch;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.journal.order.OrderEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second stage: transactions are decoded, their hashes computed again, and their senders too
 * where they are not trusted. Several chunks of a batch at the same time, each on one thread with
 * its own scratch space.
 */
final class Preparation {
    /** What the batch recovery takes up at once. */
    static final int RUN = 32;

    private Preparation() {}

    /** A chunk's first finding. */
    record Found(int block, Finding finding) {}

    /** One entry of a batch: which block of it, and which of the block's transactions. */
    private record Item(int block, int index, ReplayedBlock of) {
        OrderEntry.Body.Ordered entry() {
            return of.ordered().entries().get(index);
        }

        Found differs(String field, @Nullable Object replayed, Object recorded) {
            Divergence.Place place =
                    new Divergence.Place(
                            of.number(), index, entry().hash(), of.ordered().position(index));
            return new Found(
                    block, Finding.differs(place, field, String.valueOf(replayed), recorded));
        }
    }

    /**
     * Prepares the transactions {@code [from, to)} of the batch.
     *
     * @param recovery null where senders are trusted; else for {@value #RUN} at least
     * @return the first that is not what the order says
     */
    static @Nullable Found prepare(
            ReplayBatch batch, int from, int to, @Nullable SenderBatch recovery) {
        List<Item> run = new ArrayList<>(RUN);
        int at = 0;
        for (int block = 0; block < batch.blocks().size() && at < to; block++) {
            ReplayedBlock of = batch.blocks().get(block);
            int first = Math.max(0, from - at);
            int end = Math.min(of.size(), to - at);
            for (int index = first; index < end; index++) {
                run.add(new Item(block, index, of));
                if (run.size() == RUN) {
                    Found found = prepare(run, recovery);
                    if (found != null) {
                        return found;
                    }
                    run.clear();
                }
            }
            at += of.size();
        }
        return prepare(run, recovery);
    }

    private static @Nullable Found prepare(List<Item> run, @Nullable SenderBatch recovery) {
        List<Transaction> decoded = new ArrayList<>(run.size());
        Found undecodable = decode(run, decoded);
        if (recovery != null) {
            recovery.clear();
            for (int i = 0; i < decoded.size(); i++) {
                recovery.add(decoded.get(i), run.get(i).entry().raw());
            }
            recovery.recover();
        }
        for (int i = 0; i < decoded.size(); i++) {
            Item item = run.get(i);
            OrderEntry.Body.Ordered entry = item.entry();
            Hash hash = recovery == null ? Hash.keccak(entry.raw()) : recovery.hash(i);
            if (!hash.equals(entry.hash())) {
                return item.differs("order.transactionHash", hash, entry.hash());
            }
            if (recovery != null) {
                Address signer = signer(decoded.get(i), recovery, i);
                if (!entry.sender().equals(signer)) {
                    return item.differs("order.sender", signer, entry.sender());
                }
            }
            item.of()
                    .prepared(
                            item.index(),
                            new RecoveredTransaction(
                                    decoded.get(i), entry.sender(), hash, entry.raw()));
        }
        return undecodable;
    }

    /** Nobody, where s is high (EIP-2). */
    private static @Nullable Address signer(Transaction tx, SenderBatch recovery, int index) {
        return Secp256k1.isLowS(tx.signature().s()) ? recovery.signer(index) : null;
    }

    /** Decodes up to the first that cannot be. */
    private static @Nullable Found decode(List<Item> run, List<Transaction> decoded) {
        for (Item item : run) {
            try {
                decoded.add(TransactionCodec.decode(item.entry().raw().array()));
            } catch (RlpException malformed) {
                return item.differs(
                        "order.transaction", malformed.getMessage(), item.entry().raw());
            }
        }
        return null;
    }
}
