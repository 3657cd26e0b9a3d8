/**
 * Groups of points: Jacobian arithmetic over any coordinate field, and the groups of BN254. Layouts
 * and formulas are in {@code zk/docs/bn254.md}. Instances hold scratch: one thread each.
 */
@NullMarked
package io.kaizen.zk.curve;

import org.jspecify.annotations.NullMarked;
