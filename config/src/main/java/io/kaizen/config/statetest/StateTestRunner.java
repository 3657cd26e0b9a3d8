package io.kaizen.config.statetest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
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
import io.kaizen.exec.trie.StateTrie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs state test fixtures: file by file, case by case, so that memory is bounded by the largest
 * case. One thread.
 */
public final class StateTestRunner {
    private final ObjectMapper mapper = new ObjectMapper();
    private final JsonFactory factory = mapper.getFactory();
    private final Map<ProcessorKey, TransactionProcessor> processors = new HashMap<>();
    private final @Nullable Revision only;

    private record ProcessorKey(Revision revision, Word chainId) {}

    /**
     * @param only the one fork to run; null for all
     */
    public StateTestRunner(@Nullable Revision only) {
        this.only = only;
    }

    /**
     * Runs a file, or every {@code .json} file below a folder in the order of their names.
     *
     * @throws IOException if a file cannot be read or is no JSON
     */
    public void run(Path path, Consumer<StateTestResult> results) throws IOException {
        if (!Files.isDirectory(path)) {
            runFile(path, results);
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path)) {
            files =
                    walk.filter(file -> file.toString().endsWith(".json"))
                            .filter(Files::isRegularFile)
                            .sorted()
                            .toList();
        }
        for (Path file : files) {
            runFile(file, results);
        }
    }

    private void runFile(Path file, Consumer<StateTestResult> results) throws IOException {
        try (JsonParser parser = factory.createParser(file.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no state test: " + file);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                JsonNode test = mapper.readTree(parser);
                if (test.has("post") && test.has("transaction")) {
                    runTest(name, test, results);
                }
            }
        }
    }

    private void runTest(String name, JsonNode test, Consumer<StateTestResult> results) {
        for (Map.Entry<String, JsonNode> forkPosts : test.path("post").properties()) {
            String fork = forkPosts.getKey();
            Revision revision = Revision.named(fork);
            if (only != null && revision != only) {
                continue;
            }
            for (JsonNode post : forkPosts.getValue()) {
                results.accept(
                        revision == null
                                ? new StateTestResult(
                                        name, fork, false, Hash.ZERO, "unknown fork " + fork)
                                : runCase(new StateTestCase(name, fork, revision, test, post)));
            }
        }
    }

    private StateTestResult runCase(StateTestCase test) {
        MemoryState state = test.preState();
        TransactionResult result = null;
        String undecodable = null;
        try {
            Transaction tx = TransactionCodec.decode(test.transaction());
            Address sender = SignatureRules.sender(test.revision(), tx);
            if (sender == null || !sender.equals(test.sender())) {
                undecodable = "sender is " + sender;
            } else {
                result = execute(test, state, tx, sender);
            }
        } catch (RlpException malformed) {
            undecodable = malformed.getMessage();
        }
        if (result instanceof Executed executed) {
            state.apply(executed.effects());
        }
        Hash root = root(state);
        String error = judge(test, result, undecodable, state, root);
        return new StateTestResult(test.name(), test.fork(), error == null, root, error);
    }

    private TransactionResult execute(
            StateTestCase test, MemoryState state, Transaction tx, Address sender) {
        return processors
                .computeIfAbsent(
                        new ProcessorKey(test.revision(), test.chainId()),
                        key -> new TransactionProcessor(key.revision(), key.chainId()))
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

    private static Hash root(MemoryState state) {
        Map<Address, StateTrie.AccountState> accounts = new TreeMap<>();
        for (Map.Entry<Address, Account> entry : state.accounts().entrySet()) {
            Address address = entry.getKey();
            accounts.put(
                    address, new StateTrie.AccountState(entry.getValue(), state.slots(address)));
        }
        return StateTrie.rootOf(accounts);
    }

    private static Hash logsHash(List<Log> logs) {
        RlpWriter writer = new RlpWriter();
        ReceiptCodec.writeLogs(logs, writer);
        return Hash.keccak(writer.toArray());
    }
}
