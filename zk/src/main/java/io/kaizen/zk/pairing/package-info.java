/** The pairing of BN254; the derivation is in {@code zk/docs/bn254.md}. One thread an instance. */
@NullMarked
package io.kaizen.zk.pairing;

import org.jspecify.annotations.NullMarked;
