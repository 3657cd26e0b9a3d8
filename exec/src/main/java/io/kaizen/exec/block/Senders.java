package io.kaizen.exec.block;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.SenderBatch;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.process.SignatureRules;
import io.kaizen.exec.rlp.RlpException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes a block's transactions and finds who signed them (EIP-2, 155). Pure. */
public final class Senders {
    private Senders() {}

    /** Either all of them, or what is wrong with the first that is wrong. */
    public sealed interface Recovery {}

    public record Recovered(List<RecoveredTransaction> transactions) implements Recovery {
        public Recovered {
            transactions = List.copyOf(transactions);
        }
    }

    public record Refused(BlockFault fault) implements Recovery {}

    public static Recovery recover(Revision revision, List<Bytes> encodings) {
        List<Transaction> decoded = new ArrayList<>(encodings.size());
        BlockFault malformed = decode(encodings, decoded);
        SenderBatch batch = new SenderBatch(decoded.size());
        for (int i = 0; i < decoded.size(); i++) {
            batch.add(decoded.get(i), encodings.get(i));
        }
        batch.recover();
        List<RecoveredTransaction> transactions = new ArrayList<>(decoded.size());
        for (int i = 0; i < decoded.size(); i++) {
            Transaction tx = decoded.get(i);
            Address sender = SignatureRules.mayHold(revision, tx) ? batch.signer(i) : null;
            if (sender == null) {
                return new Refused(
                        BlockFault.of(
                                BlockReason.SIGNATURE,
                                "transaction %d: invalid signature %s"
                                        .formatted(i, tx.signature())));
            }
            transactions.add(new RecoveredTransaction(tx, sender, batch.hash(i), encodings.get(i)));
        }
        return malformed != null ? new Refused(malformed) : new Recovered(transactions);
    }

    /** Decodes up to the first that is malformed, and says what is wrong with it. */
    private static @Nullable BlockFault decode(List<Bytes> encodings, List<Transaction> decoded) {
        for (Bytes raw : encodings) {
            try {
                decoded.add(TransactionCodec.decode(raw.array()));
            } catch (RlpException bad) {
                return BlockFault.of(
                        BlockReason.MALFORMED,
                        "transaction %d: %s".formatted(decoded.size(), bad.getMessage()));
            }
        }
        return null;
    }
}
