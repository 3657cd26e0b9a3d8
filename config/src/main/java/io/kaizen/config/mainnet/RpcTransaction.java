package io.kaizen.config.mainnet;

import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction as JSON-RPC writes it. */
final class RpcTransaction {
    private static final Word PROTECTED_V = Word.of(35);
    private static final Word PLAIN_V = Word.of(27);

    private RpcTransaction() {}

    static Transaction read(Fields json) throws BlockDataException {
        TransactionType type = type(json);
        return new Transaction(
                type,
                chainId(type, json),
                json.uint64("nonce"),
                fees(type, json),
                new Transaction.Call(
                        json.has("to") ? json.address("to") : null,
                        json.word("value"),
                        json.bytes("input")),
                extras(json),
                signature(type, json));
    }

    private static TransactionType type(Fields json) throws BlockDataException {
        long id = json.has("type") ? json.uint64("type") : 0;
        TransactionType type = id > 0xff ? null : TransactionType.fromId((int) id);
        if (type == null) {
            throw new BlockDataException(
                    "%s: unknown transaction type %d".formatted(json.what(), id));
        }
        return type;
    }

    /** A legacy transaction's stands in its v (EIP-155). */
    private static @Nullable Word chainId(TransactionType type, Fields json)
            throws BlockDataException {
        if (type != TransactionType.LEGACY) {
            return json.word("chainId");
        }
        Word v = json.word("v");
        if (v.compareTo(PROTECTED_V) < 0) {
            return null;
        }
        return Word.of(v.minus(PROTECTED_V).toBigInteger().shiftRight(1));
    }

    private static Signature signature(TransactionType type, Fields json)
            throws BlockDataException {
        Word v = json.word(json.has("yParity") ? "yParity" : "v");
        Word parity = v;
        if (type == TransactionType.LEGACY && !json.has("yParity")) {
            boolean isProtected = v.compareTo(PROTECTED_V) >= 0;
            parity = isProtected ? Word.of((v.w0() & 1) ^ 1) : v.minus(PLAIN_V);
        }
        return new Signature(parity, json.word("r"), json.word("s"));
    }

    private static Transaction.Fees fees(TransactionType type, Fields json)
            throws BlockDataException {
        long gasLimit = json.uint64("gas");
        return switch (type) {
            case LEGACY, ACCESS_LIST -> Transaction.Fees.legacy(gasLimit, json.word("gasPrice"));
            case DYNAMIC_FEE, SET_CODE, BLOB ->
                    new Transaction.Fees(
                            gasLimit,
                            json.word("maxFeePerGas"),
                            json.word("maxPriorityFeePerGas"),
                            type == TransactionType.BLOB
                                    ? json.word("maxFeePerBlobGas")
                                    : Word.ZERO);
        };
    }

    private static Transaction.Extras extras(Fields json) throws BlockDataException {
        List<AccessListEntry> accessList = new ArrayList<>();
        if (json.has("accessList")) {
            for (Fields entry : json.list("accessList")) {
                accessList.add(
                        new AccessListEntry(
                                entry.address("address"),
                                entry.hashList("storageKeys").stream().map(Hash::toWord).toList()));
            }
        }
        List<Authorization> authorizations = new ArrayList<>();
        if (json.has("authorizationList")) {
            for (Fields entry : json.list("authorizationList")) {
                authorizations.add(
                        new Authorization(
                                entry.word("chainId"),
                                entry.address("address"),
                                entry.uint64("nonce"),
                                new Signature(
                                        entry.word("yParity"), entry.word("r"), entry.word("s"))));
            }
        }
        List<Hash> blobs =
                json.has("blobVersionedHashes") ? json.hashList("blobVersionedHashes") : List.of();
        return new Transaction.Extras(accessList, authorizations, blobs);
    }
}
