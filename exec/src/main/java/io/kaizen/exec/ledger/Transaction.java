package io.kaizen.exec.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of any type, as decoded. Legacy and access-list transactions carry their gas price
 * as both fee caps.
 *
 * @param type the envelope
 * @param chainId null for a legacy transaction without replay protection (before EIP-155)
 * @param nonce unsigned 64-bit
 * @param fees gas limit and price caps
 * @param call recipient, value and data
 * @param extras access list, authorizations, blob hashes
 * @param signature {@link Signature#NONE} for system and test messages
 */
public record Transaction(
        TransactionType type,
        @Nullable Word chainId,
        long nonce,
        Fees fees,
        Call call,
        Extras extras,
        Signature signature) {

    /**
     * @param gasLimit unsigned 64-bit
     * @param maxFeePerGas wei per gas; the gas price of legacy transactions
     * @param maxPriorityFeePerGas wei per gas; the gas price of legacy transactions
     * @param maxFeePerBlobGas wei per blob gas; zero but for blob transactions
     */
    public record Fees(
            long gasLimit, Word maxFeePerGas, Word maxPriorityFeePerGas, Word maxFeePerBlobGas) {
        public static Fees legacy(long gasLimit, Word gasPrice) {
            return new Fees(gasLimit, gasPrice, gasPrice, Word.ZERO);
        }
    }

    /**
     * @param to null for a contract creation
     */
    public record Call(@Nullable Address to, Word value, Bytes data) {}

    public record Extras(
            List<AccessListEntry> accessList,
            List<Authorization> authorizations,
            List<Hash> blobHashes) {
        public static final Extras NONE = new Extras(List.of(), List.of(), List.of());

        public Extras {
            accessList = List.copyOf(accessList);
            authorizations = List.copyOf(authorizations);
            blobHashes = List.copyOf(blobHashes);
        }
    }

    /** The same with this signature. */
    public Transaction signed(Signature by) {
        return new Transaction(type, chainId, nonce, fees, call, extras, by);
    }

    public long gasLimit() {
        return fees.gasLimit();
    }

    public @Nullable Address to() {
        return call.to();
    }

    public Word value() {
        return call.value();
    }

    public Bytes data() {
        return call.data();
    }

    public boolean isCreation() {
        return call.to() == null;
    }

    /** What each unit of gas costs at this base fee (EIP-1559); at least the base fee. */
    public Word effectiveGasPrice(Word baseFee) {
        return fees.maxFeePerGas().min(baseFee.plus(fees.maxPriorityFeePerGas()));
    }
}
