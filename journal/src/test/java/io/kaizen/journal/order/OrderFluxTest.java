package io.kaizen.journal.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.order.OrderFlux.AtEnd;
import io.kaizen.journal.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

class OrderFluxTest {
    private static final Hash ANCHOR = Hash.keccak(new byte[] {1});
    private static final int DOCUMENT_MAX = 1 << 16;

    /** Some dozens of entries each, behind half a MiB of Chronicle's own. */
    private static final SegmentSizes SMALL =
            new SegmentSizes((1 << 19) + 25_000, 1 << 20, DOCUMENT_MAX);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;
    private OrderJournal journal;
    private final List<Hash> hashes = new ArrayList<>(List.of(ANCHOR));

    @BeforeEach
    void open() {
        journal = OrderJournal.open(folder, ANCHOR, SyncLevel.GROUP, SMALL, Disk.SYSTEM);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            byte[] raw = new byte[100];
            raw[0] = (byte) i;
            journal.appendTransaction(Address.ofLong(i), Hash.keccak(raw), raw, 7);
            hashes.add(journal.lastHash());
        }
        journal.sync();
    }

    private Flux<OrderEntry> from(int position, AtEnd atEnd) {
        return OrderFlux.from(folder, position, hashes.get(position - 1), atEnd);
    }

    @Test
    void fromTheMiddleToTheEnd() {
        append(150);
        List<OrderEntry> all = from(41, AtEnd.COMPLETE).collectList().block(PATIENCE);
        assertEquals(
                LongStream.rangeClosed(41, 150).boxed().toList(),
                all.stream().map(OrderEntry::position).toList());
        assertEquals(hashes.subList(41, 151), all.stream().map(OrderEntry::hash).toList());
    }

    @Test
    void anEmptyOrderIsAnEmptyStream() {
        assertEquals(List.of(), from(1, AtEnd.COMPLETE).collectList().block(PATIENCE));
    }

    /** While it follows, the writer goes through several segments. */
    @Test
    void itGoesOnLiveAcrossSegments() throws InterruptedException, IOException {
        append(5);
        BlockingQueue<OrderEntry> seen = new LinkedBlockingQueue<>();
        var subscription = from(3, AtEnd.FOLLOW).subscribe(seen::add);
        for (int position = 3; position <= 5; position++) {
            assertEquals(position, next(seen).position());
        }
        for (int round = 0; round < 5; round++) {
            append(60);
            for (int i = 0; i < 60; i++) {
                int position = 6 + 60 * round + i;
                OrderEntry entry = next(seen);
                assertEquals(position, entry.position());
                assertEquals(hashes.get(position), entry.hash());
            }
        }
        subscription.dispose();
        try (Stream<Path> segments = Files.list(folder).filter(Files::isDirectory)) {
            assertTrue(segments.count() > 2);
        }
    }

    private static OrderEntry next(BlockingQueue<OrderEntry> seen) throws InterruptedException {
        OrderEntry entry = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertTrue(entry != null, "nothing came");
        return entry;
    }

    /** Takes what it asks for, when it asks. */
    private static final class Slow extends BaseSubscriber<OrderEntry> {
        final BlockingQueue<OrderEntry> seen = new LinkedBlockingQueue<>();
        final CountDownLatch ended = new CountDownLatch(1);

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(OrderEntry entry) {
            seen.add(entry);
        }

        @Override
        protected void hookOnComplete() {
            ended.countDown();
        }
    }

    @Test
    void aSlowSubscriberGetsNoMoreThanItAsksFor() throws InterruptedException {
        append(450);
        Slow slow = new Slow();
        from(1, AtEnd.COMPLETE).subscribe(slow);
        long position = 0;
        for (int asked : List.of(1, 2, 400, 7)) {
            slow.request(asked);
            for (int i = 0; i < asked; i++) {
                assertEquals(++position, next(slow.seen).position());
            }
            assertEquals(0, slow.seen.size());
        }
        slow.requestUnbounded();
        assertTrue(slow.ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(450 - position, slow.seen.size());
    }

    @Test
    void nothingComesAfterACancel() throws InterruptedException {
        append(10);
        Slow slow = new Slow();
        from(1, AtEnd.FOLLOW).subscribe(slow);
        slow.request(4);
        for (int i = 0; i < 4; i++) {
            next(slow.seen);
        }
        slow.cancel();
        slow.requestUnbounded();
        append(10);
        // A stream of its own has passed all of it by then.
        assertEquals(20, from(1, AtEnd.COMPLETE).count().block(PATIENCE));
        assertEquals(0, slow.seen.size());
    }

    @Test
    void aWrongPredecessorAndDamageAreNamed() throws IOException {
        append(60);
        OrderDamageException other = failure(OrderFlux.from(folder, 30, Hash.ZERO, AtEnd.COMPLETE));
        assertTrue(other.getMessage().contains("30"), other.getMessage());
        flip(40);
        OrderDamageException rotten = failure(from(1, AtEnd.FOLLOW));
        assertTrue(rotten.getMessage().contains("40"), rotten.getMessage());
        assertTrue(rotten.getMessage().contains("crc32c"), rotten.getMessage());
        assertEquals(39, from(1, AtEnd.FOLLOW).onErrorComplete().count().block(PATIENCE));
    }

    private static OrderDamageException failure(Flux<OrderEntry> flux) {
        Throwable[] thrown = new Throwable[1];
        flux.doOnError(error -> thrown[0] = error).onErrorComplete().blockLast(PATIENCE);
        return assertInstanceOf(OrderDamageException.class, thrown[0]);
    }

    /** Changes a bit of the entry's payload, on disk. */
    private void flip(int position) throws IOException {
        byte[] previous = hashes.get(position - 1).toArray();
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 0; at + 200 < bytes.length; at++) {
                if (Arrays.equals(bytes, at, at + 32, previous, 0, 32)) {
                    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        byte changed = (byte) (bytes[at + 60] ^ 1);
                        channel.write(ByteBuffer.wrap(new byte[] {changed}), at + 60);
                    }
                    return;
                }
            }
        }
        throw new AssertionError("no entry " + position);
    }
}
