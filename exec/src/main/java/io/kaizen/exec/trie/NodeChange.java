package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One stored node written or deleted.
 *
 * @param owner {@link TrieNodes#ACCOUNTS}, or keccak256 of the address
 * @param before null where no node was stored
 * @param after null where no node is stored any more
 */
public record NodeChange(Hash owner, NodePath path, @Nullable Bytes before, @Nullable Bytes after) {

    /** The change; null where there is none. */
    static @Nullable NodeChange of(
            Hash owner, NodePath path, byte @Nullable [] before, byte @Nullable [] after) {
        return Arrays.equals(before, after)
                ? null
                : new NodeChange(
                        owner,
                        path,
                        before == null ? null : Bytes.wrap(before),
                        after == null ? null : Bytes.wrap(after));
    }
}
