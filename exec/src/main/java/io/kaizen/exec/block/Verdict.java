package io.kaizen.exec.block;

import io.kaizen.exec.trie.TrieUpdate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a block is valid. */
public sealed interface Verdict {

    /**
     * Every check that could be made was passed.
     *
     * @param trie the changed trie nodes; null where no nodes were at hand
     * @param checks those that were made
     */
    record Valid(BlockExecution.Done execution, @Nullable TrieUpdate trie, Set<Check> checks)
            implements Verdict {
        public Valid {
            checks = Set.copyOf(checks);
        }
    }

    record Invalid(BlockFault fault) implements Verdict {}
}
