package io.kaizen.journal.archive;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.SenderBatch;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.trie.TrieWorkers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decodes a block's transactions and recovers their senders, on several threads. */
final class RecoveredSenders {
    private static final int RUN = 32;

    /** What one task does: scratch space is worth so many. */
    private static final int TASK = 8 * RUN;

    private RecoveredSenders() {}

    /**
     * @param where the block, for messages
     * @throws ArchiveException for bytes that are no transaction, or one that nobody signed
     */
    static List<RecoveredTransaction> of(String where, List<Bytes> encoded, TrieWorkers workers)
            throws ArchiveException {
        List<Transaction> decoded = decode(where, encoded);
        @Nullable RecoveredTransaction[] recovered = new RecoveredTransaction[encoded.size()];
        int tasks = (encoded.size() + TASK - 1) / TASK;
        workers.forEach(
                tasks,
                task -> {
                    SenderBatch batch = new SenderBatch(RUN);
                    int end = Math.min(encoded.size(), (task + 1) * TASK);
                    for (int from = task * TASK; from < end; from += RUN) {
                        recover(
                                batch,
                                decoded,
                                encoded,
                                from,
                                Math.min(end, from + RUN),
                                recovered);
                    }
                });
        for (int i = 0; i < recovered.length; i++) {
            if (recovered[i] == null) {
                throw new ArchiveException(
                        "%s, transaction %d (%s): nobody signed it"
                                .formatted(where, i, Hash.keccak(encoded.get(i))));
            }
        }
        return Arrays.stream(recovered).map(Objects::requireNonNull).toList();
    }

    private static List<Transaction> decode(String where, List<Bytes> encoded)
            throws ArchiveException {
        List<Transaction> decoded = new ArrayList<>(encoded.size());
        for (Bytes each : encoded) {
            try {
                decoded.add(TransactionCodec.decode(each.array()));
            } catch (RlpException malformed) {
                throw new ArchiveException(
                        "%s, transaction %d: %s"
                                .formatted(where, decoded.size(), malformed.getMessage()));
            }
        }
        return decoded;
    }

    private static void recover(
            SenderBatch batch,
            List<Transaction> decoded,
            List<Bytes> encoded,
            int from,
            int to,
            @Nullable RecoveredTransaction[] recovered) {
        batch.clear();
        for (int i = from; i < to; i++) {
            batch.add(decoded.get(i), encoded.get(i));
        }
        batch.recover();
        for (int i = from; i < to; i++) {
            Transaction tx = decoded.get(i);
            Address signer = batch.signer(i - from);
            if (signer != null && Secp256k1.isLowS(tx.signature().s())) {
                recovered[i] =
                        new RecoveredTransaction(tx, signer, batch.hash(i - from), encoded.get(i));
            }
        }
    }
}
