package io.kaizen.perf.crash;

import java.util.Map;

/** The names that a folder had when it was last forced. */
final class FolderImage implements Image {
    Map<String, Image> names = Map.of();
}
