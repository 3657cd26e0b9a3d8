package io.kaizen.exec.ledger;

import org.jspecify.annotations.Nullable;

/** Transaction types by their envelope byte (EIP-2718). */
public enum TransactionType {
    LEGACY(0x00),
    /** EIP-2930. */
    ACCESS_LIST(0x01),
    /** EIP-1559. */
    DYNAMIC_FEE(0x02),
    /** EIP-4844; executed in replays of Ethereum's own blocks, refused by Kaizen's pool. */
    BLOB(0x03),
    /** EIP-7702. */
    SET_CODE(0x04);

    private final int id;

    TransactionType(int id) {
        this.id = id;
    }

    /** The envelope byte; 0 for legacy, whose encoding has none. */
    public int id() {
        return id;
    }

    public static @Nullable TransactionType fromId(int id) {
        for (TransactionType type : values()) {
            if (type.id == id) {
                return type;
            }
        }
        return null;
    }
}
