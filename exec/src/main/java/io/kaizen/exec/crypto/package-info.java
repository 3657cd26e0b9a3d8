/**
 * secp256k1 signing and recovery: native libsecp256k1 where it loads, BouncyCastle otherwise.
 * Stateless; any thread.
 */
@NullMarked
package io.kaizen.exec.crypto;

import org.jspecify.annotations.NullMarked;
