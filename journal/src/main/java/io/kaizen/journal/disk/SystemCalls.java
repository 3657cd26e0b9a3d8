package io.kaizen.journal.disk;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls of the C library, whose error number is kept. */
final class SystemCalls {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private SystemCalls() {}

    /** Where a call leaves its error number: the first argument of each. */
    static MemorySegment state(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, ERRNO);
    }

    /** Null on systems other than Linux, and where the library has no such function. */
    @SuppressWarnings("restricted") // native access is enabled for all of the node
    static @Nullable MethodHandle handle(String name, FunctionDescriptor signature) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = linker.defaultLookup();
        Optional<MemorySegment> address = symbols.find(name);
        return address.map(found ->
                        linker.downcallHandle(
                                found, signature, Linker.Option.captureCallState("errno")))
                .orElse(null);
    }
}
