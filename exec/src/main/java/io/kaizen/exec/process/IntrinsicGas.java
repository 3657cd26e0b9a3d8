package io.kaizen.exec.process;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Transaction;

/** What a transaction pays before it runs, and the least it pays for its data. Pure. */
public final class IntrinsicGas {
    public static final long TRANSACTION = 21_000;
    private static final long CREATION = 32_000;
    private static final long ZERO_BYTE = 4;
    private static final long NONZERO_BYTE_FRONTIER = 68;
    private static final long NONZERO_BYTE = 16;
    private static final long ACCESS_LIST_ADDRESS = 2_400;
    private static final long ACCESS_LIST_SLOT = 1_900;
    private static final long INIT_CODE_WORD = 2;
    private static final long FLOOR_PER_TOKEN = 10;
    static final long AUTHORIZATION = 25_000;

    private IntrinsicGas() {}

    /** EIP-2 (creation), 2028 (data), 2930, 3860, 7702. */
    public static long of(Revision revision, Transaction tx) {
        long gas = TRANSACTION;
        int size = tx.data().size();
        if (tx.isCreation()) {
            gas += revision.atLeast(Revision.HOMESTEAD) ? CREATION : 0;
            gas += revision.atLeast(Revision.SHANGHAI) ? INIT_CODE_WORD * ((size + 31L) / 32) : 0;
        }
        long zeros = zeros(tx.data());
        boolean cheap = revision.atLeast(Revision.ISTANBUL);
        gas += zeros * ZERO_BYTE + (size - zeros) * (cheap ? NONZERO_BYTE : NONZERO_BYTE_FRONTIER);
        for (AccessListEntry entry : tx.extras().accessList()) {
            gas += ACCESS_LIST_ADDRESS + ACCESS_LIST_SLOT * entry.slots().size();
        }
        return gas + AUTHORIZATION * tx.extras().authorizations().size();
    }

    /** The floor by calldata tokens (EIP-7623); zero before Prague. */
    public static long floor(Revision revision, Transaction tx) {
        if (!revision.atLeast(Revision.PRAGUE)) {
            return 0;
        }
        long zeros = zeros(tx.data());
        return TRANSACTION + FLOOR_PER_TOKEN * (zeros + 4 * (tx.data().size() - zeros));
    }

    private static long zeros(Bytes data) {
        long zeros = 0;
        for (byte b : data.array()) {
            if (b == 0) {
                zeros++;
            }
        }
        return zeros;
    }
}
