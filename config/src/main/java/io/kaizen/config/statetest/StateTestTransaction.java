package io.kaizen.config.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a case's transaction of the fields that the general state test format gives for all cases
 * of a test: lists of data, gas limits and values, of which {@code indexes} choose one each, and an
 * access list for each data. The fields that are there tell the type. Pure.
 *
 * @param json the test's transaction
 * @param indexes into its lists; the first of each where one is missing
 */
record StateTestTransaction(JsonNode json, JsonNode indexes, Revision revision, Word chainId) {
    private static final String BIG = "0x:bigint ";

    /**
     * Signed with the test's secret key; unsigned where it has none.
     *
     * @throws RlpException for a number that no encoding can hold
     * @throws IllegalArgumentException where a field is missing or is no number
     */
    Transaction build() {
        TransactionType type = type();
        Transaction unsigned =
                new Transaction(
                        type,
                        isUnprotected(type) ? null : chainId,
                        uint64(json.path("nonce"), "nonce"),
                        fees(type),
                        new Transaction.Call(
                                to(), word(chosen("value"), "value"), bytes(chosen("data"))),
                        extras(),
                        Signature.NONE);
        String key = json.path("secretKey").asText("");
        return key.isEmpty()
                ? unsigned
                : TransactionCodec.sign(unsigned, Word.fromHex(key).toArray());
    }

    private TransactionType type() {
        if (json.has("authorizationList")) {
            return TransactionType.SET_CODE;
        }
        if (json.has("maxFeePerBlobGas") || json.has("blobVersionedHashes")) {
            return TransactionType.BLOB;
        }
        if (json.has("maxFeePerGas")) {
            return TransactionType.DYNAMIC_FEE;
        }
        return accessList().isArray() ? TransactionType.ACCESS_LIST : TransactionType.LEGACY;
    }

    /** Signatures name the chain since EIP-155. */
    private boolean isUnprotected(TransactionType type) {
        return type == TransactionType.LEGACY && !revision.atLeast(Revision.SPURIOUS_DRAGON);
    }

    private Transaction.Fees fees(TransactionType type) {
        long gasLimit = uint64(chosen("gasLimit"), "gasLimit");
        return switch (type) {
            case LEGACY, ACCESS_LIST ->
                    Transaction.Fees.legacy(gasLimit, word(json.path("gasPrice"), "gasPrice"));
            case DYNAMIC_FEE, BLOB, SET_CODE ->
                    new Transaction.Fees(
                            gasLimit,
                            word(json.path("maxFeePerGas"), "maxFeePerGas"),
                            word(json.path("maxPriorityFeePerGas"), "maxPriorityFeePerGas"),
                            type == TransactionType.BLOB
                                    ? word(json.path("maxFeePerBlobGas"), "maxFeePerBlobGas")
                                    : Word.ZERO);
        };
    }

    private @Nullable Address to() {
        String to = json.path("to").asText("");
        return to.isEmpty() ? null : Address.fromHex(to);
    }

    private Transaction.Extras extras() {
        List<AccessListEntry> accessList = new ArrayList<>();
        for (JsonNode entry : accessList()) {
            List<Word> slots = new ArrayList<>();
            entry.path("storageKeys").forEach(slot -> slots.add(Word.fromHex(slot.asText())));
            accessList.add(
                    new AccessListEntry(Address.fromHex(entry.path("address").asText()), slots));
        }
        List<Authorization> authorizations = new ArrayList<>();
        for (JsonNode entry : json.path("authorizationList")) {
            String parity = entry.has("yParity") ? "yParity" : "v";
            authorizations.add(
                    new Authorization(
                            word(entry.path("chainId"), "chainId"),
                            Address.fromHex(entry.path("address").asText()),
                            uint64(entry.path("nonce"), "nonce"),
                            new Signature(
                                    word(entry.path(parity), parity),
                                    word(entry.path("r"), "r"),
                                    word(entry.path("s"), "s"))));
        }
        List<Hash> blobs = new ArrayList<>();
        json.path("blobVersionedHashes").forEach(hash -> blobs.add(Hash.fromHex(hash.asText())));
        return new Transaction.Extras(accessList, authorizations, blobs);
    }

    /** Of the chosen data; missing or null where that has none. */
    private JsonNode accessList() {
        return json.path("accessLists").path(indexes.path("data").asInt());
    }

    private JsonNode chosen(String field) {
        JsonNode list = json.path(field);
        String index = field.equals("gasLimit") ? "gas" : field;
        return list.isArray() ? list.path(indexes.path(index).asInt()) : list;
    }

    private static Bytes bytes(JsonNode value) {
        return Bytes.fromHex(value.asText());
    }

    private static Word word(JsonNode value, String field) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException("the transaction has no " + field);
        }
        // ValueOverflow and its like: the suites mark what is no word.
        String hex = value.asText().replace(BIG, "");
        if (hex.replaceFirst("^0x0*", "").length() > 2 * Word.BYTES) {
            throw new RlpException("%s over 256 bits: %s".formatted(field, hex));
        }
        return Word.fromHex(hex);
    }

    private static long uint64(JsonNode value, String field) {
        Word word = word(value, field);
        if (!word.fitsLong()) {
            throw new RlpException("%s over 64 bits: %s".formatted(field, word.quantity()));
        }
        return word.w0();
    }
}
