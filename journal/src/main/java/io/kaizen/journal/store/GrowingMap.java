package io.kaizen.journal.store;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.openhft.chronicle.hash.ChronicleHashRecoveryFailedException;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A map of bytes on disk without an end: Chronicle Maps of a fixed layout each, every one four
 * times as large as the one before. A key stays in the table that first took it; a new key goes to
 * the last. Since sizes grow so fast, there are few tables, and most keys lie in the last two.
 *
 * <p>The files are {@code name}, {@code name.1}, {@code name.2} and so on. One thread grows and
 * closes; those it is lent write between two of its calls, each key by one of them; any thread
 * reads. Making a large table takes long: it is made beside, in time.
 */
final class GrowingMap implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GrowingMap.class);

    /** How many times as large as the last one the next table is. */
    static final int FACTOR = 4;

    /**
     * A table is laid out for so much more than it is to hold: its segments fill unevenly, and one
     * that is full is continued elsewhere, which is slow to make.
     */
    private static final double ROOM = 1.2;

    /** How full the last table is when the next one is begun. */
    private static final double BEGIN = 0.75;

    private final Path folder;
    private final String name;
    private final long entries;
    private final UnaryOperator<ChronicleMapBuilder<byte[], byte[]>> shape;
    private final Disk disk;

    /** The oldest first; never empty until it is closed. */
    private volatile List<ChronicleMap<byte[], byte[]>> tables = List.of();

    /** The table that is being made, or made and not yet in use. */
    private @Nullable FutureTask<ChronicleMap<byte[], byte[]>> next;

    /** How the tables are opened that there are. */
    enum Opening {
        /** They were closed in order. */
        PLAIN,
        /**
         * A process was killed while it wrote to them: locks are cleared, and entries that are torn
         * removed.
         */
        RECOVER
    }

    /** Where the tables are. */
    record Home(Path folder, Disk disk, Opening opening) {}

    /**
     * Opens the tables that there are, or the first.
     *
     * @param entries that the first table is laid out for
     * @param shape sets the sizes of keys and values
     * @throws ChronicleHashRecoveryFailedException for a table that cannot be recovered
     */
    GrowingMap(
            Home home,
            String name,
            long entries,
            UnaryOperator<ChronicleMapBuilder<byte[], byte[]>> shape)
            throws IOException {
        this.folder = home.folder();
        this.disk = home.disk();
        this.name = name;
        this.entries = entries;
        this.shape = shape;
        try {
            do {
                use(openTable(tables.size(), home.opening()));
            } while (Files.exists(file(tables.size())));
        } catch (IOException | RuntimeException failed) {
            tables.forEach(ChronicleMap::close);
            throw failed;
        }
    }

    /** Deletes all tables of the map. */
    static void delete(Path folder, String name, Disk disk) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> isTable(file, name)).toList()) {
                disk.delete(file);
            }
        }
    }

    private static boolean isTable(Path file, String name) {
        String found = file.getFileName().toString();
        return found.equals(name) || found.matches(Pattern.quote(name) + "\\.[0-9]+");
    }

    /** Removes all entries. */
    void clear() throws IOException {
        close();
        delete(folder, name, disk);
        tables = List.of();
        use(makeTable(0));
    }

    private Path file(int table) {
        return file(folder, name, table);
    }

    private static Path file(Path folder, String name, int table) {
        return folder.resolve(table == 0 ? name : name + "." + table);
    }

    private long capacity(int table) {
        long capacity = entries;
        for (int i = 0; i < table; i++) {
            capacity = Math.multiplyExact(capacity, FACTOR);
        }
        return capacity;
    }

    private ChronicleMap<byte[], byte[]> openTable(int table, Opening opening) throws IOException {
        Path file = file(table);
        if (opening == Opening.PLAIN || !Files.exists(file)) {
            return makeTable(table);
        }
        int[] mended = {0};
        ChronicleMap<byte[], byte[]> recovered =
                builder(table)
                        .recoverPersistedTo(
                                file.toFile(),
                                false,
                                corruption -> {
                                    mended[0]++;
                                    LOG.debug("state store: {}: {}", file, corruption.message());
                                });
        LOG.info(
                "state store: {} recovered, {} entries, {} faults mended",
                file.getFileName(),
                recovered.longSize(),
                mended[0]);
        return recovered;
    }

    private ChronicleMap<byte[], byte[]> makeTable(int table) throws IOException {
        return builder(table).createPersistedTo(file(table).toFile());
    }

    private ChronicleMapBuilder<byte[], byte[]> builder(int table) {
        ChronicleMapBuilder<byte[], byte[]> builder =
                ChronicleMapBuilder.of(byte[].class, byte[].class)
                        .entries((long) (capacity(table) * ROOM))
                        .maxBloatFactor(10)
                        .putReturnsNull(true)
                        .removeReturnsNull(true)
                        .skipCloseOnExitHook(true);
        return shape.apply(builder);
    }

    private void use(ChronicleMap<byte[], byte[]> table) {
        List<ChronicleMap<byte[], byte[]>> more = new ArrayList<>(tables);
        more.add(table);
        tables = List.copyOf(more);
    }

    /**
     * Begins a table while there is room left in the last one, and uses it when that holds what it
     * is laid out for. Up to the next call the last one takes several times that, if slower: a
     * block's writes need no look in between.
     */
    void growIfFull() {
        int last = tables.size() - 1;
        long size = tables.get(last).longSize();
        long capacity = capacity(last);
        if (size < capacity * BEGIN) {
            return;
        }
        FutureTask<ChronicleMap<byte[], byte[]>> making = next;
        if (making == null) {
            making = new FutureTask<>(() -> makeTable(last + 1));
            next = making;
            Thread.ofPlatform().daemon().name("kaizen-store-table").start(making);
        }
        if (size >= capacity * ROOM || (size >= capacity && making.isDone())) {
            use(made(making));
            next = null;
            LOG.info(
                    "state store: {} holds {} entries, a table for {} more is in use",
                    name,
                    longSize(),
                    capacity(last + 1));
        }
    }

    /** Waits where it has to. */
    private ChronicleMap<byte[], byte[]> made(FutureTask<ChronicleMap<byte[], byte[]>> making) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return making.get();
                } catch (InterruptedException e) {
                    // A table half made must not be left behind.
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(
                            "cannot add a table to " + file(0), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    int tables() {
        return tables.size();
    }

    long longSize() {
        return tables.stream().mapToLong(ChronicleMap::longSize).sum();
    }

    byte @Nullable [] get(byte[] key) {
        List<ChronicleMap<byte[], byte[]>> all = tables;
        for (int i = all.size() - 1; i >= 0; i--) {
            byte[] value = all.get(i).get(key);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    void put(byte[] key, byte[] value) {
        home(key).put(key, value);
    }

    /** As {@link #put}, for a key that is not there: no table is asked. */
    void add(byte[] key, byte[] value) {
        List<ChronicleMap<byte[], byte[]>> all = tables;
        all.get(all.size() - 1).put(key, value);
    }

    void remove(byte[] key) {
        home(key).remove(key);
    }

    /** The table that has the key, or else the last. */
    private ChronicleMap<byte[], byte[]> home(byte[] key) {
        List<ChronicleMap<byte[], byte[]>> all = tables;
        int last = all.size() - 1;
        for (int i = 0; i < last; i++) {
            if (all.get(i).containsKey(key)) {
                return all.get(i);
            }
        }
        return all.get(last);
    }

    /** Every entry, once, in no order. */
    void forEach(BiConsumer<byte[], byte[]> each) {
        tables.forEach(table -> table.forEach(each));
    }

    /** Removes the keys that are picked, after a look at all of them. */
    void removeKeysIf(Predicate<byte[]> picked) {
        tables.forEach(table -> table.keySet().removeIf(picked));
    }

    /** A table that is not in use yet stays: the next opening finds it. */
    @Override
    public void close() {
        FutureTask<ChronicleMap<byte[], byte[]>> making = next;
        next = null;
        try {
            if (making != null) {
                use(made(making));
            }
        } finally {
            tables.forEach(ChronicleMap::close);
        }
    }

    /** After {@link #close}: brings the files to the disk. */
    void force() throws IOException {
        for (int table = 0; table < tables.size(); table++) {
            try (FileChannel channel = FileChannel.open(file(table), StandardOpenOption.WRITE)) {
                disk.force(channel, file(table));
            }
        }
    }
}
