package io.kaizen.config.statetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.config.fixture.FixtureFiles;
import io.kaizen.config.fixture.FixtureResult;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every state test of the conformance folder. */
class StateTestConformanceTest {
    private static final int CASES_MIN = 20_698;
    private static final int BUILT_MIN = 20_678;

    @Test
    void all_cases_pass(@TempDir Path folder) throws IOException {
        ConformanceArchive.unpack("statetests.tar.zst", folder);
        List<FixtureResult> failures = new ArrayList<>();
        Map<String, Integer> byFork = new TreeMap<>();
        new StateTestRunner(null)
                .run(
                        folder,
                        result -> {
                            if (result.pass()) {
                                byFork.merge(result.fork(), 1, Integer::sum);
                            } else {
                                failures.add(result);
                            }
                        });
        int total = byFork.values().stream().mapToInt(count -> count).sum();
        System.out.println("state tests: " + total + " passed, " + byFork);
        assertEquals(List.of(), failures);
        assertTrue(total >= CASES_MIN, () -> "only " + total + " cases");
    }

    /**
     * Every case has bytes and fields, so that each checks the other. The fields do not say that a
     * signature names no chain: a few of the cases are about that.
     */
    @Test
    void transactions_made_of_their_fields_are_those_of_the_bytes(@TempDir Path folder)
            throws IOException {
        ConformanceArchive.unpack("statetests.tar.zst", folder);
        List<String> others = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        new FixtureFiles()
                .read(
                        folder,
                        (name, test) ->
                                forEachPost(
                                        name,
                                        test,
                                        one -> {
                                            String verdict = compare(one);
                                            counts.merge(verdict, 1, Integer::sum);
                                            if (verdict.equals("other")) {
                                                others.add(name);
                                            }
                                        }),
                        (name, why) -> others.add(name + ": " + why));
        System.out.println("transactions made of their fields: " + counts);
        assertEquals(List.of(), others);
        assertTrue(counts.getOrDefault("same", 0) >= BUILT_MIN, counts::toString);
    }

    private static void forEachPost(String name, JsonNode test, Consumer<StateTestCase> cases) {
        for (Map.Entry<String, JsonNode> fork : test.path("post").properties()) {
            Revision revision = Objects.requireNonNull(Revision.named(fork.getKey()));
            for (JsonNode post : fork.getValue()) {
                cases.accept(new StateTestCase(name, fork.getKey(), revision, test, post));
            }
        }
    }

    private static String compare(StateTestCase test) {
        Transaction built = test.transactionOfFields();
        String want = test.post().path("txbytes").asText();
        if (TransactionCodec.encode(built).hex().equals(want)) {
            return "same";
        }
        Transaction decoded = test.transaction();
        Transaction unprotected =
                new Transaction(
                        built.type(),
                        null,
                        built.nonce(),
                        built.fees(),
                        built.call(),
                        built.extras(),
                        decoded.signature());
        return decoded.equals(unprotected) ? "same but for the chain id" : "other";
    }
}
