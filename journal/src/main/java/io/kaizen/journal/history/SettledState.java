package io.kaizen.journal.history;

import io.kaizen.exec.ledger.StateView;

/**
 * The state below all layers: the store. It moves on while readers read; the two heights tell them
 * what they may have seen.
 */
public interface SettledState extends StateView {
    /** Every block up to here is applied in full. */
    long height();

    /**
     * No effect of any block above is visible yet: {@code height()}, or one more while applying.
     */
    long visibleHeight();
}
