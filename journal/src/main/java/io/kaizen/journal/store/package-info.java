/**
 * The Chronicle Map state store: accounts, slots, code and trie nodes at one height. One writer,
 * the sealer.
 */
@NullMarked
package io.kaizen.journal.store;

import org.jspecify.annotations.NullMarked;
