package io.kaizen.config.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.config.statetest.ConformanceArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mainnet block of the conformance folder. */
class MainnetConformanceTest {
    private static final Map<String, Integer> BLOCKS_MIN =
            Map.of(
                    "pevm", 42,
                    "witness", 2,
                    "witness-scroll-format", 1,
                    "ethereumjs", 1,
                    "zero-trace", 2);

    /** What each format allows to check beside gas used and bloom. */
    private static final Map<String, List<String>> CHECKS =
            Map.of(
                    "pevm", List.of("header hash", "senders", "body roots"),
                    "witness", List.of("header after its parent", "receipts root", "state root"),
                    "witness-scroll-format", List.of("receipts root", "state root"),
                    "ethereumjs", List.of("header hash", "receipts root", "requests hash"),
                    "zero-trace", List.of("header hash", "receipts root", "state root"));

    /** Sequentially, and by the parallel executor. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void every_block_verifies_as_far_as_its_format_allows(int threads, @TempDir Path scratch)
            throws IOException {
        ConformanceArchive.unpack("mainnet.tar.zst", scratch);
        List<ReplayedBlock> blocks = new ArrayList<>();
        try (MainnetReplay replay = new MainnetReplay(threads)) {
            replay.run(scratch, blocks::add);
        }
        Map<String, Integer> byFormat = new TreeMap<>();
        Map<String, Integer> byFork = new TreeMap<>();
        long gas = 0;
        for (ReplayedBlock block : blocks) {
            assertTrue(block.pass(), block::toString);
            String format = Objects.requireNonNull(block.origin().format());
            ReplayedBlock.Place place = Objects.requireNonNull(block.place());
            List<String> made = block.checks().made();
            assertTrue(made.containsAll(CHECKS.get(format)), block::toString);
            assertTrue(made.containsAll(List.of("gas used", "logs bloom")), block::toString);
            boolean rootsInReceipts = place.number() < 4_370_000;
            assertEquals(!rootsInReceipts, made.contains("receipts root"));
            assertEquals(List.of(), block.checks().notReached(), block::toString);
            byFormat.merge(format, 1, Integer::sum);
            byFork.merge(place.fork(), 1, Integer::sum);
            gas += Objects.requireNonNull(block.timing()).gas();
        }
        System.out.println("mainnet blocks: " + byFormat + ", " + byFork + ", gas " + gas);
        BLOCKS_MIN.forEach((format, min) ->
                assertTrue(
                        byFormat.getOrDefault(format, 0) >= min,
                        () -> format + ": " + byFormat.get(format)));
    }
}
