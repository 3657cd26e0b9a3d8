package io.kaizen.config.statetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.config.fixture.FixtureResult;
import io.kaizen.config.fixture.FixtureState;
import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.MemoryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixtures without the transaction's bytes. */
class StateTestTransactionTest {
    private static final String KEY = "0x" + "45".repeat(32);
    private static final Address SENDER = Secp256k1.address(Bytes.fromHex(KEY).array());
    private static final Address RECIPIENT = Address.ofLong(0x1234);
    private static final Address COINBASE = Address.ofLong(0xfee);
    private static final long BALANCE = 1_000_000_000L;

    /** The list of no logs: keccak of its RLP. */
    private static final String NO_LOGS = Hash.keccak(new byte[] {(byte) 0xc0}).hex();

    private static final String SIGNED = "\"secretKey\": \"" + KEY + "\"";
    private static final String NAMED = "\"sender\": \"" + SENDER.hex() + "\"";
    private static final String LEGACY = "\"gasPrice\": \"0x0a\"";
    private static final String DYNAMIC =
            "\"maxFeePerGas\": \"0x0a\", \"maxPriorityFeePerGas\": \"0x03\"";

    @TempDir private Path folder;

    private List<FixtureResult> run(String fields, String... posts) throws IOException {
        Path file = folder.resolve("a.json");
        Files.writeString(
                file,
                """
                {"a test": {
                 "env": {"currentNumber": "0x01", "currentTimestamp": "0x01",
                  "currentGasLimit": "0x01000000", "currentCoinbase": "%s",
                  "currentDifficulty": "0x00", "currentBaseFee": "0x07"},
                 "pre": {"%s": {"nonce": "0x00", "balance": "0x3b9aca00", "code": "0x"}},
                 "transaction": {"nonce": "0x00", "to": "%s", "gasLimit": ["0x7530", "0x5207"],
                  "value": ["0x05", "0x:bigint 0x1%s"],
                  "data": ["0x", "0x01"], %s},
                 "config": {"chainid": "0x01"}, "post": {"Cancun": [%s]}}}
                """
                        .formatted(
                                COINBASE.hex(),
                                SENDER.hex(),
                                RECIPIENT.hex(),
                                "0".repeat(64),
                                fields,
                                String.join(",", posts)));
        List<FixtureResult> results = new ArrayList<>();
        new StateTestRunner(null).run(file, results::add);
        return results;
    }

    /** What is expected after a transfer of 5 at a price of 10, of which 7 are burnt. */
    private static String transferred(int dataIndex, long gas) {
        MemoryState after = new MemoryState();
        after.put(SENDER, 1, Word.of(BALANCE - 10 * gas - 5), Bytes.EMPTY);
        after.put(RECIPIENT, 0, Word.of(5), Bytes.EMPTY);
        after.put(COINBASE, 0, Word.of(3 * gas), Bytes.EMPTY);
        return """
        {"indexes": {"data": %d, "gas": 0, "value": 0}, "hash": "%s", "logs": "%s"}\
        """
                .formatted(dataIndex, FixtureState.root(after).hex(), NO_LOGS);
    }

    private static String refused(int gasIndex, int valueIndex, String exception) {
        return """
        {"indexes": {"data": 0, "gas": %d, "value": %d}, "expectException": "%s"}\
        """
                .formatted(gasIndex, valueIndex, exception);
    }

    private static void assertPass(List<FixtureResult> results, int count) {
        assertEquals(count, results.size());
        results.forEach(result -> assertTrue(result.pass(), () -> String.valueOf(result.error())));
    }

    @Test
    void a_transaction_is_made_of_the_fields_and_signed_by_the_key() throws IOException {
        for (String type : List.of(LEGACY, DYNAMIC)) {
            assertPass(run(type + ", " + SIGNED, transferred(0, 21_000)), 1);
            assertPass(run(type + ", " + SIGNED + ", " + NAMED, transferred(0, 21_000)), 1);
        }
    }

    @Test
    void without_a_key_the_named_sender_sends() throws IOException {
        assertPass(run(LEGACY + ", " + NAMED, transferred(0, 21_000)), 1);
        String error = String.valueOf(run(LEGACY, transferred(0, 21_000)).getFirst().error());
        assertTrue(error.contains("sender is null"), error);
    }

    @Test
    void indexes_choose_data_gas_and_value() throws IOException {
        assertPass(
                run(
                        LEGACY + ", " + SIGNED,
                        transferred(0, 21_000),
                        transferred(1, 21_016),
                        refused(1, 0, "TransactionException.INTRINSIC_GAS_TOO_LOW"),
                        refused(0, 1, "TransactionException.VALUE_OVERFLOW")),
                4);
    }

    @Test
    void an_access_list_belongs_to_a_data() throws IOException {
        String lists =
                """
                , "accessLists": [null, [{"address": "%s", "storageKeys": ["0x%s"]}]], \
                """
                        .formatted(RECIPIENT.hex(), "0".repeat(64));
        assertPass(
                run(
                        LEGACY + lists + SIGNED,
                        transferred(0, 21_000),
                        transferred(1, 21_016 + 2_400 + 1_900)),
                2);
    }

    @Test
    void a_key_of_another_sender_and_a_number_that_is_too_large_fail() throws IOException {
        String other = "\"sender\": \"" + RECIPIENT.hex() + "\"";
        FixtureResult result =
                run(LEGACY + ", " + SIGNED + ", " + other, transferred(0, 21_000)).getFirst();
        assertEquals(
                "undecodable transaction: sender is %s, want %s".formatted(SENDER, RECIPIENT),
                result.error());
        String tooLarge = transferred(0, 21_000).replace("\"value\": 0", "\"value\": 1");
        String error = String.valueOf(run(LEGACY + ", " + SIGNED, tooLarge).getFirst().error());
        assertTrue(error.contains("undecodable transaction: value over 256 bits: 0x1"), error);
    }

    /** It is no transaction that could be refused, whatever is expected. */
    @Test
    void a_fixture_with_neither_bytes_nor_fields_fails() throws IOException {
        FixtureResult result =
                run(SIGNED, refused(0, 0, "TransactionException.INTRINSIC_GAS_TOO_LOW")).getFirst();
        assertEquals(false, result.pass());
        assertTrue(
                String.valueOf(result.error()).endsWith("the transaction has no gasPrice"),
                result::toString);
    }
}
