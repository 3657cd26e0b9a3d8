package io.kaizen.perf.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a folder is on the disk for sure: of each file its contents when it was last forced, of
 * each folder its names when it was. The rest is undecided until the power fails.
 *
 * <p>Names that differ from those on the disk are found by comparing, so that files which were made
 * without the seam count as well. Not thread-safe.
 */
final class DurableImage {
    private record Rename(Path from, Path to) {}

    private final Path root;
    private final Map<Object, FileImage> files = new HashMap<>();
    private final Map<Object, FolderImage> folders = new HashMap<>();
    private final List<Rename> renames = new ArrayList<>();

    DurableImage(Path root) {
        this.root = root;
    }

    void force(Path file) throws IOException {
        file(file).force(file);
    }

    void forceFolder(Path folder) throws IOException {
        if (folder.startsWith(root)) {
            folder(folder).names = listing(folder);
            renames.removeIf(rename -> folder.equals(rename.to().getParent()));
        }
    }

    /** Everything below the folder, as if all of it had been forced. */
    void forceAll(Path folder) throws IOException {
        for (Map.Entry<String, Image> entry : listing(folder).entrySet()) {
            Path path = folder.resolve(entry.getKey());
            switch (entry.getValue()) {
                case FolderImage _ -> forceAll(path);
                case FileImage _ -> force(path);
            }
        }
        forceFolder(folder);
    }

    /**
     * The same image of a copy of the folder: what was not forced stays so over a kill.
     *
     * @param copy of the root, file by file
     */
    DurableImage of(Path copy) throws IOException {
        DurableImage same = new DurableImage(copy);
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path path : all.toList()) {
                Path original = root.resolve(copy.relativize(path));
                if (Files.isDirectory(path)) {
                    same.folders.put(key(path), folder(original));
                } else {
                    same.files.put(key(path), file(original));
                }
            }
        }
        for (Rename rename : renames) {
            same.renames.add(
                    new Rename(
                            copy.resolve(root.relativize(rename.from())),
                            copy.resolve(root.relativize(rename.to()))));
        }
        return same;
    }

    void renamed(Path from, Path to) {
        renames.add(new Rename(from, to));
    }

    void deleting(Path path) throws IOException {
        if (Files.exists(path)) {
            // What its name stands for on the disk stays in its folder's image.
            Object key = key(path);
            files.remove(key);
            folders.remove(key);
        }
    }

    /** Writes what a loss of power now might leave. */
    void picture(Path target, Fates fates) throws IOException {
        picture(folder(root), root, target, fates);
    }

    /**
     * @param live where the folder is; null where it has been deleted
     */
    private void picture(FolderImage image, @Nullable Path live, Path target, Fates fates)
            throws IOException {
        Files.createDirectories(target);
        Map<String, Image> durable = image.names;
        Map<String, Image> now = live == null ? Map.of() : listing(live);
        Map<String, Image> left = new TreeMap<>();
        TreeSet<String> all = new TreeSet<>(durable.keySet());
        all.addAll(now.keySet());
        for (String name : all) {
            Image before = durable.get(name);
            Image after = now.get(name);
            Image chosen = Objects.equals(before, after) || fates.isNew() ? after : before;
            if (chosen != null) {
                left.put(name, chosen);
            }
        }
        if (live != null) {
            settleRenames(live, durable, now, left, fates);
        }
        for (Map.Entry<String, Image> entry : left.entrySet()) {
            String name = entry.getKey();
            boolean isLive = live != null && entry.getValue().equals(now.get(name));
            Path path = isLive ? live.resolve(name) : null;
            Path to = target.resolve(name);
            switch (entry.getValue()) {
                case FolderImage inner -> picture(inner, path, to, fates);
                case FileImage file when path == null ->
                        SparseFile.write(to, file.pages, file.size);
                case FileImage file ->
                        write(file, SparseFile.pages(path), Files.size(path), to, fates);
            }
        }
    }

    /** A rename is done or not: never both names, never neither. */
    private void settleRenames(
            Path folder,
            Map<String, Image> durable,
            Map<String, Image> live,
            Map<String, Image> left,
            Fates fates) {
        for (Rename rename : renames) {
            String from = rename.from().getFileName().toString();
            String to = rename.to().getFileName().toString();
            Image moved = live.get(to);
            if (!folder.equals(rename.to().getParent()) || moved == null) {
                continue;
            }
            left.remove(from);
            left.remove(to);
            if (fates.isNew()) {
                left.put(to, moved);
            } else {
                if (durable.containsKey(from)) {
                    left.put(from, Objects.requireNonNull(durable.get(from)));
                }
                if (durable.containsKey(to)) {
                    left.put(to, Objects.requireNonNull(durable.get(to)));
                }
            }
        }
    }

    private static void write(
            FileImage image, SortedMap<Long, byte[]> live, long liveSize, Path to, Fates fates)
            throws IOException {
        TreeMap<Long, byte[]> mixed = new TreeMap<>();
        TreeSet<Long> all = new TreeSet<>(image.pages.keySet());
        all.addAll(live.keySet());
        for (long page : all) {
            byte[] chosen = fates.page(image.pages.get(page), live.get(page));
            if (chosen != null) {
                mixed.put(page, chosen);
            }
        }
        long size = image.size == liveSize || fates.isNew() ? liveSize : image.size;
        SparseFile.write(to, mixed, size);
    }

    private Map<String, Image> listing(Path folder) throws IOException {
        Map<String, Image> found = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : all.toList()) {
                Image image = Files.isDirectory(path) ? folder(path) : file(path);
                found.put(path.getFileName().toString(), image);
            }
        }
        return found;
    }

    /** Of the file itself, whatever its name is. */
    private FileImage file(Path file) throws IOException {
        return files.computeIfAbsent(key(file), key -> new FileImage());
    }

    private FolderImage folder(Path folder) throws IOException {
        return folders.computeIfAbsent(key(folder), key -> new FolderImage());
    }

    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return Objects.requireNonNull(key, "a file system without file keys");
    }
}
