package io.kaizen.perf.fuzz.program;

import java.util.List;

/**
 * A stream of choices that a seed fixes for ever: SplitMix64 (Steele, Lea, Flood: Fast splittable
 * pseudorandom number generators, 2014). One thread.
 */
public final class Dice {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    public Dice(long seed) {
        this.state = mix(seed + GOLDEN);
    }

    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** From zero up to, not including, the bound. */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    /** Both ends included. */
    public int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** Both ends included. */
    public long between(long low, long high) {
        return low + Long.remainderUnsigned(next(), high - low + 1);
    }

    public boolean chance(int percent) {
        return below(100) < percent;
    }

    public boolean oneIn(int times) {
        return below(times) == 0;
    }

    public <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    public int pick(int... choices) {
        return choices[below(choices.length)];
    }

    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) next();
        }
        return bytes;
    }
}
