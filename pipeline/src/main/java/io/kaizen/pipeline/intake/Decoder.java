package io.kaizen.pipeline.intake;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.IntrinsicGas;
import io.kaizen.exec.rlp.RlpException;
import org.jspecify.annotations.Nullable;

/**
 * The checks that need no state: encoding, size, type, chain id, fees, intrinsic gas, signature.
 * Stateless; any thread. Cheap checks come before the signature's recovery.
 */
public final class Decoder {
    private static final int INIT_CODE_BYTES_MAX = 49_152;

    /** EIP-7825. */
    public static final long TRANSACTION_GAS_MAX = 1L << 24;

    private final Rules rules;

    /**
     * @param chainId this chain's
     * @param bytesMax size of an encoded transaction
     * @param gasLimitMax the lower of the block's gas limit and EIP-7825's cap
     * @param unprotected whether legacy transactions without a chain id are taken
     */
    public record Rules(Word chainId, int bytesMax, long gasLimitMax, Unprotected unprotected) {}

    /** What happens to legacy transactions without replay protection (EIP-155). */
    public enum Unprotected {
        ALLOWED,
        REFUSED
    }

    public Decoder(Rules rules) {
        this.rules = rules;
    }

    /** A transaction that passed everything but the recovery of its sender. */
    public record Checked(Transaction transaction, Bytes raw) {}

    /** What {@link #check} makes of raw bytes. */
    public sealed interface Check {
        record Passed(Checked checked) implements Check {}

        record Failed(Decoded.Invalid why) implements Check {}
    }

    /** All checks, recovery included. */
    public Decoded decode(Bytes raw) {
        return switch (check(raw)) {
            case Check.Failed(Decoded.Invalid why) -> why;
            case Check.Passed(Checked checked) ->
                    complete(
                            checked,
                            Hash.keccak(raw),
                            TransactionCodec.sender(checked.transaction()));
        };
    }

    /** All checks but the recovery of the sender. */
    public Check check(Bytes raw) {
        if (raw.size() > rules.bytesMax()) {
            return failed(
                    Refusal.OVERSIZED,
                    "oversized data: transaction size "
                            + raw.size()
                            + ", limit "
                            + rules.bytesMax());
        }
        Transaction tx;
        try {
            tx = TransactionCodec.decode(raw.array());
        } catch (RlpException bad) {
            String message = String.valueOf(bad.getMessage());
            return failed(
                    message.startsWith("transaction type")
                            ? Refusal.TYPE_NOT_SUPPORTED
                            : Refusal.MALFORMED,
                    message);
        }
        Verdict verdict = judge(tx);
        return verdict != null
                ? new Check.Failed(invalid(verdict.reason(), verdict.message(), Hash.keccak(raw)))
                : new Check.Passed(new Checked(tx, raw));
    }

    /**
     * The verdict once recovery has answered.
     *
     * @param hash of the encoding
     * @param sender null where no key fits
     */
    public Decoded complete(Checked checked, Hash hash, @Nullable Address sender) {
        Transaction tx = checked.transaction();
        if (sender == null) {
            return invalid(Refusal.INVALID_SIGNATURE, "invalid sender: no key fits", hash);
        }
        Word gasCost = tx.fees().maxFeePerGas().times(tx.gasLimit());
        return new Decoded.Valid(
                new RecoveredTransaction(tx, sender, hash, checked.raw()),
                gasCost.plus(tx.value()));
    }

    private static Check failed(Refusal reason, String message) {
        return new Check.Failed(invalid(reason, message, null));
    }

    private @Nullable Verdict judge(Transaction tx) {
        Verdict verdict = type(tx);
        if (verdict == null) {
            verdict = chainId(tx);
        }
        if (verdict == null) {
            verdict = gasAndFees(tx);
        }
        if (verdict == null) {
            verdict = contents(tx);
        }
        if (verdict == null) {
            verdict = signature(tx.signature());
        }
        return verdict;
    }

    private record Verdict(Refusal reason, String message) {}

    private static @Nullable Verdict type(Transaction tx) {
        if (tx.type() == TransactionType.BLOB) {
            return new Verdict(
                    Refusal.BLOBS_REFUSED,
                    "transaction type not supported: blob transactions (0x03) are refused here");
        }
        return null;
    }

    private @Nullable Verdict chainId(Transaction tx) {
        Word chainId = tx.chainId();
        if (chainId == null) {
            return rules.unprotected() == Unprotected.ALLOWED
                    ? null
                    : new Verdict(
                            Refusal.UNPROTECTED,
                            "only replay-protected (EIP-155) transactions allowed over RPC");
        }
        return chainId.equals(rules.chainId())
                ? null
                : new Verdict(
                        Refusal.WRONG_CHAIN_ID,
                        "invalid chain id for signer: have "
                                + chainId
                                + " want "
                                + rules.chainId());
    }

    private @Nullable Verdict gasAndFees(Transaction tx) {
        Transaction.Fees fees = tx.fees();
        if (Long.compareUnsigned(fees.gasLimit(), rules.gasLimitMax()) > 0) {
            if (rules.gasLimitMax() == TRANSACTION_GAS_MAX) {
                return new Verdict(
                        Refusal.GAS_LIMIT_TOO_HIGH,
                        "transaction gas limit too high (cap: "
                                + TRANSACTION_GAS_MAX
                                + ", tx: "
                                + Long.toUnsignedString(fees.gasLimit())
                                + ")");
            }
            return new Verdict(
                    Refusal.GAS_LIMIT_TOO_HIGH,
                    "exceeds block gas limit: tx gas limit "
                            + Long.toUnsignedString(fees.gasLimit())
                            + ", max "
                            + rules.gasLimitMax());
        }
        if (fees.maxPriorityFeePerGas().compareTo(fees.maxFeePerGas()) > 0) {
            return new Verdict(
                    Refusal.TIP_ABOVE_FEE_CAP,
                    "max priority fee per gas higher than max fee per gas: tip "
                            + fees.maxPriorityFeePerGas()
                            + ", cap "
                            + fees.maxFeePerGas());
        }
        Word gasCost = fees.maxFeePerGas().times(fees.gasLimit());
        if (fees.maxFeePerGas().timesOverflows(fees.gasLimit())
                || gasCost.plusOverflows(tx.value())) {
            return new Verdict(
                    Refusal.FEE_OVERFLOW, "value plus gas limit times fee cap exceeds 256 bits");
        }
        return null;
    }

    private @Nullable Verdict contents(Transaction tx) {
        if (tx.nonce() == -1L) {
            return new Verdict(Refusal.NONCE_TOO_HIGH, "nonce has max value: 18446744073709551615");
        }
        if (tx.isCreation() && tx.data().size() > INIT_CODE_BYTES_MAX) {
            return new Verdict(
                    Refusal.INIT_CODE_TOO_LARGE,
                    "max initcode size exceeded: code size "
                            + tx.data().size()
                            + " limit "
                            + INIT_CODE_BYTES_MAX);
        }
        if (tx.type() == TransactionType.SET_CODE) {
            if (tx.isCreation()) {
                return new Verdict(
                        Refusal.CREATION_NOT_ALLOWED,
                        "EIP-7702 transaction cannot be used to create contract");
            }
            if (tx.extras().authorizations().isEmpty()) {
                return new Verdict(
                        Refusal.EMPTY_AUTHORIZATION_LIST,
                        "EIP-7702 transaction with empty auth list");
            }
        }
        long intrinsic = IntrinsicGas.of(Revision.OSAKA, tx);
        if (tx.gasLimit() < intrinsic) {
            return new Verdict(
                    Refusal.INTRINSIC_GAS_TOO_LOW,
                    "intrinsic gas too low: gas "
                            + tx.gasLimit()
                            + ", minimum needed "
                            + intrinsic);
        }
        long floor = IntrinsicGas.floor(Revision.OSAKA, tx);
        if (tx.gasLimit() < floor) {
            return new Verdict(
                    Refusal.INTRINSIC_GAS_TOO_LOW,
                    "insufficient gas for floor data gas cost: gas "
                            + tx.gasLimit()
                            + ", minimum needed "
                            + floor);
        }
        return null;
    }

    private static @Nullable Verdict signature(Signature signature) {
        if (!Secp256k1.isScalar(signature.r()) || !Secp256k1.isScalar(signature.s())) {
            return invalidSignature("r or s is zero or not below the group order", signature);
        }
        if (!Secp256k1.isLowS(signature.s())) {
            return invalidSignature("s is above half the group order (EIP-2)", signature);
        }
        if (!signature.yParity().fitsLong() || (signature.yParity().w0() & ~1L) != 0) {
            return invalidSignature("parity is neither 0 nor 1", signature);
        }
        return null;
    }

    private static Verdict invalidSignature(String why, Signature signature) {
        return new Verdict(
                Refusal.INVALID_SIGNATURE,
                "invalid transaction v, r, s values: "
                        + why
                        + ": y "
                        + signature.yParity()
                        + " r "
                        + signature.r().quantity()
                        + " s "
                        + signature.s().quantity());
    }

    private static Decoded.Invalid invalid(Refusal reason, String message, @Nullable Hash hash) {
        return new Decoded.Invalid(new Admission.Refused(reason, message, hash));
    }
}
