package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Address;

/**
 * What is not known yet when a block is executed: the hash of a parent that waits for its root. Who
 * asks for it waits, which only the owner may do. Any thread.
 */
public interface LateValues {
    /** Everything is known. */
    LateValues NONE =
            new LateValues() {
                @Override
                public boolean isLate(Address address) {
                    return false;
                }

                @Override
                public boolean isKnown(long blockNumber) {
                    return true;
                }
            };

    /** Whether storage of the account is written from outside and may have to be waited for. */
    boolean isLate(Address address);

    /** Whether the hash of the block can be had without waiting. */
    boolean isKnown(long blockNumber);
}
