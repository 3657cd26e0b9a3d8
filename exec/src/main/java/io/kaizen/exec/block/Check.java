package io.kaizen.exec.block;

/** What a verdict on a block rests on. */
public enum Check {
    /** The header as a child of its parent: number, time, gas limit, fees, difficulty. */
    SUCCESSION,
    OMMERS,
    /** What the block carries against its roots. */
    BODY,
    GAS_USED,
    LOGS_BLOOM,
    RECEIPTS_ROOT,
    BLOB_GAS_USED,
    REQUESTS_HASH,
    STATE_ROOT
}
