package io.kaizen.ingress.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.util.function.BiConsumer;
import reactor.core.publisher.SynchronousSink;

/**
 * Joins the fragments of WebSocket messages (RFC 6455, §5.4), within a limit on the whole. One
 * connection, its event loop; the decoder before it has checked the order of fragments.
 */
final class MessageAssembler implements BiConsumer<WebSocketFrame, SynchronousSink<byte[]>> {
    /**
     * In place of a message over the limit; nothing follows it. Not an error signal, which would
     * cancel the inbound stream and close the socket without a status.
     */
    static final byte[] OVERSIZED = new byte[0];

    private final int bytesMax;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
    private boolean oversized;

    MessageAssembler(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public void accept(WebSocketFrame frame, SynchronousSink<byte[]> sink) {
        if (oversized) {
            return;
        }
        if (!(frame instanceof TextWebSocketFrame
                || frame instanceof BinaryWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame)) {
            return;
        }
        ByteBuf content = frame.content();
        if ((long) parts.size() + content.readableBytes() > bytesMax) {
            oversized = true;
            parts.reset();
            sink.next(OVERSIZED);
            return;
        }
        byte[] bytes = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), bytes);
        if (parts.size() == 0 && frame.isFinalFragment()) {
            sink.next(bytes);
            return;
        }
        parts.writeBytes(bytes);
        if (frame.isFinalFragment()) {
            sink.next(parts.toByteArray());
            parts.reset();
        }
    }
}
