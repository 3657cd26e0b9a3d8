package io.kaizen.ingress.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Joins the parts of an HTTP body within a limit, in pooled memory that grows with what has come,
 * whatever was declared. One request, its event loop.
 */
final class BodyCollector {
    private static final int FIRST_BYTES = 1 << 10;

    private final int bytesMax;
    private final ByteBuf parts;

    /**
     * @param memory where the parts are kept until {@link #release}
     */
    BodyCollector(ByteBufAllocator memory, int bytesMax) {
        this.bytesMax = bytesMax;
        this.parts = memory.heapBuffer(FIRST_BYTES);
    }

    /** Takes a part; true once the body is over the limit. */
    boolean append(ByteBuf part) {
        int more = part.readableBytes();
        if ((long) parts.readableBytes() + more > bytesMax) {
            return true;
        }
        parts.writeBytes(part, part.readerIndex(), more);
        return false;
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
