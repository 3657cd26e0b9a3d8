package io.kaizen.ingress.json;

import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transactions as execution-apis define them and geth writes them. */
public final class TransactionJson {
    private TransactionJson() {}

    /** A transaction in a block, sealed or open. */
    public static JsonBody placed(RecoveredTransaction recovered, Placement at) {
        return out -> write(out, recovered, at);
    }

    /** A transaction that waits in the pool. */
    public static JsonBody waiting(RecoveredTransaction recovered) {
        return out -> write(out, recovered, null);
    }

    private static void write(JsonOut out, RecoveredTransaction recovered, @Nullable Placement at) {
        Transaction tx = recovered.transaction();
        out.beginObject();
        out.data("blockHash", at == null ? null : at.blockHash());
        if (at == null) {
            out.nothing("blockNumber");
        } else {
            out.quantity("blockNumber", at.blockNumber());
        }
        out.data("from", recovered.sender());
        out.quantity("gas", tx.gasLimit());
        out.quantity("gasPrice", gasPrice(tx, at));
        if (hasFeeCaps(tx.type())) {
            out.quantity("maxFeePerGas", tx.fees().maxFeePerGas());
            out.quantity("maxPriorityFeePerGas", tx.fees().maxPriorityFeePerGas());
        }
        if (tx.type() == TransactionType.BLOB) {
            out.quantity("maxFeePerBlobGas", tx.fees().maxFeePerBlobGas());
        }
        out.data("hash", recovered.hash()).data("input", tx.data()).quantity("nonce", tx.nonce());
        out.data("to", tx.to());
        if (at == null) {
            out.nothing("transactionIndex");
        } else {
            out.quantity("transactionIndex", at.index());
        }
        out.quantity("value", tx.value()).quantity("type", tx.type().id());
        writeExtras(out, tx);
        writeSignature(out, tx);
        out.endObject();
    }

    private static void writeExtras(JsonOut out, Transaction tx) {
        if (tx.type() != TransactionType.LEGACY) {
            accessList(out.name("accessList"), tx.extras().accessList());
        }
        if (tx.chainId() != null) {
            out.quantity("chainId", tx.chainId());
        }
        if (tx.type() == TransactionType.BLOB) {
            out.name("blobVersionedHashes").beginArray();
            for (Hash hash : tx.extras().blobHashes()) {
                out.data(hash);
            }
            out.endArray();
        }
        if (tx.type() == TransactionType.SET_CODE) {
            out.name("authorizationList").beginArray();
            tx.extras().authorizations().forEach(each -> authorization(out, each));
            out.endArray();
        }
    }

    private static void writeSignature(JsonOut out, Transaction tx) {
        boolean legacy = tx.type() == TransactionType.LEGACY;
        out.quantity("v", legacy ? TransactionCodec.legacyV(tx) : tx.signature().yParity());
        out.quantity("r", tx.signature().r()).quantity("s", tx.signature().s());
        if (!legacy) {
            out.quantity("yParity", tx.signature().yParity());
        }
    }

    /** What was paid where that is known, else the most that may be. */
    private static Word gasPrice(Transaction tx, @Nullable Placement at) {
        if (at == null || at.baseFee() == null) {
            return tx.fees().maxFeePerGas();
        }
        return tx.effectiveGasPrice(at.baseFee());
    }

    private static boolean hasFeeCaps(TransactionType type) {
        return type != TransactionType.LEGACY && type != TransactionType.ACCESS_LIST;
    }

    public static void accessList(JsonOut out, List<AccessListEntry> entries) {
        out.beginArray();
        for (AccessListEntry entry : entries) {
            out.beginObject().data("address", entry.address()).name("storageKeys").beginArray();
            for (Word slot : entry.slots()) {
                out.text(slot.hex());
            }
            out.endArray().endObject();
        }
        out.endArray();
    }

    private static void authorization(JsonOut out, Authorization given) {
        out.beginObject();
        out.quantity("chainId", given.chainId()).data("address", given.address());
        out.quantity("nonce", given.nonce()).quantity("yParity", given.signature().yParity());
        out.quantity("r", given.signature().r()).quantity("s", given.signature().s());
        out.endObject();
    }
}
