/**
 * The hexary Merkle-Patricia trie with path-addressed nodes: roots, updates, proofs. Owned by the
 * sealing thread; proofs read immutable snapshots.
 */
@NullMarked
package io.kaizen.exec.trie;

import org.jspecify.annotations.NullMarked;
