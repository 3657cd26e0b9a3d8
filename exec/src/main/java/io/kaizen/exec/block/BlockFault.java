package io.kaizen.exec.block;

import io.kaizen.exec.process.InvalidReason;
import io.kaizen.exec.process.TransactionResult.Invalid;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a block.
 *
 * @param transaction why the transaction was refused; null unless the reason is {@link
 *     BlockReason#TRANSACTION}
 * @param message with the values
 */
public record BlockFault(BlockReason reason, @Nullable InvalidReason transaction, String message) {

    public static BlockFault of(BlockReason reason, String message) {
        return new BlockFault(reason, null, message);
    }

    static BlockFault ofTransaction(int index, Invalid invalid) {
        return new BlockFault(
                BlockReason.TRANSACTION,
                invalid.reason(),
                "transaction " + index + ": " + invalid.message());
    }

    /** A commitment or a computed field that is not what follows from the block. */
    static BlockFault mismatch(
            BlockReason reason, String field, @Nullable Object have, @Nullable Object want) {
        return of(reason, "%s %s, want %s".formatted(field, have, want));
    }

    /** Null where both are the same. */
    static @Nullable BlockFault unlessEqual(
            BlockReason reason, String field, @Nullable Object have, @Nullable Object want) {
        boolean same = have == null ? want == null : have.equals(want);
        return same ? null : mismatch(reason, field, have, want);
    }
}
