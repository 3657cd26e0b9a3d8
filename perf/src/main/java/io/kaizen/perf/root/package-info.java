/**
 * The speed of the state root: blocks of changed accounts and slots over a large synthetic state,
 * through the trie and into a store. One thread, and those that the trie is lent.
 */
@NullMarked
package io.kaizen.perf.root;

import org.jspecify.annotations.NullMarked;
