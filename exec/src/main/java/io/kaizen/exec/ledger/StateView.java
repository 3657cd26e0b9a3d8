package io.kaizen.exec.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The world state at one version, read-only. Implementations never block their reader for I/O that
 * another thread must do first, and answer the same for as long as the view is held.
 */
public interface StateView {
    /** The account, or null where none exists. */
    @Nullable Account account(Address address);

    /** The slot's value; zero where nothing was ever stored. */
    Word storage(Address address, Word slot);

    /** The code with this hash; empty for {@link Hash#EMPTY_CODE} and for hashes never seen. */
    Bytes code(Hash codeHash);

    /** Whether any slot of the account is non-zero (EIP-7610's collision rule). */
    boolean hasStorage(Address address);
}
