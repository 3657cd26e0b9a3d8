package io.kaizen.exec.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.IntrinsicGas;
import io.kaizen.exec.process.InvalidReason;
import io.kaizen.exec.process.SignatureRules;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.state.MemoryState;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The TransactionTests of ethereum/tests: the verdict of every fork on encoded transactions, with
 * hash, sender and intrinsic gas of the valid ones.
 */
class TransactionVectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Word MAINNET = Word.ONE;
    private static final long GAS_UNLIMITED = -1;

    /**
     * Of no concern to this suite, which has neither accounts nor blocks: that no balance covers
     * the highest values with their gas, and that no block holds 2^63 gas.
     */
    private static final Set<InvalidReason> BEYOND =
            Set.of(InvalidReason.INSUFFICIENT_FUNDS, InvalidReason.GAS_OVERFLOW);

    private final Map<Revision, TransactionProcessor> processors = new EnumMap<>(Revision.class);
    private final Map<Revision, int[]> counts = new EnumMap<>(Revision.class);
    private int files;

    /** What a fork thinks of a transaction. */
    private record Verdict(@Nullable Address sender, @Nullable Transaction tx, String why) {
        static Verdict invalid(@Nullable String why) {
            return new Verdict(null, null, String.valueOf(why));
        }
    }

    @Test
    void every_fork_judges_as_the_official_vectors() throws IOException {
        boolean present =
                ConformanceData.visit(
                        "formats",
                        name -> name.contains("/TransactionTests/") && name.endsWith(".json"),
                        (name, content) -> {
                            files++;
                            for (Map.Entry<String, JsonNode> test :
                                    JSON.readTree(content).properties()) {
                                check(test.getKey(), test.getValue());
                            }
                        });
        assumeTrue(present, "formats.tar.zst is absent");
        int valid = counts.values().stream().mapToInt(count -> count[1]).sum();
        int invalid = counts.values().stream().mapToInt(count -> count[0]).sum();
        System.out.println(
                "TransactionTests: "
                        + files
                        + " files, "
                        + valid
                        + " verdicts valid, "
                        + invalid
                        + " invalid");
        assertEquals(136, files);
        assertEquals(343, valid);
        assertEquals(1385, invalid);
    }

    private void check(String name, JsonNode test) {
        Bytes raw = Bytes.fromHex(test.path("txbytes").asText());
        for (Map.Entry<String, JsonNode> fork : test.path("result").properties()) {
            Revision revision = Revision.named(fork.getKey());
            assertNotNull(revision, fork.getKey());
            JsonNode want = fork.getValue();
            Verdict verdict = judge(revision, raw);
            String label = name + " on " + revision + ": " + verdict.why();
            boolean valid = !want.has("exception");
            assertEquals(valid, verdict.sender() != null, label + ", want " + want);
            if (valid) {
                assertEquals(want.path("sender").asText(), String.valueOf(verdict.sender()), label);
                assertEquals(want.path("hash").asText(), Hash.keccak(raw).hex(), label);
                Transaction tx = verdict.tx();
                assertNotNull(tx);
                long intrinsic = Long.decode(want.path("intrinsicGas").asText());
                assertEquals(intrinsic, IntrinsicGas.of(revision, tx), label);
                assertEquals(raw, TransactionCodec.encode(tx), label);
            }
            counts.computeIfAbsent(revision, r -> new int[2])[valid ? 1 : 0]++;
        }
    }

    /** Runs the transaction for a sender that has whatever can be had. */
    private Verdict judge(Revision revision, Bytes raw) {
        Transaction tx;
        try {
            tx = TransactionCodec.decode(raw.array());
        } catch (RlpException malformed) {
            return Verdict.invalid(malformed.getMessage());
        }
        Address sender = SignatureRules.sender(revision, tx);
        if (sender == null) {
            return Verdict.invalid("no sender");
        }
        MemoryState state = new MemoryState();
        state.put(sender, tx.nonce(), Word.MAX, Bytes.EMPTY);
        var result =
                processors
                        .computeIfAbsent(revision, r -> new TransactionProcessor(r, MAINNET))
                        .execute(state, block(), tx, sender, Validation.CONSENSUS, null);
        boolean valid =
                !(result instanceof Invalid invalid)
                        || (BEYOND.contains(invalid.reason()) && isPayable(tx));
        return valid
                ? new Verdict(sender, tx, "valid")
                : Verdict.invalid(((Invalid) result).message());
    }

    private static boolean isPayable(Transaction tx) {
        return !tx.fees().maxFeePerGas().timesOverflows(tx.gasLimit());
    }

    private static BlockContext block() {
        return new BlockContext(
                1,
                1,
                GAS_UNLIMITED,
                Address.ZERO,
                Word.ZERO,
                Hash.ZERO,
                Word.ZERO,
                Word.ONE,
                Hash.ZERO,
                n -> Hash.ZERO);
    }
}
