package io.kaizen.journal.order;

import org.jspecify.annotations.Nullable;

/** What an order entry is, by its code on disk. */
public enum EntryKind {
    OPEN(1),
    CLOSE(2),
    TRANSACTION(3),
    /** Reserved: deposits, L1 prices, forced transactions. */
    L1_INPUT(4),
    /** Reserved: decryption keys of encrypted transactions. */
    KEY_RELEASE(5);

    private final int code;

    EntryKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    static @Nullable EntryKind fromCode(int code) {
        for (EntryKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
