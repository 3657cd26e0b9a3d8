package io.kaizen.pipeline.publish;

import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;

/**
 * A receipt published after journaling and commit, before its block is sealed: everything but the
 * block hash.
 *
 * @param position in the order
 * @param timestamp of its block, seconds
 * @param index in the block
 * @param logIndex of its first log in the block
 */
public record Preconfirmation(
        long position,
        long blockNumber,
        long timestamp,
        int index,
        int logIndex,
        RecoveredTransaction transaction,
        Receipt receipt) {}
