package io.kaizen.perf.crash;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files of which most is holes: queues lie in files of many mebibytes that hold a few pages. Uses
 * Linux's {@code lseek(2)} with SEEK_DATA; elsewhere the whole file is read. Any thread.
 */
final class SparseFile {
    static final int PAGE = 4096;

    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final byte[] ZEROS = new byte[PAGE];

    private static final @Nullable MethodHandle OPEN =
            call(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle CLOSE =
            call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle SEEK =
            call(
                    "lseek",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT));

    private SparseFile() {}

    /** A range of a file that is no hole. */
    private record Extent(long from, long to) {}

    /**
     * The file's pages that are not all zeros, by number; the last one may reach beyond its end.
     */
    static SortedMap<Long, byte[]> pages(Path file) throws IOException {
        TreeMap<Long, byte[]> pages = new TreeMap<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (Extent extent : extents(file, channel.size())) {
                for (long page = extent.from() / PAGE; page * PAGE < extent.to(); page++) {
                    byte[] bytes = new byte[PAGE];
                    ByteBuffer buffer = ByteBuffer.wrap(bytes);
                    while (buffer.hasRemaining()
                            && channel.read(buffer, page * PAGE + buffer.position()) >= 0) {}
                    if (!Arrays.equals(bytes, ZEROS)) {
                        pages.put(page, bytes);
                    }
                }
            }
        }
        return pages;
    }

    /** Writes a file that is otherwise holes. */
    static void write(Path file, SortedMap<Long, byte[]> pages, long size) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (var page : pages.entrySet()) {
                long at = page.getKey() * PAGE;
                int length = (int) Math.min(PAGE, size - at);
                if (length > 0) {
                    ByteBuffer buffer = ByteBuffer.wrap(page.getValue(), 0, length);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer, at + buffer.position());
                    }
                }
            }
            if (channel.size() < size) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    /** Copies a file with its holes. */
    static void copy(Path from, Path to) throws IOException {
        write(to, pages(from), Files.size(from));
    }

    private static List<Extent> extents(Path file, long size) throws IOException {
        if (OPEN == null || CLOSE == null || SEEK == null) {
            return List.of(new Extent(0, size));
        }
        List<Extent> extents = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) OPEN.invoke(arena.allocateFrom(file.toString()), CLOSE_ON_EXEC);
            if (fd < 0) {
                throw new IOException("cannot open " + file);
            }
            try {
                long at = (long) SEEK.invoke(fd, 0L, SEEK_DATA);
                while (at >= 0 && at < size) {
                    long end = (long) SEEK.invoke(fd, at, SEEK_HOLE);
                    extents.add(new Extent(at, end));
                    at = (long) SEEK.invoke(fd, end, SEEK_DATA);
                }
            } finally {
                int ignored = (int) CLOSE.invoke(fd);
            }
        } catch (IOException | RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
        return extents;
    }

    @SuppressWarnings("restricted") // native access is enabled for all of the node
    private static @Nullable MethodHandle call(String name, FunctionDescriptor signature) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = linker.defaultLookup();
        return symbols.find(name).map(at -> linker.downcallHandle(at, signature)).orElse(null);
    }
}
