package io.kaizen.ingress.transport;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Joins the parts of an HTTP body within a limit. Memory is taken as the parts come, never for what
 * is only declared; the declared length spares the last copy. One request, its event loop.
 */
final class BodyCollector {
    private static final int FIRST_BYTES = 32 << 10;

    private final int bytesMax;
    private final int bytesDeclared;
    private byte[] bytes = new byte[0];
    private int size;

    /**
     * @param bytesDeclared not over the limit; negative where nothing was said
     */
    BodyCollector(int bytesMax, int bytesDeclared) {
        this.bytesMax = bytesMax;
        this.bytesDeclared = bytesDeclared;
    }

    /** Takes a part; true once the body is over the limit. */
    boolean append(ByteBuf part) {
        int more = part.readableBytes();
        if ((long) size + more > bytesMax) {
            return true;
        }
        reserve(size + more);
        part.getBytes(part.readerIndex(), bytes, size, more);
        size += more;
        return false;
    }

    private void reserve(int wanted) {
        if (wanted > bytes.length) {
            int grown = Math.max(Math.max(wanted, 2 * bytes.length), FIRST_BYTES);
            int whole = Math.max(wanted, bytesDeclared < 0 ? grown : bytesDeclared);
            bytes = Arrays.copyOf(bytes, Math.min(grown, whole));
        }
    }

    /** The whole body. */
    byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
