package io.kaizen.perf.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing done to one file that no crash does: what a disk makes of it in years.
 *
 * @param place which of the node's parts the file belongs to
 * @param what in words, with the file and the byte
 */
record Damage(Picture.Place place, String what) {
    private static final int SECTOR = 512;
    private static final int LAST = 3;

    /** Chances of each place; one that has no file gives way to the order. */
    private static final Picture.Place[] PLACES = {
        Picture.Place.ORDER,
        Picture.Place.ORDER,
        Picture.Place.ORDER,
        Picture.Place.MARK,
        Picture.Place.CHAIN,
        Picture.Place.CHAIN,
        Picture.Place.INDEX,
        Picture.Place.INDEX,
        Picture.Place.STORE_MARK
    };

    private enum Way {
        FLIP,
        ZERO,
        OLDER,
        TRUNCATE,
        DELETE
    }

    /** Damages a file of a picture; null where there is none to damage. */
    static @Nullable Damage make(Path folder, Random random) throws IOException {
        Picture.Place place = PLACES[random.nextInt(PLACES.length)];
        List<Path> files = files(folder, place);
        if (files.isEmpty()) {
            place = Picture.Place.ORDER;
            files = files(folder, place);
        }
        if (files.isEmpty()) {
            return null;
        }
        Path file = files.get(random.nextInt(files.size()));
        Way way = Way.values()[random.nextInt(Way.values().length)];
        long at = apply(file, way, random);
        String what =
                "%s at byte %d of %s"
                        .formatted(
                                way.name().toLowerCase(java.util.Locale.ROOT),
                                at,
                                folder.relativize(file));
        return new Damage(place, what);
    }

    private static List<Path> files(Path folder, Picture.Place place) throws IOException {
        Path order = folder.resolve(Node.ORDER);
        Path chain = folder.resolve(Node.CHAIN);
        return switch (place) {
            case NOTHING -> List.of();
            case ORDER -> below(order, "[0-9]+/.*");
            case MARK -> below(order, "durable.mark");
            case CHAIN -> below(chain, "[0-9]+/.*");
            case INDEX -> below(chain, "index/.*");
            case STORE_MARK -> below(folder.resolve(Node.STATE), "clean");
        };
    }

    /** Those that hold anything. */
    private static List<Path> below(Path root, String name) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted().toList()) {
                if (Files.isRegularFile(path)
                        && root.relativize(path).toString().matches(name)
                        && !SparseFile.pages(path).isEmpty()) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    /** Where it was done. */
    private static long apply(Path file, Way way, Random random) throws IOException {
        SortedMap<Long, byte[]> pages = SparseFile.pages(file);
        long size = Files.size(file);
        List<Long> numbers = List.copyOf(pages.keySet());
        // Documents stand at the end; before them are Chronicle's indexes, which nobody reads.
        int last = random.nextInt(4) == 0 ? numbers.size() : Math.min(LAST, numbers.size());
        long page = numbers.get(numbers.size() - 1 - random.nextInt(last)) * SparseFile.PAGE;
        long at = Math.min(size - 1, page + random.nextInt(SparseFile.PAGE));
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            switch (way) {
                case FLIP -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    channel.read(one, at);
                    one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8))).flip();
                    channel.write(one, at);
                }
                case ZERO -> {
                    at = at / SECTOR * SECTOR;
                    zero(channel, at, Math.min(size, at + SECTOR));
                }
                // Of a file that grows at its end: as the page was some time ago.
                case OLDER -> zero(channel, at, Math.min(size, page + SparseFile.PAGE));
                case TRUNCATE -> channel.truncate(at);
                case DELETE -> Files.delete(file);
            }
        }
        return at;
    }

    private static void zero(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) (to - from));
        while (zeros.hasRemaining()) {
            channel.write(zeros, from + zeros.position());
        }
    }
}
