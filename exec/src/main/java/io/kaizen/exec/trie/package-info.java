/**
 * The hexary Merkle-Patricia trie with path-addressed nodes: roots, updates, proofs. Owned by the
 * sealing thread, which shares large updates with the threads it is lent; proofs read immutable
 * snapshots. {@code exec/docs/trie.md} explains it.
 */
@NullMarked
package io.kaizen.exec.trie;

import org.jspecify.annotations.NullMarked;
