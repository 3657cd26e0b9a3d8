package io.kaizen.ingress.json;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.chain.SealedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers and blocks as geth writes them. */
public final class BlockJson {
    private BlockJson() {}

    /** How a block shows its transactions. */
    public enum Transactions {
        HASHES,
        FULL
    }

    /** The header alone, as newHeads notifies it. */
    public static JsonBody header(Header header, @Nullable Hash hash) {
        return out -> {
            out.beginObject();
            writeHeader(out, header, hash);
            out.endObject();
        };
    }

    public static JsonBody block(SealedBlock block, Transactions shown) {
        return out -> {
            out.beginObject();
            writeHeader(out, block.header(), block.hash());
            out.quantity("size", BlockSize.of(block.header(), block.transactions()));
            writeTransactions(
                    out, block.transactions(), index -> Placement.of(block, index, 0), shown);
            writeTail(out, block.header());
        };
    }

    /**
     * The open block: what only sealing decides (hash, nonce, fee recipient as geth shows it) is
     * null.
     */
    public static JsonBody pending(
            Header header, List<RecoveredTransaction> transactions, Transactions shown) {
        return out -> {
            out.beginObject();
            writeHeader(out, header, null);
            out.quantity("size", BlockSize.of(header, transactions));
            writeTransactions(
                    out,
                    transactions,
                    index ->
                            new Placement(
                                    null,
                                    header.number(),
                                    header.timestamp(),
                                    header.environment().baseFee(),
                                    index,
                                    0),
                    shown);
            writeTail(out, header);
        };
    }

    private interface Places {
        Placement at(int index);
    }

    private static void writeTransactions(
            JsonOut out,
            List<RecoveredTransaction> transactions,
            Places places,
            Transactions shown) {
        out.name("transactions").beginArray();
        for (int i = 0; i < transactions.size(); i++) {
            RecoveredTransaction transaction = transactions.get(i);
            switch (shown) {
                case HASHES -> out.data(transaction.hash());
                case FULL -> out.body(TransactionJson.placed(transaction, places.at(i)));
            }
        }
        out.endArray();
    }

    private static void writeTail(JsonOut out, Header header) {
        out.name("uncles").beginArray().endArray();
        if (header.roots().withdrawalsRoot() != null) {
            out.name("withdrawals").beginArray().endArray();
        }
        out.endObject();
    }

    /** The header's fields; with a null hash, those that an unsealed block lacks are null. */
    private static void writeHeader(JsonOut out, Header header, @Nullable Hash hash) {
        Header.Environment environment = header.environment();
        Header.Roots roots = header.roots();
        out.quantity("number", environment.number()).data("hash", hash);
        out.data("parentHash", header.parentHash());
        if (hash == null) {
            out.nothing("nonce");
        } else {
            out.text("nonce", "0x%016x".formatted(environment.nonce()));
        }
        out.data("mixHash", environment.mixHash()).data("sha3Uncles", roots.ommersHash());
        out.data("logsBloom", header.bloom()).data("stateRoot", roots.stateRoot());
        out.data("miner", environment.feeRecipient());
        out.quantity("difficulty", environment.difficulty());
        out.data("extraData", environment.extraData());
        out.quantity("gasLimit", environment.gasLimit()).quantity("gasUsed", header.gasUsed());
        out.quantity("timestamp", environment.timestamp());
        out.data("transactionsRoot", roots.transactionsRoot());
        out.data("receiptsRoot", roots.receiptsRoot());
        writeLaterFields(out, environment, roots);
    }

    private static void writeLaterFields(
            JsonOut out, Header.Environment environment, Header.Roots roots) {
        if (environment.baseFee() != null) {
            out.quantity("baseFeePerGas", environment.baseFee());
        }
        if (roots.withdrawalsRoot() != null) {
            out.data("withdrawalsRoot", roots.withdrawalsRoot());
        }
        if (roots.blobGasUsed() != null) {
            out.quantity("blobGasUsed", roots.blobGasUsed());
        }
        if (environment.excessBlobGas() != null) {
            out.quantity("excessBlobGas", environment.excessBlobGas());
        }
        if (environment.parentBeaconBlockRoot() != null) {
            out.data("parentBeaconBlockRoot", environment.parentBeaconBlockRoot());
        }
        if (roots.requestsHash() != null) {
            out.data("requestsHash", roots.requestsHash());
        }
    }
}
