package io.kaizen.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaizen.config.fixture.FixtureResult;
import io.kaizen.config.statetest.StateTestRunner;
import io.kaizen.exec.evm.Revision;
import io.kaizen.perf.fuzz.Anvil;
import io.kaizen.perf.fuzz.AnvilBinary;
import io.kaizen.perf.fuzz.Difference;
import io.kaizen.perf.fuzz.EvmFuzz;
import io.kaizen.perf.fuzz.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A bounded run of {@code kaizen fuzz evm}: our engine beside Anvil over random programs. Skipped,
 * visibly, where Anvil is absent. {@code exec/docs/fuzzing.md} has the long run.
 */
class EvmFuzzTest {
    private static final int BLOCK = 100;

    private static Path binary = Path.of("");

    @TempDir private Path folder;

    @BeforeAll
    static void findAnvil() throws IOException, InterruptedException {
        NpmPackages.install();
        Path found = AnvilBinary.find(Path.of(System.getProperty("kaizen.root", "..")));
        if (found == null) {
            System.out.println("skipped: no Anvil for this platform");
        }
        assumeTrue(found != null, "no Anvil for this platform");
        binary = found;
    }

    private EvmFuzz.Result run(Revision peer, EvmFuzz.Plan plan)
            throws IOException, InterruptedException {
        try (Anvil anvil = Anvil.start(binary, peer)) {
            return new EvmFuzz(plan, (revision, seed, programs, differences) -> {}).run(anvil);
        }
    }

    private void agree(Revision revision, long seed, int programs)
            throws IOException, InterruptedException {
        EvmFuzz.Result result =
                run(revision, new EvmFuzz.Plan(revision, seed, programs, BLOCK, folder));
        assertEquals(List.of(), result.differences(), () -> revision + " from seed " + seed);
        assertEquals(programs, result.programs());
        assertTrue(result.transactions() > programs, "most transactions are valid");
    }

    @ParameterizedTest
    @CsvSource({"OSAKA,800", "PRAGUE,200", "CANCUN,200", "SHANGHAI,100", "PARIS,100", "LONDON,100"})
    void programsOfFixedSeedsEndAsOnAnvil(Revision revision, int programs)
            throws IOException, InterruptedException {
        agree(revision, 1, programs);
    }

    /** Of any other seeds: {@code -Dkaizen.seed=N}. */
    @Test
    void programsOfChosenSeedsEndAsOnAnvil() throws IOException, InterruptedException {
        long seed = Long.getLong("kaizen.seed", 1_000_000);
        System.out.println("EvmFuzzTest -Dkaizen.seed=" + seed);
        agree(Revision.OSAKA, seed, 500);
    }

    /** CLZ, MODEXP's price and P256VERIFY tell Osaka from Prague. */
    @Test
    void aDifferenceIsFoundMadeSmallAndWrittenAsAStateTest()
            throws IOException, InterruptedException {
        EvmFuzz.Result result =
                run(Revision.PRAGUE, new EvmFuzz.Plan(Revision.OSAKA, 1, 15, 15, folder));
        Difference difference =
                result.differences().stream()
                        .filter(d -> d.findings().stream().anyMatch(EvmFuzzTest::isConsensus))
                        .findFirst()
                        .orElseThrow();
        Path reproduction = difference.reproduction();
        assertNotNull(reproduction);
        List<FixtureResult> tests = new ArrayList<>();
        new StateTestRunner(null).run(reproduction, tests::add);
        assertEquals(1, tests.size());
        assertFalse(tests.getFirst().pass(), "the peer's result is what is expected");
    }

    private static boolean isConsensus(Finding finding) {
        return finding.kind() == Finding.Kind.CONSENSUS;
    }
}
