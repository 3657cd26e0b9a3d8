/**
 * Eight secp256k1 recoveries at a time, one a lane of AVX-512's 64-bit lanes, in machine code that
 * is written at start-up. {@code exec/docs/lanes.md} has the arithmetic, the bounds and why no
 * exceptional case can go unseen.
 */
@NullMarked
package io.kaizen.exec.crypto.lanes;

import org.jspecify.annotations.NullMarked;
