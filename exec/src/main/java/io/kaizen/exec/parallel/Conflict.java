package io.kaizen.exec.parallel;

import io.kaizen.exec.state.LiveAccount;

/**
 * What a run before its turn had read otherwise than it is in its turn: the first such location.
 */
public enum Conflict {
    BALANCE,
    NONCE,
    CODE,
    /** Whether an account exists, is empty, or has any storage. */
    EXISTENCE,
    /** A storage slot. */
    STORAGE,
    /** No location: the table of cells has turned or grown since, so nothing can be compared. */
    TABLE;

    /** The kind of the first of the fields that differ; see {@link LiveAccount} for the bits. */
    static Conflict ofFields(int differing) {
        if ((differing & LiveAccount.NONCE) != 0) {
            return NONCE;
        }
        if ((differing & LiveAccount.BALANCE) != 0) {
            return BALANCE;
        }
        return (differing & LiveAccount.CODE) != 0 ? CODE : EXISTENCE;
    }
}
