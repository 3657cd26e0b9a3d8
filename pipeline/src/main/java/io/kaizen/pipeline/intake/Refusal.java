package io.kaizen.pipeline.intake;

/** Why a transaction was not admitted. */
public enum Refusal {
    /** The intake ring or the pool is full: try again. */
    BUSY,
    /** Not canonical RLP, trailing bytes, an unknown field layout. */
    MALFORMED,
    OVERSIZED,
    TYPE_NOT_SUPPORTED,
    /** Blob transactions have no place on this chain. */
    BLOBS_REFUSED,
    WRONG_CHAIN_ID,
    /** A legacy signature without replay protection (EIP-155), where the settings refuse it. */
    UNPROTECTED,
    INVALID_SIGNATURE,
    ALREADY_KNOWN,
    NONCE_TOO_LOW,
    /** Further ahead of the account than the pool keeps. */
    NONCE_TOO_HIGH,
    UNDERPRICED,
    REPLACEMENT_UNDERPRICED,
    INSUFFICIENT_FUNDS,
    INTRINSIC_GAS_TOO_LOW,
    GAS_LIMIT_TOO_HIGH,
    TIP_ABOVE_FEE_CAP,
    FEE_OVERFLOW,
    INIT_CODE_TOO_LARGE,
    SENDER_NOT_EOA,
    ACCOUNT_LIMIT,
    POOL_FULL,
    EMPTY_AUTHORIZATION_LIST,
    CREATION_NOT_ALLOWED,
    /** The node is stopping or reads only. */
    NOT_ACCEPTING,
    /** Too little of the disk is left: try again later. */
    DISK_LOW
}
