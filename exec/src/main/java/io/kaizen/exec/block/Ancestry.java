package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/** The blocks that a chain holds. */
@FunctionalInterface
public interface Ancestry {
    /** The block with this hash; null where the chain holds none. */
    @Nullable Block block(Hash hash);
}
