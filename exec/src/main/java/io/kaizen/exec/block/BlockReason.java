package io.kaizen.exec.block;

/** Why a block is not valid. */
public enum BlockReason {
    /** Not a canonical encoding of a block of any supported fork. */
    MALFORMED,
    /** Longer than EIP-7934 allows. */
    TOO_LARGE,
    UNKNOWN_PARENT,
    /** Fields of another fork, or fields of its own fork missing. */
    FIELDS,
    NUMBER,
    TIMESTAMP,
    GAS_LIMIT,
    GAS_USED_ABOVE_LIMIT,
    EXTRA_DATA,
    DIFFICULTY,
    /** Not zero since the Merge (EIP-3675). */
    NONCE,
    BASE_FEE,
    EXCESS_BLOB_GAS,
    BLOB_GAS_USED,
    /** The transactions together carry more blobs than the block may. */
    BLOB_GAS_EXCEEDED,
    OMMERS_HASH,
    TOO_MANY_OMMERS,
    /** An ommer that was named before, is named twice, or is an ancestor. */
    OMMER_REPEATED,
    /** An ommer whose parent is the block's parent or no recent ancestor. */
    OMMER_PARENT,
    /** An ommer whose own header breaks a rule. */
    OMMER_HEADER,
    TRANSACTIONS_ROOT,
    WITHDRAWALS_ROOT,
    /** A transaction that may not be here: {@link BlockFault#transaction} tells why. */
    TRANSACTION,
    /** A transaction whose signature gives no sender. */
    SIGNATURE,
    GAS_USED,
    LOGS_BLOOM,
    RECEIPTS_ROOT,
    REQUESTS_HASH,
    /** A deposit event of another layout than the deposit contract's (EIP-6110). */
    DEPOSIT_LAYOUT,
    /** A predeploy that must be called has no code (EIP-7002, 7251). */
    SYSTEM_CONTRACT_EMPTY,
    /** The call of such a predeploy failed. */
    SYSTEM_CONTRACT_FAILED,
    STATE_ROOT
}
