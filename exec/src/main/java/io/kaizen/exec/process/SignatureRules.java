package io.kaizen.exec.process;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import org.jspecify.annotations.Nullable;

/** Which signatures of transactions hold at a revision (EIP-2, EIP-155). Pure. */
public final class SignatureRules {
    private SignatureRules() {}

    /**
     * Whoever signed the transaction; null for a signature that is none at the revision: with a
     * high s since Homestead, or protected by a chain id before Spurious Dragon. Whether the chain
     * is the right one is not asked here.
     */
    public static @Nullable Address sender(Revision revision, Transaction tx) {
        return mayHold(revision, tx) ? TransactionCodec.signer(tx) : null;
    }

    /** Whether the signature is one at the revision, if a key fits it. */
    public static boolean mayHold(Revision revision, Transaction tx) {
        boolean highS = !Secp256k1.isLowS(tx.signature().s());
        if (highS && revision.atLeast(Revision.HOMESTEAD)) {
            return false;
        }
        boolean isProtected = tx.type() == TransactionType.LEGACY && tx.chainId() != null;
        return !isProtected || revision.atLeast(Revision.SPURIOUS_DRAGON);
    }
}
