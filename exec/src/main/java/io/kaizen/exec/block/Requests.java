package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Requests of the execution layer to the consensus layer (EIP-7685). Pure. */
public final class Requests {
    /** EIP-6110. */
    static final int DEPOSIT = 0;

    /** EIP-7002. */
    static final int WITHDRAWAL = 1;

    /** EIP-7251. */
    static final int CONSOLIDATION = 2;

    private Requests() {}

    /**
     * The hash in the header: SHA-256 over the SHA-256 of each kind's type and data.
     *
     * @param requests each kind's data by its type; empty ones are left out
     */
    public static Hash hash(List<Bytes> requests) {
        MessageDigest outer = sha256();
        MessageDigest inner = sha256();
        for (int type = 0; type < requests.size(); type++) {
            Bytes data = requests.get(type);
            if (!data.isEmpty()) {
                inner.update((byte) type);
                outer.update(inner.digest(data.array()));
            }
        }
        return Hash.of(outer.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }
}
