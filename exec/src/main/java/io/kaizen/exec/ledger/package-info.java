/**
 * The ledger's nouns: immutable values, safe on any thread. Addresses, hashes, words, transactions,
 * headers, receipts, logs, and the views of state they live in.
 */
@NullMarked
package io.kaizen.exec.ledger;

import org.jspecify.annotations.NullMarked;
