package io.kaizen.zk.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Assembled code in pages of its own, for good: written while the pages are writable, then made
 * executable and never written again. Linux on x86-64 only.
 */
public final class MachineCode {
    private static final int PROTECTION_READ_WRITE = 1 | 2;
    private static final int PROTECTION_READ_EXECUTE = 1 | 4;
    private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final MemorySegment pages;

    private MachineCode(MemorySegment pages) {
        this.pages = pages;
    }

    /** Whether this is a platform whose calling convention and system calls are known here. */
    static boolean platformKnown() {
        return System.getProperty("os.name", "").equals("Linux")
                && System.getProperty("os.arch", "").equals("amd64");
    }

    /** Puts the code into executable pages; empty where the system refuses them. */
    public static Optional<MachineCode> install(byte[] code) {
        if (!platformKnown()) {
            return Optional.empty();
        }
        try {
            MemorySegment pages = map(code.length);
            if (pages.address() == -1) {
                return Optional.empty();
            }
            MemorySegment writable = reach(pages, code.length);
            writable.copyFrom(MemorySegment.ofArray(code));
            return protect(writable) == 0
                    ? Optional.of(new MachineCode(writable))
                    : Optional.empty();
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException("system call failed to run", thrown);
        }
    }

    /** A function of addresses, returning nothing; it must not call back. */
    @SuppressWarnings("restricted") // code of our own is what this is about
    public MethodHandle function(Assembler.Label entry, int arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments];
        java.util.Arrays.fill(layouts, ValueLayout.ADDRESS);
        return Linker.nativeLinker()
                .downcallHandle(pages.asSlice(entry.offset()), FunctionDescriptor.ofVoid(layouts));
    }

    private static MemorySegment map(long bytes) throws Throwable {
        MethodHandle mmap =
                system(
                        "mmap",
                        FunctionDescriptor.of(
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS,
                                SIZE,
                                INT,
                                INT,
                                INT,
                                SIZE));
        return (MemorySegment)
                mmap.invokeExact(
                        MemorySegment.NULL,
                        bytes,
                        PROTECTION_READ_WRITE,
                        MAP_PRIVATE_ANONYMOUS,
                        -1,
                        0L);
    }

    private static int protect(MemorySegment pages) throws Throwable {
        MethodHandle mprotect =
                system("mprotect", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, SIZE, INT));
        return (int) mprotect.invokeExact(pages, pages.byteSize(), PROTECTION_READ_EXECUTE);
    }

    @SuppressWarnings("restricted") // the C library's functions, by their documented types
    private static MethodHandle system(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    @SuppressWarnings("restricted") // the length is the one that was mapped
    private static MemorySegment reach(MemorySegment pages, long bytes) {
        return pages.reinterpret(bytes, Arena.global(), null);
    }
}
