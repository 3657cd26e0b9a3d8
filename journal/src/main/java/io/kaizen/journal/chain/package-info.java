/**
 * The chain queue: sealed blocks, receipts and effects. One writer, the sealer; readers see
 * released blocks only.
 *
 * <p>{@link io.kaizen.journal.chain.ChainStore} is what a sealer works with: {@code prepare} the
 * complete effects of the block to learn its state root, build the header, {@code seal}. Between
 * the two nothing else may be prepared. {@code view} is the newest {@link
 * io.kaizen.journal.chain.ChainView}. It is made of a {@link io.kaizen.journal.chain.BlockLog} (on
 * disk or on the heap), a state store, the state trie, and the versions around them.
 */
@NullMarked
package io.kaizen.journal.chain;

import org.jspecify.annotations.NullMarked;
