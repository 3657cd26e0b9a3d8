package io.kaizen.config.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.config.fixture.ExpectedExceptions;
import io.kaizen.config.fixture.FixtureFiles;
import io.kaizen.config.fixture.FixtureResult;
import io.kaizen.config.fixture.FixtureState;
import io.kaizen.config.fixture.StateDifference;
import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.SignatureRules;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.MemoryState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs state test fixtures: file by file, case by case, so that memory is bounded by the largest
 * case. One thread.
 */
public final class StateTestRunner {
    private final FixtureFiles files = new FixtureFiles();
    private final Map<ProcessorKey, TransactionProcessor> processors = new HashMap<>();
    private final @Nullable Revision only;
    private final Tier tier;

    private record ProcessorKey(Revision revision, Word chainId) {}

    /**
     * @param only the one fork to run; null for all
     */
    public StateTestRunner(@Nullable Revision only) {
        this(only, Tier.HOT);
    }

    /**
     * @param tier of the EVM
     */
    public StateTestRunner(@Nullable Revision only, Tier tier) {
        this.only = only;
        this.tier = tier;
    }

    /**
     * Runs a file, or every {@code .json} file below a folder in the order of their names.
     *
     * @throws IOException if the path cannot be read
     */
    public void run(Path path, Consumer<FixtureResult> results) throws IOException {
        files.read(
                path,
                (name, test) -> {
                    if (test.has("post") && test.has("transaction")) {
                        runTest(name, test, results);
                    }
                },
                (name, why) -> results.accept(FixtureResult.notRun(name, "", why)));
    }

    private void runTest(String name, JsonNode test, Consumer<FixtureResult> results) {
        for (Map.Entry<String, JsonNode> forkPosts : test.path("post").properties()) {
            String fork = forkPosts.getKey();
            Revision revision = Revision.named(fork);
            if (only != null && revision != only) {
                continue;
            }
            for (JsonNode post : forkPosts.getValue()) {
                results.accept(
                        revision == null
                                ? FixtureResult.notRun(name, fork, "unknown fork " + fork)
                                : runCase(new StateTestCase(name, fork, revision, test, post)));
            }
        }
    }

    private FixtureResult runCase(StateTestCase test) {
        MemoryState state = test.preState();
        TransactionResult result = null;
        String undecodable = null;
        try {
            Transaction tx = test.transaction();
            Address want = test.sender();
            Address sender = sender(test, tx);
            if (sender == null || (want != null && !sender.equals(want))) {
                undecodable = "sender is %s, want %s".formatted(sender, want);
            } else {
                result = execute(test, state, tx, sender);
            }
        } catch (RlpException malformed) {
            undecodable = malformed.getMessage();
        }
        if (result instanceof Executed executed) {
            state.apply(executed.effects());
        }
        Hash root = FixtureState.root(state);
        String error = judge(test, result, undecodable, state, root);
        return new FixtureResult(test.name(), test.fork(), error == null, root, error);
    }

    /** Whoever signed; where the fixture has neither bytes nor a key, whom it names. */
    private static @Nullable Address sender(StateTestCase test, Transaction tx) {
        return !test.hasBytes() && tx.signature().equals(Signature.NONE)
                ? test.sender()
                : SignatureRules.sender(test.revision(), tx);
    }

    private TransactionResult execute(
            StateTestCase test, MemoryState state, Transaction tx, Address sender) {
        return processors
                .computeIfAbsent(
                        new ProcessorKey(test.revision(), test.chainId()),
                        key ->
                                new TransactionProcessor(
                                        new Evm(key.revision(), tier), key.chainId()))
                .execute(state, test.block(), tx, sender, Validation.CONSENSUS, null);
    }

    /** What is wrong, or null. */
    private static @Nullable String judge(
            StateTestCase test,
            @Nullable TransactionResult result,
            @Nullable String undecodable,
            MemoryState state,
            Hash root) {
        String expected = test.expectedException();
        if (undecodable != null || result == null) {
            return expected == null ? "undecodable transaction: " + undecodable : null;
        }
        return switch (result) {
            case Invalid invalid -> judgeInvalid(expected, invalid);
            case Executed executed -> judgeExecuted(test, expected, executed, state, root);
        };
    }

    private static @Nullable String judgeInvalid(@Nullable String expected, Invalid invalid) {
        if (expected == null) {
            return "rejected: " + invalid.message();
        }
        return ExpectedExceptions.allow(expected, invalid.reason())
                ? null
                : "rejected for " + invalid.reason() + ", want " + expected;
    }

    private static @Nullable String judgeExecuted(
            StateTestCase test,
            @Nullable String expected,
            Executed executed,
            MemoryState state,
            Hash root) {
        if (expected != null) {
            return "accepted, want " + expected;
        }
        if (!root.equals(test.root())) {
            MemoryState want = test.postState();
            String difference = want == null ? "" : ": " + StateDifference.describe(want, state);
            return "state root " + root + ", want " + test.root() + difference;
        }
        Hash logs = logsHash(executed.logs());
        return logs.equals(test.logs()) ? null : "logs hash " + logs + ", want " + test.logs();
    }

    private static Hash logsHash(List<Log> logs) {
        RlpWriter writer = new RlpWriter();
        ReceiptCodec.writeLogs(logs, writer);
        return Hash.keccak(writer.toArray());
    }
}
