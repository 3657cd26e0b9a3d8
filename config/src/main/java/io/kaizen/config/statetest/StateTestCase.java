package io.kaizen.config.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.config.fixture.FixtureState;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlobFee;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.state.MemoryState;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One expectation of a fixture, read from its JSON.
 *
 * @param post the expected end: root, log hash, state, and the transaction's bytes or which of its
 *     fields to take
 */
record StateTestCase(String name, String fork, Revision revision, JsonNode test, JsonNode post) {

    Word chainId() {
        JsonNode chainId = test.path("config").path("chainid");
        return chainId.isMissingNode() ? Word.ONE : Word.fromHex(chainId.asText());
    }

    /**
     * From its bytes, or where the fixture has none from its fields.
     *
     * @throws RlpException for what is no transaction
     */
    Transaction transaction() {
        return hasBytes()
                ? TransactionCodec.decode(Bytes.fromHex(post.path("txbytes").asText()).array())
                : transactionOfFields();
    }

    boolean hasBytes() {
        return post.has("txbytes");
    }

    Transaction transactionOfFields() {
        return new StateTestTransaction(
                        test.path("transaction"), post.path("indexes"), revision, chainId())
                .build();
    }

    /** As the fixture says; null where it does not. */
    @Nullable Address sender() {
        String sender = test.path("transaction").path("sender").asText("");
        return sender.isEmpty() ? null : Address.fromHex(sender);
    }

    Hash root() {
        return Hash.fromHex(post.path("hash").asText());
    }

    Hash logs() {
        return Hash.fromHex(post.path("logs").asText());
    }

    /** The names of the exceptions of which one must reject the transaction; null for none. */
    @Nullable String expectedException() {
        JsonNode expected = post.path("expectException");
        return expected.isMissingNode() ? null : expected.asText();
    }

    MemoryState preState() {
        return FixtureState.read(test.path("pre"));
    }

    /** Null where the fixture gives only the root. */
    @Nullable MemoryState postState() {
        JsonNode state = post.path("state");
        return state.isMissingNode() ? null : FixtureState.read(state);
    }

    BlockContext block() {
        JsonNode env = test.path("env");
        return new BlockContext(
                word(env, "currentNumber").w0(),
                word(env, "currentTimestamp").w0(),
                word(env, "currentGasLimit").w0(),
                Address.fromHex(env.path("currentCoinbase").asText()),
                word(env, "currentDifficulty"),
                Hash.fromWord(word(env, "currentRandom")),
                revision.atLeast(Revision.LONDON) ? word(env, "currentBaseFee") : Word.ZERO,
                blobBaseFee(env),
                Hash.ZERO,
                // By convention of the tests: the hash of the number in decimal.
                number -> Hash.keccak(Long.toString(number).getBytes(StandardCharsets.US_ASCII)));
    }

    private Word blobBaseFee(JsonNode env) {
        if (!revision.atLeast(Revision.CANCUN)) {
            return Word.ZERO;
        }
        JsonNode schedule = test.path("config").path("blobSchedule").path(fork);
        long fraction =
                schedule.isMissingNode()
                        ? defaultFraction()
                        : word(schedule, "baseFeeUpdateFraction").w0();
        return BlobFee.of(word(env, "currentExcessBlobGas").w0(), fraction);
    }

    private long defaultFraction() {
        return revision.atLeast(Revision.PRAGUE)
                ? BlobFee.UPDATE_FRACTION_PRAGUE
                : BlobFee.UPDATE_FRACTION_CANCUN;
    }

    private static Word word(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() ? Word.ZERO : Word.fromHex(value.asText());
    }
}
