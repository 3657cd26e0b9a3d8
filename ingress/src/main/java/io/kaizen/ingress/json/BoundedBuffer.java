package io.kaizen.ingress.json;

import io.kaizen.ingress.rpc.RpcError;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * An output buffer with a limit: past it, writing throws geth's {@code response too large}. One
 * thread.
 */
final class BoundedBuffer extends OutputStream {
    private final int bytesExpected;
    private byte[] bytes;
    private int size;
    private long bytesMax = Long.MAX_VALUE;

    BoundedBuffer(int bytesExpected) {
        this.bytesExpected = bytesExpected;
        bytes = new byte[bytesExpected];
    }

    /** Empties it and lifts the limit; memory above this size is given up. */
    void reset(int bytesKept) {
        size = 0;
        bytesMax = Long.MAX_VALUE;
        if (bytes.length > bytesKept) {
            bytes = new byte[bytesExpected];
        }
    }

    void limit(long value) {
        bytesMax = value;
    }

    int size() {
        return size;
    }

    void truncate(int value) {
        size = value;
    }

    @Override
    public void write(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void reserve(int more) {
        long wanted = (long) size + more;
        if (wanted > bytesMax || wanted > Integer.MAX_VALUE - Long.BYTES) {
            throw new RpcError(RpcError.RESPONSE_TOO_LARGE, "response too large").exception();
        }
        if (wanted > bytes.length) {
            long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - Long.BYTES);
            bytes = Arrays.copyOf(bytes, (int) Math.max(wanted, doubled));
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
