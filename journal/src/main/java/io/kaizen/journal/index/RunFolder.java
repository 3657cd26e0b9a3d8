package io.kaizen.journal.index;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs that a folder holds, at opening. */
final class RunFolder {
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

    private RunFolder() {}

    /**
     * The runs that together cover the blocks from the first up, oldest first; the oldest may have
     * blocks before. All other files of runs are deleted: those that were not finished, that a
     * merged run has taken the place of, that nothing whole leads up to, or that have no block from
     * the first on.
     */
    static List<HashRun> open(Path folder, RunKind kind, Disk disk, long first) throws IOException {
        Files.createDirectories(folder);
        List<HashRun> whole = new ArrayList<>();
        for (Path file : files(folder)) {
            HashRun run =
                    file.toString().endsWith(RunWriter.SUFFIX) ? HashRun.open(file, kind) : null;
            if (run == null) {
                LOG.warn("index: {} is no whole run and is made again", file);
                disk.delete(file);
            } else {
                whole.add(run);
            }
        }
        // Of those that begin together the one that reaches furthest comes first.
        whole.sort(
                Comparator.<HashRun>comparingLong(run -> run.blocks().first())
                        .thenComparing(run -> run.blocks().last(), Comparator.reverseOrder()));
        List<HashRun> runs = new ArrayList<>();
        long next = first;
        for (HashRun run : whole) {
            boolean isNext =
                    runs.isEmpty()
                            ? run.blocks().first() <= next && run.blocks().last() >= next
                            : run.blocks().first() == next;
            if (isNext) {
                runs.add(run);
                next = run.blocks().last() + 1;
            } else {
                LOG.info("index: {} is not needed", run.file());
                disk.delete(run.file());
            }
        }
        return runs;
    }

    static void delete(List<HashRun> runs, Disk disk) throws IOException {
        for (HashRun run : runs) {
            disk.delete(run.file());
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(RunWriter.SUFFIX)
                                    || file.toString().endsWith(RunWriter.UNFINISHED))
                    .toList();
        }
    }
}
