/**
 * BLS12-381 for EIP-2537 and KZG: groups and pairing by the native library blst, maps to the curve
 * by our own field. Static entry points are safe on any thread and bad input is a returned verdict.
 * Variable time: not for secrets.
 */
@NullMarked
package io.kaizen.zk.bls;

import org.jspecify.annotations.NullMarked;
