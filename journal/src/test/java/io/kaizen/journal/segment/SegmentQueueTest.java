package io.kaizen.journal.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.journal.TestFolders;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.DiskFullException;
import io.kaizen.journal.disk.ForwardingDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentQueueTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final SegmentSizes SMALL = new SegmentSizes(50_000, 1 << 20, 1 << 16);

    /** What stat counts in. */
    private static final long STAT_BLOCK = 512;

    @TempDir Path folder;

    private final List<byte[]> documents = new ArrayList<>();
    private final List<Long> places = new ArrayList<>();

    private void append(SegmentQueue queue, Random random, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            byte[] document =
                    new byte
                            [random.nextInt(4) == 0
                                    ? random.nextInt(1, 9_000)
                                    : random.nextInt(1, 200)];
            random.nextBytes(document);
            append(queue, document);
        }
    }

    private void append(SegmentQueue queue, byte[] document) throws IOException {
        places.add(queue.append(document, 0, document.length));
        documents.add(document);
    }

    /** Reads all; the place behind the last. */
    private long check(SegmentLibrary library) throws IOException {
        SegmentCursor cursor = library.cursor(Place.START);
        long end = Place.START;
        for (int i = 0; i < documents.size(); i++) {
            byte[] want = documents.get(i);
            assertEquals(want.length, cursor.next(), "document " + i);
            byte[] have = new byte[want.length];
            cursor.copy(have);
            assertArrayEquals(want, have, "document " + i);
            assertEquals(places.get(i), cursor.place());
            assertArrayEquals(want, library.read(places.get(i)));
            end = cursor.end();
        }
        assertEquals(SegmentCursor.NOTHING, cursor.next());
        return end;
    }

    private SegmentQueue open() throws IOException {
        return SegmentQueue.open(folder, SMALL, Disk.SYSTEM);
    }

    @Test
    void whatIsAppendedIsReadOverManySegmentsAndOpenings() throws IOException {
        System.out.println("SegmentQueueTest -Dkaizen.seed=" + SEED);
        Random random = new Random(SEED);
        long end = Place.START;
        for (int opening = 0; opening < 5; opening++) {
            try (SegmentQueue queue = open()) {
                assertEquals(end, check(queue.library()));
                queue.begin(end);
                append(queue, random, 200);
                end = check(queue.library());
                queue.force();
            }
            check(SegmentLibrary.of(folder, SMALL.documentBytesMax()));
        }
        assertTrue(TestFolders.queueFiles(folder).size() > 10);
        List<Long> ascending = places.stream().sorted().distinct().toList();
        assertEquals(places, ascending);
    }

    /** What a killed process had appended was never forced: the next sync must not rest on it. */
    @Test
    void whatAnOpeningFindsIsOnTheDiskBeforeTheFirstAppend() throws IOException {
        try (SegmentQueue queue = open()) {
            queue.begin(Place.START);
            append(queue, new Random(SEED), 100);
        }
        List<Path> forced = new ArrayList<>();
        Disk disk =
                (Disk)
                        Proxy.newProxyInstance(
                                Disk.class.getClassLoader(),
                                new Class<?>[] {Disk.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("force")) {
                                        forced.add((Path) arguments[1]);
                                    }
                                    return method.invoke(Disk.SYSTEM, arguments);
                                });
        List<Path> found = TestFolders.queueFiles(folder);
        try (SegmentQueue queue = SegmentQueue.open(folder, SMALL, disk)) {
            queue.begin(check(queue.library()));
            assertTrue(forced.containsAll(found), () -> found + ", forced " + forced);
        }
    }

    /** The files are Chronicle's: its own tailer reads them. */
    @Test
    void chronicleReadsASegment() throws IOException {
        try (SegmentQueue queue = open()) {
            queue.begin(Place.START);
            append(queue, new Random(SEED), 40);
        }
        List<byte[]> read = new ArrayList<>();
        for (Path file : TestFolders.queueFiles(folder)) {
            try (ChronicleQueue chronicle =
                            SingleChronicleQueueBuilder.single(file.getParent().toFile())
                                    .rollCycle(LargeRollCycles.LARGE_DAILY)
                                    .timeProvider(() -> 0)
                                    .readOnly(true)
                                    .build();
                    ExcerptTailer tailer = chronicle.createTailer()) {
                while (true) {
                    try (DocumentContext document = tailer.readingDocument()) {
                        if (!document.isPresent()) {
                            break;
                        }
                        read.add(document.wire().bytes().toByteArray());
                    }
                }
            }
        }
        assertEquals(documents.size(), read.size());
        for (int i = 0; i < read.size(); i++) {
            assertArrayEquals(documents.get(i), read.get(i));
        }
    }

    /**
     * The writer fills a segment and begins the next while a reader looks from one to the other.
     */
    @Test
    void aSegmentThatIsFilledBetweenTwoLooksIsNotPassedOver() throws Exception {
        SegmentSizes sizes = new SegmentSizes(2 << 20, 1 << 20, 1 << 16);
        byte[] large = new byte[50_000];
        try (SegmentQueue queue = SegmentQueue.open(folder, sizes, Disk.SYSTEM)) {
            queue.begin(Place.START);
            append(queue, large);
            SegmentFiles slow =
                    new SegmentFiles(folder) {
                        private boolean isPaused;

                        @Override
                        Optional<Path> queueFile(long number) throws IOException {
                            if (number < 2 || isPaused) {
                                return super.queueFile(number);
                            }
                            isPaused = true;
                            while (Place.segment(places.getLast()) <= number) {
                                append(queue, large);
                            }
                            return Optional.empty();
                        }
                    };
            SegmentCursor cursor =
                    new SegmentLibrary(slow, sizes.documentBytesMax()).cursor(Place.START);
            Path second = new SegmentFiles(folder).folder(2);
            // Until the next one begins the second, which is made beside from the half on.
            while (Place.offset(places.getLast()) + 2L * large.length < sizes.segmentBytes()) {
                append(queue, large);
            }
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (!Files.isDirectory(second)) {
                assertTrue(System.nanoTime() < deadline, "no second segment");
                Thread.onSpinWait();
            }
            assertEquals(1, Place.segment(places.getLast()));
            List<byte[]> read = new ArrayList<>();
            for (int length = cursor.next();
                    length != SegmentCursor.NOTHING;
                    length = cursor.next()) {
                byte[] document = new byte[length];
                cursor.copy(document);
                read.add(document);
            }
            assertEquals(documents.size(), read.size());
            for (int i = 0; i < read.size(); i++) {
                assertArrayEquals(documents.get(i), read.get(i), "document " + i);
            }
        }
    }

    /** One that reads while another appends sees each document once, whole and in order. */
    @Test
    void aReaderFollowsAWriterOverSegments() throws Exception {
        int count = 600;
        List<byte[]> read = new ArrayList<>();
        try (SegmentQueue queue = open()) {
            queue.begin(Place.START);
            SegmentLibrary other = SegmentLibrary.of(folder, SMALL.documentBytesMax());
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                SegmentCursor cursor = other.cursor(Place.START);
                                while (read.size() < count) {
                                    int length = cursor.next();
                                    if (length != SegmentCursor.NOTHING) {
                                        byte[] document = new byte[length];
                                        cursor.copy(document);
                                        read.add(document);
                                    }
                                }
                            });
            append(queue, new Random(SEED), count);
            reader.join(60_000);
        }
        assertEquals(count, read.size());
        for (int i = 0; i < count; i++) {
            assertArrayEquals(documents.get(i), read.get(i), "document " + i);
        }
    }

    @Test
    void whatIsBehindTheEndIsCutOffForGood() throws IOException {
        Random random = new Random(SEED);
        try (SegmentQueue queue = open()) {
            queue.begin(Place.START);
            append(queue, random, 300);
        }
        // As if the last hundred had never been meant.
        long end;
        try (SegmentQueue queue = open()) {
            documents.subList(200, 300).clear();
            places.subList(200, 300).clear();
            SegmentCursor cursor = queue.library().cursor(places.getLast());
            cursor.next();
            end = cursor.end();
            queue.begin(end);
            assertEquals(end, check(queue.library()));
            append(queue, random, 50);
        }
        check(SegmentLibrary.of(folder, SMALL.documentBytesMax()));
    }

    @Test
    void aHalfWrittenDocumentIsTornAndCutOff() throws IOException {
        Random random = new Random(SEED);
        try (SegmentQueue queue = open()) {
            queue.begin(Place.START);
            append(queue, random, 20);
        }
        long end = check(SegmentLibrary.of(folder, SMALL.documentBytesMax()));
        // A length with "not complete", and some bytes: as a kill in the middle leaves it.
        overwrite(end, new byte[] {100, 0, 0, (byte) 0x80, 1, 2, 3});
        try (SegmentQueue queue = open()) {
            SegmentCursor cursor = queue.library().cursor(places.getLast());
            cursor.next();
            assertEquals(SegmentCursor.NOTHING, cursor.next());
            assertTrue(cursor.isTorn());
            queue.begin(end);
            assertTrue(!cursor.isTorn());
            append(queue, random, 5);
        }
        check(SegmentLibrary.of(folder, SMALL.documentBytesMax()));
    }

    @Test
    void headersThatStateTooMuchAreNotFollowed() throws IOException {
        try (SegmentQueue queue = open()) {
            queue.begin(Place.START);
            append(queue, new Random(SEED), 3);
        }
        for (byte[] header :
                List.of(
                        new byte[] {-1, -1, -1, 0x3f},
                        new byte[] {0, 0, 2, 0},
                        new byte[] {-1, -1, -1, 0x7f},
                        new byte[] {0, 0, 0, (byte) 0xc0})) {
            overwrite(places.getLast(), header);
            SegmentLibrary library = SegmentLibrary.of(folder, SMALL.documentBytesMax());
            SegmentCursor cursor = library.cursor(Place.START);
            cursor.next();
            cursor.next();
            assertEquals(SegmentCursor.NOTHING, cursor.next(), () -> Arrays.toString(header));
            assertEquals(0, library.read(places.getLast()).length);
        }
    }

    private void overwrite(long place, byte[] bytes) throws IOException {
        Path file = new SegmentFiles(folder).queueFile(Place.segment(place)).orElseThrow();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), Place.offset(place));
        }
    }

    @Test
    void oneWriterHoldsTheFolder() throws IOException {
        try (SegmentQueue queue = open()) {
            IllegalStateException refused = assertThrows(IllegalStateException.class, this::open);
            assertTrue(refused.getMessage().contains("open"), refused::getMessage);
            assertThrows(IllegalStateException.class, () -> queue.append(new byte[1], 0, 1));
        }
        open().close();
    }

    @Test
    void aDocumentOfNoSizeOrTooLargeIsRefused() throws IOException {
        try (SegmentQueue queue = open()) {
            queue.begin(Place.START);
            byte[] large = new byte[SMALL.documentBytesMax() + 1];
            assertThrows(
                    IllegalArgumentException.class, () -> queue.append(large, 0, large.length));
            assertThrows(IllegalArgumentException.class, () -> queue.append(large, 0, 0));
            append(queue, new Random(SEED), 3);
            check(queue.library());
        }
    }

    /** Blocks are there before they are written to, and those that were not needed go back. */
    @Test
    void diskIsAllocatedAheadAndGivenBack() throws IOException {
        SegmentSizes sizes = new SegmentSizes(64 << 20, 8 << 20, 1 << 16);
        try (SegmentQueue queue = SegmentQueue.open(folder, sizes, Disk.SYSTEM)) {
            queue.begin(Place.START);
            append(queue, new Random(SEED), 10);
            assertTrue(blocks() >= 8 << 20, () -> "blocks for " + blocks() + " bytes");
        }
        assertTrue(blocks() < 2 << 20, () -> "blocks for " + blocks() + " bytes");
        check(SegmentLibrary.of(folder, SMALL.documentBytesMax()));
    }

    /** Bytes of disk behind the queue's files. */
    private long blocks() {
        try {
            long sum = 0;
            for (Path file : TestFolders.queueFiles(folder)) {
                Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
                String blocks =
                        new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                sum += Long.parseLong(blocks.trim()) * STAT_BLOCK;
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFullDiskFailsOneAppendAndTheNextGoesOnWhereThereIsRoom() throws IOException {
        SmallDisk disk = new SmallDisk(3 << 20);
        SegmentSizes sizes = new SegmentSizes(64 << 20, 1 << 20, 1 << 16);
        Random random = new Random(SEED);
        try (SegmentQueue queue = SegmentQueue.open(folder, sizes, disk)) {
            queue.begin(Place.START);
            assertThrows(DiskFullException.class, () -> append(queue, random, 10_000));
            assertThrows(DiskFullException.class, () -> append(queue, random, 1_000));
            assertTrue(documents.size() > 50, () -> "full after " + documents.size());
            check(queue.library());
            disk.left = 100 << 20;
            append(queue, random, 1_000);
            check(queue.library());
        }
        check(SegmentLibrary.of(folder, SMALL.documentBytesMax()));
    }

    /** A disk of so many bytes. */
    private static final class SmallDisk extends ForwardingDisk {
        private long left;

        SmallDisk(long left) {
            super(SYSTEM);
            this.left = left;
        }

        @Override
        public synchronized void allocate(Path file, long offset, long length) throws IOException {
            if (length > left) {
                throw new DiskFullException("no room for " + length + " bytes");
            }
            left -= length;
            super.allocate(file, offset, length);
        }

        @Override
        public long usableBytes(Path folder) {
            return left;
        }
    }

    /** What was written before there were segments: a file a day, in the queue's own folder. */
    @Test
    void aQueueOfDatedFilesIsTakenOver() throws IOException {
        for (long day : new long[] {20_000, 20_001, 20_005}) {
            try (ChronicleQueue queue =
                            SingleChronicleQueueBuilder.single(folder.toFile())
                                    .rollCycle(LargeRollCycles.LARGE_DAILY)
                                    .timeProvider(() -> day * 86_400_000L)
                                    .build();
                    ExcerptAppender appender = queue.createAppender()) {
                for (int i = 0; i < 30; i++) {
                    byte[] document =
                            ("document " + day + " " + i).getBytes(StandardCharsets.UTF_8);
                    try (DocumentContext writing = appender.writingDocument()) {
                        writing.wire().bytes().write(document);
                    }
                    documents.add(document);
                }
            }
        }
        try (SegmentQueue queue = open()) {
            SegmentCursor cursor = queue.library().cursor(Place.START);
            while (cursor.next() != SegmentCursor.NOTHING) {
                places.add(cursor.place());
            }
            queue.begin(check(queue.library()));
            append(queue, new Random(SEED), 10);
        }
        check(SegmentLibrary.of(folder, SMALL.documentBytesMax()));
        assertTrue(Files.notExists(folder.resolve("metadata.cq4t")));
    }
}
