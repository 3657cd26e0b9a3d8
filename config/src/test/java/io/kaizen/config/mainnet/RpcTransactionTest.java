package io.kaizen.config.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RpcTransactionTest {
    private static final Address TO = Address.ofLong(0xbeef);
    private static final Hash BLOB = Hash.fromHex("0x01" + "ab".repeat(31));
    private static final Signature SIGNED = new Signature(Word.ONE, Word.of(2), Word.of(3));
    private static final String ACCESS =
            "[{\"address\": \"%s\", \"storageKeys\": [\"%s\"]}]".formatted(TO, Word.of(9).hex());
    private static final List<AccessListEntry> ACCESS_LIST =
            List.of(new AccessListEntry(TO, List.of(Word.of(9))));

    private static Fields fields(String json) throws IOException {
        return new Fields(new ObjectMapper().readTree(json), "tx");
    }

    private static Transaction read(String rest) throws IOException {
        return RpcTransaction.read(fields(common(rest)));
    }

    private static String common(String rest) {
        return """
        {"nonce": "0x7", "gas": "0x5208", "to": "%s", "value": "0x5", "input": "0x0102",
         "r": "0x2", "s": "0x3", %s}
        """
                .formatted(TO, rest);
    }

    private static Transaction want(
            TransactionType type,
            @Nullable Word chainId,
            Transaction.Fees fees,
            Transaction.Extras extras) {
        return new Transaction(
                type,
                chainId,
                7,
                fees,
                new Transaction.Call(TO, Word.of(5), Bytes.fromHex("0x0102")),
                extras,
                SIGNED);
    }

    private static Transaction.Extras extras(List<Authorization> authorizations, List<Hash> blobs) {
        return new Transaction.Extras(ACCESS_LIST, authorizations, blobs);
    }

    @Test
    void legacy_transactions_have_chain_and_parity_in_v() throws IOException {
        Transaction.Fees fees = Transaction.Fees.legacy(21_000, Word.of(16));
        Transaction plain = want(TransactionType.LEGACY, null, fees, Transaction.Extras.NONE);
        assertEquals(plain, read("\"gasPrice\": \"0x10\", \"v\": \"0x1c\""));
        Transaction mainnet = want(TransactionType.LEGACY, Word.ONE, fees, Transaction.Extras.NONE);
        assertEquals(mainnet, read("\"type\": \"0x0\", \"gasPrice\": \"0x10\", \"v\": \"0x26\""));
    }

    @Test
    void every_typed_transaction_is_read() throws IOException {
        String base = "\"chainId\": \"0x1\", \"yParity\": \"0x1\", \"accessList\": " + ACCESS;
        assertEquals(
                want(
                        TransactionType.ACCESS_LIST,
                        Word.ONE,
                        Transaction.Fees.legacy(21_000, Word.of(16)),
                        extras(List.of(), List.of())),
                read("\"type\": \"0x1\", \"gasPrice\": \"0x10\", " + base));
        String fees = ", \"maxFeePerGas\": \"0x10\", \"maxPriorityFeePerGas\": \"0x2\"";
        Transaction.Fees dynamic = new Transaction.Fees(21_000, Word.of(16), Word.of(2), Word.ZERO);
        assertEquals(
                want(TransactionType.DYNAMIC_FEE, Word.ONE, dynamic, extras(List.of(), List.of())),
                read("\"type\": \"0x2\", " + base + fees));
        assertEquals(
                want(
                        TransactionType.BLOB,
                        Word.ONE,
                        new Transaction.Fees(21_000, Word.of(16), Word.of(2), Word.of(4)),
                        extras(List.of(), List.of(BLOB))),
                read(
                        "\"type\": \"0x3\", \"maxFeePerBlobGas\": \"0x4\","
                                + " \"blobVersionedHashes\": [\"%s\"], ".formatted(BLOB)
                                + base
                                + fees));
        assertEquals(
                want(
                        TransactionType.SET_CODE,
                        Word.ONE,
                        dynamic,
                        extras(List.of(new Authorization(Word.ZERO, TO, 8, SIGNED)), List.of())),
                read(
                        "\"type\": \"0x4\", \"authorizationList\": [{\"chainId\": \"0x0\","
                                + " \"address\": \"%s\", \"nonce\": \"0x8\", \"yParity\": \"0x1\","
                                        .formatted(TO)
                                + " \"r\": \"0x2\", \"s\": \"0x3\"}], "
                                + base
                                + fees));
    }

    @Test
    void what_is_missing_or_wrong_is_named() {
        assertEquals("tx has no field gasPrice", error("\"v\": \"0x1c\""));
        assertEquals("tx: unknown transaction type 126", error("\"type\": \"0x7e\""));
        assertEquals(
                "tx.gasPrice: integer of 33 bytes, max 32",
                error("\"v\": \"0x1c\", \"gasPrice\": \"0x%s\"".formatted("11".repeat(33))));
    }

    private static String error(String rest) {
        return String.valueOf(
                assertThrows(BlockDataException.class, () -> read(rest)).getMessage());
    }

    @Test
    void scrolls_variants_become_the_same_transactions() throws IOException {
        String body =
                "\"nonce\": 7, \"gas_limit\": 21000, \"to\": \"%s\", \"value\": \"0x5\","
                                .formatted(TO)
                        + " \"input\": \"0x0102\"";
        Transaction.Fees legacy = Transaction.Fees.legacy(21_000, Word.of(16));
        assertEquals(
                want(TransactionType.LEGACY, Word.ONE, legacy, Transaction.Extras.NONE),
                scroll("Legacy", "\"chain_id\": \"0x1\", \"gas_price\": 16, " + body));
        assertEquals(
                want(TransactionType.LEGACY, null, legacy, Transaction.Extras.NONE),
                scroll("Legacy", "\"chain_id\": null, \"gas_price\": 16, " + body));
        assertEquals(
                want(
                        TransactionType.BLOB,
                        Word.ONE,
                        new Transaction.Fees(21_000, Word.of(16), Word.of(2), Word.of(4)),
                        extras(List.of(), List.of(BLOB))),
                scroll(
                        "Eip4844",
                        "\"chain_id\": 1, \"max_fee_per_gas\": 16, \"max_priority_fee_per_gas\": 2,"
                                + " \"max_fee_per_blob_gas\": 4, \"blob_versioned_hashes\": [\"%s\"],"
                                        .formatted(BLOB)
                                + " \"access_list\": "
                                + ACCESS
                                + ", "
                                + body));
        assertThrows(BlockDataException.class, () -> scroll("Eip9999", body));
    }

    private static Transaction scroll(String variant, String body) throws IOException {
        String json =
                """
                {"signature": {"r": "0x2", "s": "0x3", "yParity": "0x1", "v": "0x1"},
                 "transaction": {"%s": {%s}}}
                """
                        .formatted(variant, body);
        return RpcTransaction.read(
                new Fields(ScrollFormat.transaction(new ObjectMapper().readTree(json)), "tx"));
    }
}
