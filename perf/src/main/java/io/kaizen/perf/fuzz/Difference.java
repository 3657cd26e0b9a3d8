package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Revision;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Programs over which the engines disagree.
 *
 * @param seeds mostly one; several where only together they show it
 * @param findings what differs
 * @param reproduction the smallest program found, as a state test; null for several seeds
 */
public record Difference(
        Revision revision, List<Long> seeds, List<Finding> findings, @Nullable Path reproduction) {
    public Difference {
        seeds = List.copyOf(seeds);
        findings = List.copyOf(findings);
    }
}
