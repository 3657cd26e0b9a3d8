package io.kaizen.exec.precompile;

import org.jspecify.annotations.Nullable;

/** A contract that every node has built in. Stateless and safe to share. */
public interface Precompile {
    /** The price of running on {@code input[offset, offset + size)}. */
    long gas(byte[] input, int offset, int size);

    /**
     * The output, not to be written to by anyone after; null where the input is refused, which
     * costs the caller all the gas it gave.
     */
    byte @Nullable [] run(byte[] input, int offset, int size);

    /**
     * Why {@link #run} refused the input, as geth words it. May be as slow as {@code run}: asked
     * for by those who show it.
     */
    default String refusal(byte[] input, int offset, int size) {
        throw new IllegalStateException(getClass().getSimpleName() + " refuses no input");
    }
}
