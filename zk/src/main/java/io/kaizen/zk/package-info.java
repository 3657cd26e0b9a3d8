/**
 * The cryptographic floor: a pure kernel of hashes, fields, curves and proofs. No sockets, no
 * clocks, no files; every caller's thread.
 */
@NullMarked
package io.kaizen.zk;

import org.jspecify.annotations.NullMarked;
