package io.kaizen.exec.block;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.process.SignatureRules;
import io.kaizen.exec.rlp.RlpException;
import java.util.ArrayList;
import java.util.List;

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
        List<RecoveredTransaction> transactions = new ArrayList<>(encodings.size());
        for (int i = 0; i < encodings.size(); i++) {
            Bytes raw = encodings.get(i);
            Transaction tx;
            try {
                tx = TransactionCodec.decode(raw.array());
            } catch (RlpException malformed) {
                return new Refused(
                        BlockFault.of(
                                BlockReason.MALFORMED,
                                "transaction %d: %s".formatted(i, malformed.getMessage())));
            }
            Address sender = SignatureRules.sender(revision, tx);
            if (sender == null) {
                return new Refused(
                        BlockFault.of(
                                BlockReason.SIGNATURE,
                                "transaction %d: invalid signature %s"
                                        .formatted(i, tx.signature())));
            }
            transactions.add(new RecoveredTransaction(tx, sender, Hash.keccak(raw), raw));
        }
        return new Recovered(transactions);
    }
}
