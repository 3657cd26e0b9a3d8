package io.kaizen.journal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {
    private static final long MIB = 1 << 20;

    @TempDir Path folder;

    private final AtomicLong left = new AtomicLong();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    /** A disk of which only one thing is asked. */
    private Disk disk() {
        return (Disk)
                Proxy.newProxyInstance(
                        Disk.class.getClassLoader(),
                        new Class<?>[] {Disk.class},
                        (proxy, method, arguments) -> {
                            if (!method.getName().equals("usableBytes")) {
                                throw new AssertionError(method);
                            }
                            if (left.get() < 0) {
                                throw new IOException("not there");
                            }
                            return left.get();
                        });
    }

    private DiskReserve reserve(long bytes) {
        return new DiskReserve(folder, bytes, disk(), told::add);
    }

    @Test
    void itSaysOnceThatTheDiskIsLowAndOnceThatThereIsRoom() {
        left.set(2_000 * MIB);
        try (DiskReserve reserve = reserve(1_024 * MIB)) {
            assertFalse(reserve.isLow());
            left.set(1_023 * MIB);
            reserve.look();
            reserve.look();
            assertTrue(reserve.isLow());
            assertEquals(1_023 * MIB, reserve.usableBytes());
            assertEquals(1, told.size());
            assertTrue(told.getFirst().contains("1,023 MiB left"), told::toString);
            // Not at once, or it would go back and forth.
            left.set(1_030 * MIB);
            reserve.look();
            assertTrue(reserve.isLow());
            left.set(1_100 * MIB);
            reserve.look();
            assertFalse(reserve.isLow());
            assertEquals(2, told.size());
            assertNull(told.getLast());
        }
    }

    @Test
    void itLooksByItself() throws Exception {
        left.set(10 * MIB);
        try (DiskReserve reserve = reserve(5 * MIB)) {
            left.set(4 * MIB);
            for (int i = 0; i < 200 && !reserve.isLow(); i++) {
                Thread.sleep(50);
            }
            assertTrue(reserve.isLow());
        }
    }

    @Test
    void aLowDiskIsKnownFromTheStart() {
        left.set(1);
        try (DiskReserve reserve = reserve(MIB)) {
            assertTrue(reserve.isLow());
            assertEquals(1, told.size());
        }
    }

    @Test
    void whatCannotBeAskedChangesNothing() {
        left.set(1);
        try (DiskReserve reserve = reserve(MIB)) {
            left.set(-1);
            reserve.look();
            assertTrue(reserve.isLow());
        }
    }
}
