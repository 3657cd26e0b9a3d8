package io.kaizen.journal.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a file takes of the disk, by Linux's {@code statx(2)}: less than it is long where it has
 * holes, more where blocks were allocated behind its end. Elsewhere its length.
 */
final class FileUsage {
    private static final int CURRENT_FOLDER = -100;
    private static final int MASK_BLOCKS = 0x400;
    private static final int ANSWER_BYTES = 256;
    private static final long BLOCKS = 48;
    private static final long BLOCK_BYTES = 512;

    private static final @Nullable MethodHandle STATX =
            SystemCalls.handle(
                    "statx",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS));

    private FileUsage() {}

    static long bytes(Path file) throws IOException {
        long length = Files.size(file);
        if (STATX == null) {
            return length;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = SystemCalls.state(arena);
            MemorySegment name = arena.allocateFrom(file.toString());
            MemorySegment answer = arena.allocate(ANSWER_BYTES, Long.BYTES);
            int result = (int) STATX.invoke(state, CURRENT_FOLDER, name, 0, MASK_BLOCKS, answer);
            // Not every file system says: the length is what is left then.
            return result == 0 ? BLOCK_BYTES * answer.get(ValueLayout.JAVA_LONG, BLOCKS) : length;
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
