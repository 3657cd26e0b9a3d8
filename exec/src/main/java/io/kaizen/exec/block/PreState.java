package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.exec.trie.TrieNodes;
import org.jspecify.annotations.Nullable;

/**
 * What a block stands on.
 *
 * @param view the state after the parent, or as much of it as the block reads
 * @param nodes its trie; null where it is not at hand
 * @param parent the parent's header; null where it is not at hand
 * @param ancestry null where it is not at hand
 * @param hashes of the ancestors, for BLOCKHASH
 */
public record PreState(
        StateView view,
        @Nullable TrieNodes nodes,
        @Nullable Header parent,
        @Nullable Ancestry ancestry,
        BlockHashes hashes) {}
