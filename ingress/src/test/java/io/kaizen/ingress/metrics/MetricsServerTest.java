package io.kaizen.ingress.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.ingress.transport.AccessPolicy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsServerTest {
    private static final int CONNECTIONS_MAX = 32;
    private static final String REQUEST =
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";

    @Test
    void whoComesOverTheLimitIsTurnedAwayAndTheOthersAreServedOn() throws Exception {
        MetricsServer.Config config = new MetricsServer.Config("127.0.0.1", 0, AccessPolicy.LOCAL);
        List<Connection> open = new ArrayList<>();
        try (MeterBook book = new MeterBook();
                MetricsServer server = new MetricsServer(config, book)) {
            InetSocketAddress at = server.start();
            for (int i = 0; i < CONNECTIONS_MAX; i++) {
                Connection each = new Connection(at);
                open.add(each);
                assertEquals("HTTP/1.1 200 OK", each.ask(), "connection " + i);
            }
            try (Connection over = new Connection(at)) {
                assertEquals("HTTP/1.1 503 Service Unavailable", over.ask());
                assertEquals(-1, over.in.read(), "the connection over the limit stays open");
            }
            for (Connection each : open) {
                assertEquals("HTTP/1.1 200 OK", each.ask());
            }
            open.removeFirst().close();
            // The loop that closes is the one that answers, but the two sockets may be read in
            // any order: one that comes too early is turned away too.
            String status;
            do {
                try (Connection next = new Connection(at)) {
                    status = next.ask();
                }
            } while (status.endsWith("503 Service Unavailable"));
            assertEquals("HTTP/1.1 200 OK", status);
        } finally {
            for (Connection each : open) {
                each.close();
            }
        }
    }

    /** One connection that is kept. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(InetSocketAddress at) throws IOException {
            socket = new Socket(at.getAddress(), at.getPort());
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** Asks for the meters; the first line of the answer, which is read to its end. */
        String ask() throws IOException {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            String status = line();
            int length = 0;
            for (String head = line(); !head.isEmpty(); head = line()) {
                if (head.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(head.substring(head.indexOf(':') + 1).trim());
                }
            }
            assertEquals(length, in.readNBytes(length).length);
            return status;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("ended within: " + line);
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
