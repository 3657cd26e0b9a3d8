package io.kaizen.perf.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pictures of an episode: at boundaries that a seed picks, rare kinds rather than
 * frequent ones. Called by whoever passes a boundary, one at a time.
 *
 * <p>The journal's own threads pass boundaries too. They wait then until the episode's thread waits
 * or comes to one: nothing is being written while a picture is taken.
 */
final class Camera {
    private static final long LOOK_NS = 20_000;

    /** A kind that was passed n times is picked with about this many chances in that plus n. */
    private static final int CHANCES = 2;

    private static final int APPEND_CHANCES = 6;
    private static final int CHANCES_OF = 12;
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final Path folder;
    private final List<Picture.Kind> kinds;
    private final long seed;
    private final int count;
    private final Thread episode = Thread.currentThread();
    private final Map<String, Integer> passed = new HashMap<>();
    private final List<Picture> pictures = new ArrayList<>();
    private @Nullable CrashDisk disk;
    private @Nullable Path live;
    private @Nullable RuntimeException failure;
    private volatile @Nullable Promise promise;

    /**
     * @param folder in which each picture gets a folder of its own
     * @param kinds to choose from
     * @param count of pictures
     */
    Camera(Path folder, List<Picture.Kind> kinds, long seed, int count) {
        this.folder = folder;
        this.kinds = List.copyOf(kinds);
        this.seed = seed;
        this.count = count;
    }

    /** A node begins, or goes on in another folder. Episode's thread. */
    void begin(CrashDisk of, Path liveFolder, Promise first) {
        disk = of;
        live = liveFolder;
        promise = first;
    }

    Promise promise() {
        Promise now = promise;
        if (now == null) {
            throw new IllegalStateException("nothing is promised before the beginning");
        }
        return now;
    }

    /** Episode's thread. */
    void promise(Promise now) {
        promise = now;
    }

    boolean isFull() {
        return pictures.size() >= count;
    }

    List<Picture> pictures() {
        return pictures;
    }

    /** Takes a picture if this boundary is picked. */
    void at(Boundary boundary) {
        if (failure != null) {
            throw failure;
        }
        CrashDisk of = disk;
        Path from = live;
        if (of == null || from == null || isFull()) {
            return;
        }
        int before = passed.merge(boundary.toString(), 1, Integer::sum);
        int chances = isAppend(boundary) ? APPEND_CHANCES : CHANCES;
        // Of this moment alone: what the journal's threads do meanwhile must not change it.
        Random random = new Random(seed ^ (boundary.toString() + before).hashCode() * MIX);
        if (random.nextInt(CHANCES_OF + before) >= chances) {
            return;
        }
        awaitRest();
        try {
            pictures.add(take(of, from, boundary, random));
        } catch (IOException failed) {
            failure = new UncheckedIOException("no picture at " + boundary, failed);
            throw failure;
        }
    }

    /** Until the episode's thread is in no step: it cannot end one without passing a boundary. */
    private void awaitRest() {
        if (Thread.currentThread().equals(episode)) {
            return;
        }
        while (episode.getState() == Thread.State.RUNNABLE) {
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private static boolean isAppend(Boundary boundary) {
        return boundary.what().startsWith("append");
    }

    /** A kill tears what is being appended: a sync begins behind a whole document. */
    private Picture.Kind kind(Boundary boundary, Promise now, Random random) {
        boolean mayTear = isAppend(boundary) && now.appended() > now.synced();
        boolean torn = kinds.contains(Picture.Kind.TORN) && random.nextInt(3) == 0;
        if (mayTear && torn) {
            return Picture.Kind.TORN;
        }
        Picture.Kind kind = kinds.get(random.nextInt(kinds.size()));
        return kind == Picture.Kind.TORN ? Picture.Kind.KILL : kind;
    }

    private Picture take(CrashDisk of, Path from, Boundary boundary, Random random)
            throws IOException {
        Promise now = promise();
        Picture.Kind kind = kind(boundary, now, random);
        Random fate = new Random(random.nextLong());
        int index = pictures.size();
        Path to = folder.resolve("picture-" + index);
        boolean power =
                kind == Picture.Kind.POWER || (kind == Picture.Kind.DAMAGE && fate.nextBoolean());
        if (power) {
            of.loss(to, new Fates(fate));
        } else {
            copy(from, to);
        }
        if (kind == Picture.Kind.TORN && !RawQueue.tear(to.resolve(Node.ORDER), fate)) {
            kind = Picture.Kind.KILL;
        }
        Damage damage = kind == Picture.Kind.DAMAGE ? Damage.make(to, fate) : null;
        return new Picture(
                index,
                kind,
                boundary,
                to,
                now,
                damage == null ? Picture.Place.NOTHING : damage.place(),
                damage == null ? "" : ", " + damage.what());
    }

    /**
     * What others depend on first: should anything be written meanwhile, the copy has less of what
     * follows than of what it follows from.
     */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path path : all.sorted().toList()) {
                Path target = to.resolve(path.getFileName().toString());
                if (Files.isDirectory(path)) {
                    copy(path, target);
                } else {
                    SparseFile.copy(path, target);
                }
            }
        }
    }
}
