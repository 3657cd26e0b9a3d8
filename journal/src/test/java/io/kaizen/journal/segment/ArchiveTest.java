package io.kaizen.journal.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.FailingDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archived segments against the segments that they were. */
class ArchiveTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final SegmentSizes SIZES = new SegmentSizes(1 << 20, 1 << 20, 1 << 17);
    private static final ArchiveWriter.Shape SHAPE = new ArchiveWriter.Shape(4096, 4096, 3);

    @TempDir Path folder;

    private final Random random = new Random(SEED);
    private final List<byte[]> documents = new ArrayList<>();
    private final List<Long> places = new ArrayList<>();

    /** Words that repeat, as entries do, between bytes that do not. */
    private byte[] document() {
        StringBuilder text = new StringBuilder("block " + documents.size());
        int words = random.nextInt(40) == 0 ? random.nextInt(4_000) : random.nextInt(40);
        for (int i = 0; i < words; i++) {
            text.append(" balance ").append(random.nextInt(1 << 20));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void append(SegmentQueue queue, int segments) throws IOException {
        long until = segments;
        long first = 0;
        while (first == 0 || Place.segment(places.getLast()) < first + until) {
            byte[] document = document();
            places.add(queue.append(document, 0, document.length));
            documents.add(document);
            first = Place.segment(places.getFirst());
        }
    }

    private SegmentQueue open(Disk disk) throws IOException {
        SegmentQueue queue = SegmentQueue.open(folder, SIZES, disk);
        queue.begin(end(queue.library()));
        return queue;
    }

    private static long end(SegmentLibrary library) {
        SegmentCursor cursor = library.cursor(Place.START);
        long end = Place.START;
        while (cursor.next() != SegmentCursor.NOTHING) {
            end = cursor.end();
        }
        return end;
    }

    private void check(SegmentLibrary library) throws IOException {
        SegmentCursor cursor = library.cursor(Place.START);
        for (int i = 0; i < documents.size(); i++) {
            byte[] want = documents.get(i);
            assertEquals(want.length, cursor.next(), "document " + i + ", seed " + SEED);
            byte[] have = new byte[want.length];
            cursor.copy(have);
            assertArrayEquals(want, have, "document " + i + ", seed " + SEED);
            assertEquals(places.get(i), cursor.place());
        }
        assertEquals(SegmentCursor.NOTHING, cursor.next());
        for (int trial = 0; trial < 200; trial++) {
            int i = random.nextInt(documents.size());
            assertArrayEquals(documents.get(i), library.read(places.get(i)), "seed " + SEED);
        }
    }

    private SegmentLibrary stranger() {
        return SegmentLibrary.of(folder, SIZES.documentBytesMax());
    }

    private static long bytes(FinishedSegments segments) throws IOException {
        return segments.items().stream().mapToLong(FinishedSegments.Item::bytes).sum();
    }

    @Test
    void readsAtTheSamePlacesWhileItIsArchivedAndAfterwards() throws IOException {
        try (SegmentQueue queue = open(Disk.SYSTEM)) {
            append(queue, 3);
            queue.force();
            SegmentLibrary before = stranger();
            check(before);
            FinishedSegments segments = queue.finished();
            List<FinishedSegments.Item> finished = segments.items();
            assertEquals(3, finished.size());
            long used = bytes(segments);
            for (FinishedSegments.Item item : finished) {
                segments.archive(item.number());
                check(queue.library());
                check(stranger());
            }
            // One that has the files mapped goes on reading them.
            check(before);
            assertTrue(segments.items().stream().allMatch(FinishedSegments.Item::archived));
            assertTrue(bytes(segments) < used, bytes(segments) + " of " + used);
            append(queue, 4);
            check(queue.library());
        }
        try (SegmentQueue queue = open(Disk.SYSTEM)) {
            check(queue.library());
        }
    }

    @Test
    void whatIsBeingWrittenIsNeitherArchivedNorDropped() throws IOException {
        try (SegmentQueue queue = open(Disk.SYSTEM)) {
            append(queue, 1);
            long last = Place.segment(places.getLast());
            // Rolled, and not forced yet: still the writer's.
            assertThrows(IllegalArgumentException.class, () -> queue.finished().archive(last - 1));
            assertThrows(IllegalArgumentException.class, () -> queue.finished().drop(last));
            queue.force();
            queue.finished().archive(last - 1);
            check(queue.library());
        }
    }

    @Test
    void droppedSegmentsAreNotFoundAnyMore() throws IOException {
        try (SegmentQueue queue = open(Disk.SYSTEM)) {
            append(queue, 3);
            queue.force();
            FinishedSegments segments = queue.finished();
            List<FinishedSegments.Item> finished = segments.items();
            segments.archive(finished.get(0).number());
            segments.drop(finished.get(0).number());
            segments.drop(finished.get(1).number());
            assertEquals(1, segments.items().size());
            assertEquals(0, queue.library().read(places.getFirst()).length);
            SegmentCursor cursor = queue.library().cursor(Place.START);
            cursor.next();
            assertEquals(finished.get(2).number(), Place.segment(cursor.place()));
        }
    }

    @Test
    void cutOffAtAnyPointEitherTheSegmentOrTheArchiveIsThere() throws IOException {
        Path root = folder;
        boolean done = false;
        int point = 0;
        for (; !done; point++) {
            folder = root.resolve("point-" + point);
            documents.clear();
            places.clear();
            try (SegmentQueue queue = open(Disk.SYSTEM)) {
                append(queue, 1);
            }
            try (SegmentQueue queue = open(Disk.SYSTEM)) {
                segments(queue, new FailingDisk(point)).archive(Place.segment(places.getFirst()));
                done = true;
            } catch (FailingDisk.Cut cut) {
                assertEquals("cut", cut.getMessage());
            }
            check(stranger());
            try (SegmentQueue queue = open(Disk.SYSTEM)) {
                check(queue.library());
            }
            try (Stream<Path> files = Files.list(folder)) {
                assertFalse(files.anyMatch(file -> file.toString().endsWith(".tmp")));
            }
        }
        // Force, rename, force of the folder, three deletions.
        assertEquals(7, point);
    }

    /** Of the same files, on another disk. */
    private FinishedSegments segments(SegmentQueue queue, Disk disk) {
        return new FinishedSegments(
                new SegmentFiles(folder), queue.library(), disk, number -> true);
    }

    @Test
    void everyDamagedByteOfAnArchiveIsNoticed() throws IOException {
        Path file = folder.resolve("one");
        byte[] segment;
        try (SegmentQueue queue = open(Disk.SYSTEM)) {
            append(queue, 1);
            queue.force();
            long number = Place.segment(places.getFirst());
            Segment raw = queue.library().segment(number);
            new ArchiveWriter(raw, number, SHAPE, Disk.SYSTEM).write(file);
            ArchivedSegment whole = ArchivedSegment.open(file, number, new FrameCache(1 << 20));
            assertTrue(whole.frameCount() > 20);
            segment = bytes(whole);
            byte[] want = new byte[segment.length];
            raw.copy(0, want, 0, want.length);
            assertArrayEquals(want, segment);
        }
        byte[] archive = Files.readAllBytes(file);
        Path changed = folder.resolve("changed");
        for (int trial = 0; trial < 300; trial++) {
            byte[] bytes = archive.clone();
            int at = trial < 64 ? trial : random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(changed, bytes);
            assertNoticed(changed, segment, at);
        }
        for (int trial = 0; trial < 50; trial++) {
            int length = random.nextInt(archive.length);
            Files.write(changed, Arrays.copyOf(archive, length));
            assertThrows(
                    ArchiveDamageException.class,
                    () -> ArchivedSegment.open(changed, 1, new FrameCache(0)),
                    "cut to " + length + ", seed " + SEED);
        }
    }

    private void assertNoticed(Path changed, byte[] segment, int at) throws IOException {
        try {
            byte[] have = bytes(ArchivedSegment.open(changed, 1, new FrameCache(0)));
            // Reserved bytes of the header say nothing; a frame's header may say the same twice.
            assertArrayEquals(segment, have, "byte " + at + ", seed " + SEED);
        } catch (ArchiveDamageException noticed) {
            assertTrue(noticed.getMessage().contains(changed.toString()), noticed.getMessage());
        }
    }

    private static byte[] bytes(ArchivedSegment archive) throws IOException {
        byte[] all = new byte[(int) archive.size()];
        for (int frame = 0; frame < archive.frameCount(); frame++) {
            int from = (int) archive.frameStart(frame);
            archive.copy(from, all, from, (int) archive.frameStart(frame + 1) - from);
        }
        return all;
    }

    @Test
    void aDamagedArchiveIsNamedToWhoReads() throws IOException {
        long number;
        try (SegmentQueue queue = open(Disk.SYSTEM)) {
            append(queue, 2);
            queue.force();
            number = Place.segment(places.getFirst());
            queue.finished().archive(number);
        }
        Path file = new SegmentFiles(folder).archive(number);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        SegmentCursor cursor = stranger().cursor(Place.START);
        UncheckedIOException damaged =
                assertThrows(UncheckedIOException.class, () -> readAll(cursor));
        assertTrue(damaged.getCause().getMessage().contains(file.toString()));
        assertTrue(damaged.getCause().getMessage().contains("frame"));
    }

    private static void readAll(SegmentCursor cursor) {
        for (int length = cursor.next(); length != SegmentCursor.NOTHING; length = cursor.next()) {
            cursor.copy(new byte[length]);
        }
    }
}
