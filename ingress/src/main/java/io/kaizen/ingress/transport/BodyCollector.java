package io.kaizen.ingress.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Joins the parts of an HTTP body within a limit, in pooled memory that grows with what has come,
 * whatever was declared. One request, its event loop.
 */
final class BodyCollector {
    private static final int FIRST_BYTES = 1 << 10;

    /**
     * A declared length up to so many times the limit is read to its end: who is cut off in the
     * middle of sending does not read the answer.
     */
    private static final int PATIENCE = 4;

    private final int bytesMax;
    private final long readMax;
    private final ByteBuf parts;
    private long seen;

    /**
     * @param memory where the parts are kept until {@link #release}
     * @param declaredLength negative where there is none
     */
    BodyCollector(ByteBufAllocator memory, int bytesMax, long declaredLength) {
        this.bytesMax = bytesMax;
        this.readMax = Math.max(bytesMax, declaredLength);
        this.parts = memory.heapBuffer(FIRST_BYTES);
    }

    /**
     * Takes a part; of a body over the limit nothing is kept.
     *
     * @return true once no more needs to be read
     */
    boolean append(ByteBuf part) {
        int more = part.readableBytes();
        seen += more;
        if (isOver()) {
            parts.clear();
        } else {
            parts.writeBytes(part, part.readerIndex(), more);
        }
        return seen > readMax;
    }

    /** Whether the body was over the limit. */
    boolean isOver() {
        return seen > bytesMax;
    }

    /** Whether a body of the declared length is read to its end, be it over the limit or not. */
    static boolean isReadToItsEnd(long length, int bytesMax) {
        return length <= (long) PATIENCE * bytesMax;
    }

    /** The whole body, in memory of its own. */
    byte[] bytes() {
        byte[] whole = new byte[parts.readableBytes()];
        parts.getBytes(parts.readerIndex(), whole);
        return whole;
    }

    /** Gives the memory back. Once. */
    void release() {
        parts.release();
    }
}
