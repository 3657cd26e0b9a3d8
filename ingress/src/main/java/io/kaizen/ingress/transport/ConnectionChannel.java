package io.kaizen.ingress.transport;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.NettyInbound;

/**
 * Finds the channel of a connection: its event loop is the one thread that answers can be sent on
 * without a wake-up.
 */
final class ConnectionChannel {
    private @Nullable Channel channel;

    private ConnectionChannel() {}

    static Channel of(NettyInbound in) {
        ConnectionChannel found = new ConnectionChannel();
        in.withConnection(found::take);
        if (found.channel == null) {
            throw new IllegalStateException("a request without a connection");
        }
        return found.channel;
    }

    private void take(Connection connection) {
        channel = connection.channel();
    }
}
