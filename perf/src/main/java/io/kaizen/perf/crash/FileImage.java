package io.kaizen.perf.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of a file is on the disk for sure: its pages and its size when it was last forced. */
final class FileImage implements Image {
    SortedMap<Long, byte[]> pages = new TreeMap<>();
    long size;

    /** Takes over what the file holds now. */
    void force(Path file) throws IOException {
        SortedMap<Long, byte[]> now = SparseFile.pages(file);
        // One copy of what did not change: pictures share it.
        now.replaceAll((page, bytes) -> {
            byte[] before = pages.get(page);
            return before != null && Arrays.equals(before, bytes) ? before : bytes;
        });
        pages = now;
        size = Files.size(file);
    }
}
