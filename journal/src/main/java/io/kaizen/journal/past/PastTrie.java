package io.kaizen.journal.past;

import io.kaizen.exec.trie.LayeredTrieNodes;

/**
 * The trie of an old block: what differs from that of the block it was made from, over the nodes of
 * that. Any thread, for as long as those are in the window.
 *
 * @param number of the old block
 * @param head the block it was made from
 * @param locations that were set back, which its size goes by
 */
record PastTrie(long number, long head, LayeredTrieNodes nodes, int locations) {}
