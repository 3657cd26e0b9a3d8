/**
 * Machine code written at run time: an assembler for the few x86-64 instructions that Java cannot
 * reach (AVX-512 IFMA above all), the executable pages it goes to, and the question whether this
 * processor has them. {@code zk/docs/machine.md} says why and how it is kept safe.
 */
@NullMarked
package io.kaizen.zk.machine;

import org.jspecify.annotations.NullMarked;
