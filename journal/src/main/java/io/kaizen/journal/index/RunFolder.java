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
     * The runs that together cover the blocks from genesis up, oldest first. All other files of
     * runs are deleted: those that were not finished, that a merged run has taken the place of, or
     * that nothing whole leads up to.
     */
    static List<HashRun> open(Path folder, Disk disk) throws IOException {
        Files.createDirectories(folder);
        List<HashRun> whole = new ArrayList<>();
        for (Path file : files(folder)) {
            HashRun run = file.toString().endsWith(RunWriter.SUFFIX) ? HashRun.open(file) : null;
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
        long next = 0;
        for (HashRun run : whole) {
            if (run.blocks().first() == next) {
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
