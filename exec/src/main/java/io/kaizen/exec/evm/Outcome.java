package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.process.Halt;
import org.jspecify.annotations.Nullable;

/**
 * How a message ended. The state it ran on holds its changes, or none of them after a halt.
 *
 * @param halt null on success
 * @param output return data, revert data, or the deployed code
 */
public record Outcome(@Nullable Halt halt, long gasLeft, Bytes output) {}
