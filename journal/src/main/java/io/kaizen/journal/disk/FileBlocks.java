package io.kaizen.journal.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Linux's {@code fallocate(2)}, which Java has no call for. On other systems, and on file systems
 * that have no such thing, nothing happens and the answer is no.
 */
final class FileBlocks {
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int READ_WRITE = 2;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int EINTR = 4;
    private static final int ENOSPC = 28;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;

    private static final @Nullable MethodHandle OPEN =
            SystemCalls.handle(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle CLOSE =
            SystemCalls.handle(
                    "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle FALLOCATE =
            SystemCalls.handle(
                    "fallocate",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG));

    private FileBlocks() {}

    /**
     * @return whether the blocks are there now; false where that cannot be had here
     * @throws DiskFullException where there are none left
     */
    static boolean allocate(Path file, long offset, long length) throws IOException {
        return fallocate(file, KEEP_SIZE, offset, length);
    }

    /**
     * @return whether the range is a hole now; false where there are no holes here
     */
    static boolean punch(Path file, long offset, long length) throws IOException {
        return length <= 0 || fallocate(file, KEEP_SIZE | PUNCH_HOLE, offset, length);
    }

    static String noRoom(Path file, long length) {
        return "no room on the disk for " + length + " bytes of " + file;
    }

    private static boolean fallocate(Path file, int mode, long offset, long length)
            throws IOException {
        if (OPEN == null || CLOSE == null || FALLOCATE == null) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = SystemCalls.state(arena);
            int flags = READ_WRITE | CLOSE_ON_EXEC;
            int fd = (int) OPEN.invoke(state, arena.allocateFrom(file.toString()), flags);
            if (fd < 0) {
                throw new IOException(
                        "cannot open " + file + ", errno " + SystemCalls.errno(state));
            }
            try {
                int error;
                do {
                    int result = (int) FALLOCATE.invoke(state, fd, mode, offset, length);
                    error = result == 0 ? 0 : SystemCalls.errno(state);
                } while (error == EINTR);
                return outcome(file, length, error);
            } finally {
                int ignored = (int) CLOSE.invoke(state, fd);
            }
        } catch (IOException | RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean outcome(Path file, long length, int error) throws IOException {
        return switch (error) {
            case 0 -> true;
            case ENOSYS, EOPNOTSUPP -> false;
            case ENOSPC, EDQUOT -> throw new DiskFullException(noRoom(file, length));
            default -> throw new IOException("fallocate of " + file + ", errno " + error);
        };
    }
}
