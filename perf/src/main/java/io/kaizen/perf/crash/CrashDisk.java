package io.kaizen.perf.crash;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The file system below one folder, with an image of what would be left without power, and a
 * boundary before and after each operation. Nothing is really forced: what counts is the image.
 *
 * <p>One operation or step at a time: while a boundary is looked at, no other one is passed.
 */
final class CrashDisk implements Disk {
    /** Where {@code journal/docs/store.md} has the boot id. */
    private static final int BOOT_ID = 16;

    private static final int BOOT_ID_BYTES = 16;

    private final Path root;
    private final DurableImage image;
    private final Consumer<Boundary> atBoundary;
    private boolean dead;

    /**
     * @param atBoundary told by the thread that passes it
     */
    CrashDisk(Path root, Consumer<Boundary> atBoundary) {
        this(root, new DurableImage(root), atBoundary);
    }

    private CrashDisk(Path root, DurableImage image, Consumer<Boundary> atBoundary) {
        this.root = root;
        this.image = image;
        this.atBoundary = atBoundary;
    }

    /** Kills: the files go to another folder as they are, and what was not forced stays so. */
    synchronized CrashDisk kill(Path to) throws IOException {
        Camera.copy(root, to);
        dead = true;
        return new CrashDisk(to, image.of(to), atBoundary);
    }

    /** Takes the power away: what is left goes to another folder, and is on the disk there. */
    synchronized CrashDisk lose(Path to, Fates fates) throws IOException {
        loss(to, fates);
        dead = true;
        CrashDisk left = new CrashDisk(to, atBoundary);
        left.forcedAll(to);
        return left;
    }

    private void at(Boundary boundary) {
        if (!dead) {
            atBoundary.accept(boundary);
        }
    }

    /** A boundary that no operation makes. */
    synchronized void pass(Boundary boundary) {
        at(boundary);
    }

    /** What a loss of power now might leave, below {@code target}. */
    synchronized void loss(Path target, Fates fates) throws IOException {
        image.picture(target, fates);
        reboot(target.resolve(Node.STATE).resolve("open"));
    }

    /** The store's mark names the start of the system that it was written under: not this one. */
    private static void reboot(Path mark) throws IOException {
        if (!Files.exists(mark) || Files.size(mark) < BOOT_ID + BOOT_ID_BYTES) {
            return;
        }
        try (FileChannel channel = FileChannel.open(mark, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(BOOT_ID_BYTES).put(0, (byte) 1), BOOT_ID);
        }
    }

    /** What lies below the folder was forced by others, each file and name of it. */
    synchronized void forcedAll(Path folder) throws IOException {
        image.forceAll(folder);
    }

    @Override
    public synchronized void force(FileChannel channel, Path path) throws IOException {
        String what = "force " + Boundary.kind(root, path);
        at(Boundary.before(what));
        if (!dead) {
            image.force(path);
        }
        at(Boundary.after(what));
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        if (dead || !folder.startsWith(root)) {
            return;
        }
        String what = "force folder " + Boundary.kind(root, folder);
        at(Boundary.before(what));
        image.forceFolder(folder);
        at(Boundary.after(what));
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        String what = "rename to " + Boundary.kind(root, to);
        at(Boundary.before(what));
        SYSTEM.rename(from, to);
        image.renamed(from, to);
        at(Boundary.after(what));
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        String what = "delete " + Boundary.kind(root, file);
        at(Boundary.before(what));
        image.deleting(file);
        SYSTEM.delete(file);
        at(Boundary.after(what));
    }

    /** Only passed: room is no matter here, and blocks without content make no difference. */
    @Override
    public synchronized void allocate(Path file, long offset, long length) {
        String what = "allocate " + Boundary.kind(root, file);
        at(Boundary.before(what));
        at(Boundary.after(what));
    }

    @Override
    public synchronized void release(Path file, long offset, long length) throws IOException {
        String what = "release " + Boundary.kind(root, file);
        at(Boundary.before(what));
        SYSTEM.release(file, offset, length);
        at(Boundary.after(what));
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return SYSTEM.usableBytes(folder);
    }

    @Override
    public long usedBytes(Path file) throws IOException {
        return SYSTEM.usedBytes(file);
    }
}
