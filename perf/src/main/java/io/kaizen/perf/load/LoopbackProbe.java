package io.kaizen.perf.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.HdrHistogram.Histogram;

/**
 * What the machine itself takes for a question and its answer: one byte over a loopback connection
 * to a thread that does nothing but send it back, asked while both sleep, as at a low rate. A
 * transaction's latency holds several such wake-ups, and they differ between machines and hours.
 */
final class LoopbackProbe {
    private static final long PAUSE_MS = 10;

    private final Histogram micros = new Histogram(3);

    /**
     * Asks a number of times, ten milliseconds apart.
     *
     * @throws IOException if the loopback connection fails
     */
    void ask(int times) throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            try (SocketChannel question = SocketChannel.open(server.getLocalAddress());
                    SocketChannel answer = accept(server, question)) {
                question.setOption(StandardSocketOptions.TCP_NODELAY, true);
                answer.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread echo = Thread.ofPlatform().daemon().start(() -> echo(answer, times));
                for (int i = 0; i < times; i++) {
                    Thread.sleep(PAUSE_MS);
                    long asked = System.nanoTime();
                    exchange(question);
                    micros.recordValue((System.nanoTime() - asked) / 1000);
                }
                echo.join();
            }
        }
    }

    /** Microseconds of all questions so far. */
    Histogram micros() {
        return micros;
    }

    /** Another process may have found the port first. */
    private static SocketChannel accept(ServerSocketChannel server, SocketChannel question)
            throws IOException {
        while (true) {
            SocketChannel answer = server.accept();
            if (question.getLocalAddress().equals(answer.getRemoteAddress())) {
                return answer;
            }
            answer.close();
        }
    }

    private static void exchange(SocketChannel question) throws IOException {
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        question.write(one);
        read(question, one);
    }

    private static void echo(SocketChannel answer, int times) {
        try (answer) {
            ByteBuffer one = ByteBuffer.allocateDirect(1);
            for (int i = 0; i < times; i++) {
                read(answer, one);
                answer.write(one.flip());
            }
        } catch (IOException gone) {
            // The asking end was closed, and its thread says why.
        }
    }

    private static void read(SocketChannel from, ByteBuffer one) throws IOException {
        if (from.read(one.clear()) < 0) {
            throw new EOFException("loopback connection closed");
        }
    }
}
