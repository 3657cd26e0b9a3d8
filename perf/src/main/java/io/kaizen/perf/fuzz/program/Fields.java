package io.kaizen.perf.fuzz.program;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.function.Function;

/** Byte strings made of fields. */
final class Fields {
    private Fields() {}

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** From none to a few, mostly few. */
    static byte[] repeat(Dice dice, Function<Dice, byte[]> part) {
        int count = dice.oneIn(12) ? dice.below(8) : dice.below(4);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            joined.writeBytes(part.apply(dice));
        }
        return joined.toByteArray();
    }

    /** Big-endian in so many bytes; higher bytes are cut off. */
    static byte[] number(BigInteger value, int size) {
        byte[] bytes = new byte[size];
        byte[] all = value.toByteArray();
        int count = Math.min(size, all.length);
        System.arraycopy(all, all.length - count, bytes, size - count, count);
        return bytes;
    }
}
