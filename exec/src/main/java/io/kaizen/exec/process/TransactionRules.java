package io.kaizen.exec.process;

import io.kaizen.exec.evm.Code;
import io.kaizen.exec.evm.GasSchedule;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a transaction may run at a state: the checks in the order geth makes them, with its
 * words. Pure but for what it reads through the state.
 */
final class TransactionRules {
    /** EIP-7825. */
    static final long GAS_LIMIT_MAX = 1L << 24;

    private static final byte BLOB_VERSION = 0x01;
    private static final int BLOBS_MAX_CANCUN = 6;
    private static final int BLOBS_MAX_PRAGUE = 9;

    /** EIP-7594 limits a transaction, not only the block. */
    private static final int BLOBS_MAX_OSAKA = 6;

    private final Revision revision;
    private final Word chainId;

    TransactionRules(Revision revision, Word chainId) {
        this.revision = revision;
        this.chainId = chainId;
    }

    /** What is judged, and against what. */
    record Candidate(Transaction tx, Address sender, BlockContext block, Validation validation) {
        boolean isConsensus() {
            return validation == Validation.CONSENSUS;
        }

        /** A simulation that names no price pays none, whatever the base fee. */
        boolean isFree() {
            return !isConsensus() && tx.fees().maxFeePerGas().isZero();
        }
    }

    /** The first rule that is broken, or null. */
    @Nullable Invalid check(Candidate c, TransactionState state) {
        LiveAccount sender = state.account(c.sender());
        Invalid invalid = envelope(c.tx());
        if (invalid == null && c.isConsensus()) {
            invalid = account(c, sender, state);
        }
        if (invalid == null) {
            invalid = gasLimit(c);
        }
        if (invalid == null) {
            invalid = fees(c);
        }
        if (invalid == null) {
            invalid = shape(c);
        }
        if (invalid == null) {
            invalid = blobs(c);
        }
        if (invalid == null) {
            invalid = funds(c, sender);
        }
        return invalid == null ? gas(c.tx()) : invalid;
    }

    private @Nullable Invalid envelope(Transaction tx) {
        Revision since =
                switch (tx.type()) {
                    case LEGACY -> Revision.FRONTIER;
                    case ACCESS_LIST -> Revision.BERLIN;
                    case DYNAMIC_FEE -> Revision.LONDON;
                    case BLOB -> Revision.CANCUN;
                    case SET_CODE -> Revision.PRAGUE;
                };
        if (!revision.atLeast(since)) {
            return new Invalid(
                    InvalidReason.TYPE_NOT_SUPPORTED,
                    "transaction type not supported: %s".formatted(tx.type().id()));
        }
        Word chain = tx.chainId();
        if (chain != null && !chain.equals(chainId)) {
            return new Invalid(
                    InvalidReason.CHAIN_ID,
                    "invalid chain id for signer: have %s want %s".formatted(chain, chainId));
        }
        return null;
    }

    private @Nullable Invalid account(Candidate c, LiveAccount sender, TransactionState state) {
        long nonce = c.tx().nonce();
        int order = Long.compareUnsigned(nonce, sender.nonce());
        if (order != 0) {
            boolean low = order < 0;
            return new Invalid(
                    low ? InvalidReason.NONCE_TOO_LOW : InvalidReason.NONCE_TOO_HIGH,
                    "nonce too %s: address %s, tx: %s state: %s"
                            .formatted(
                                    low ? "low" : "high",
                                    c.sender().checksummed(),
                                    Long.toUnsignedString(nonce),
                                    Long.toUnsignedString(sender.nonce())));
        }
        if (nonce == -1) {
            return new Invalid(
                    InvalidReason.NONCE_MAX,
                    "nonce has max value: address %s, nonce: %s"
                            .formatted(c.sender().checksummed(), Long.toUnsignedString(nonce)));
        }
        if (sender.hasCode() && !mayDelegate(sender, state)) {
            return new Invalid(
                    InvalidReason.SENDER_NOT_EOA,
                    "sender not an eoa: address %s, codehash: %s"
                            .formatted(c.sender().checksummed(), sender.codeHash()));
        }
        return null;
    }

    /** EIP-3607, but for delegations (EIP-7702). The code before London was not looked at. */
    private boolean mayDelegate(LiveAccount sender, TransactionState state) {
        return revision.atLeast(Revision.PRAGUE) && Code.isDelegation(state.code(sender).bytes());
    }

    private @Nullable Invalid gasLimit(Candidate c) {
        long limit = c.tx().gasLimit();
        if (limit < 0) {
            return new Invalid(
                    InvalidReason.GAS_OVERFLOW,
                    "gas uint64 overflow: gas limit %s".formatted(Long.toUnsignedString(limit)));
        }
        if (!c.isConsensus()) {
            return null;
        }
        if (revision.atLeast(Revision.OSAKA) && limit > GAS_LIMIT_MAX) {
            return new Invalid(
                    InvalidReason.GAS_LIMIT_TOO_HIGH,
                    "transaction gas limit too high (cap: %s, tx: %s)"
                            .formatted(GAS_LIMIT_MAX, limit));
        }
        if (Long.compareUnsigned(limit, c.block().gasLimit()) > 0) {
            return new Invalid(
                    InvalidReason.BLOCK_GAS_EXCEEDED,
                    "gas limit reached: block %s, tx %s".formatted(c.block().gasLimit(), limit));
        }
        return null;
    }

    private @Nullable Invalid fees(Candidate c) {
        if (!revision.atLeast(Revision.LONDON) || c.isFree()) {
            return null;
        }
        Word cap = c.tx().fees().maxFeePerGas();
        Word tip = c.tx().fees().maxPriorityFeePerGas();
        if (cap.compareTo(tip) < 0) {
            return new Invalid(
                    InvalidReason.TIP_ABOVE_FEE_CAP,
                    ("max priority fee per gas higher than max fee per gas: address %s,"
                                    + " maxPriorityFeePerGas: %s, maxFeePerGas: %s")
                            .formatted(c.sender().checksummed(), tip, cap));
        }
        if (cap.compareTo(c.block().baseFee()) < 0) {
            return new Invalid(
                    InvalidReason.FEE_CAP_BELOW_BASE_FEE,
                    ("max fee per gas less than block base fee: address %s, maxFeePerGas: %s,"
                                    + " baseFee: %s")
                            .formatted(c.sender().checksummed(), cap, c.block().baseFee()));
        }
        return null;
    }

    private @Nullable Invalid shape(Candidate c) {
        Transaction tx = c.tx();
        boolean setsCode = tx.type() == TransactionType.SET_CODE;
        if (tx.isCreation() && (setsCode || tx.type() == TransactionType.BLOB)) {
            return new Invalid(
                    InvalidReason.CREATION_NOT_ALLOWED,
                    ("input string too short for common.Address, decoding into (%s).To: a %s"
                                    + " transaction cannot create a contract")
                            .formatted(
                                    setsCode ? "types.SetCodeTx" : "types.BlobTx",
                                    setsCode ? "set code" : "blob"));
        }
        if (setsCode && tx.extras().authorizations().isEmpty()) {
            return new Invalid(
                    InvalidReason.EMPTY_AUTHORIZATION_LIST,
                    "EIP-7702 transaction with empty auth list (sender %s)"
                            .formatted(c.sender().checksummed()));
        }
        boolean limited = tx.isCreation() && revision.atLeast(Revision.SHANGHAI);
        if (limited && tx.data().size() > GasSchedule.INIT_CODE_SIZE_MAX) {
            return new Invalid(
                    InvalidReason.INIT_CODE_TOO_LARGE,
                    "max initcode size exceeded: code size %s limit %s"
                            .formatted(tx.data().size(), GasSchedule.INIT_CODE_SIZE_MAX));
        }
        return null;
    }

    private @Nullable Invalid blobs(Candidate c) {
        if (c.tx().type() != TransactionType.BLOB) {
            return null;
        }
        List<Hash> hashes = c.tx().extras().blobHashes();
        if (hashes.isEmpty()) {
            return new Invalid(InvalidReason.BLOB_COUNT, "blob transaction missing blob hashes");
        }
        int max = blobsMax();
        if (hashes.size() > max) {
            return new Invalid(
                    InvalidReason.BLOB_COUNT,
                    "blob transaction has too many blobs (max: %s, have: %s)"
                            .formatted(max, hashes.size()));
        }
        for (int i = 0; i < hashes.size(); i++) {
            if ((byte) (hashes.get(i).h3() >>> 56) != BLOB_VERSION) {
                return new Invalid(
                        InvalidReason.BLOB_VERSION,
                        "blob %s has invalid hash version".formatted(i));
            }
        }
        Word cap = c.tx().fees().maxFeePerBlobGas();
        if (cap.compareTo(c.block().blobBaseFee()) < 0) {
            return new Invalid(
                    InvalidReason.BLOB_FEE_TOO_LOW,
                    ("max fee per blob gas less than block blob gas fee: address %s"
                                    + " blobGasFeeCap: %s, blobBaseFee: %s")
                            .formatted(c.sender().checksummed(), cap, c.block().blobBaseFee()));
        }
        return null;
    }

    private int blobsMax() {
        if (revision.atLeast(Revision.OSAKA)) {
            return BLOBS_MAX_OSAKA;
        }
        return revision.atLeast(Revision.PRAGUE) ? BLOBS_MAX_PRAGUE : BLOBS_MAX_CANCUN;
    }

    private static @Nullable Invalid funds(Candidate c, LiveAccount sender) {
        Transaction tx = c.tx();
        if (covers(sender.balance(), tx)) {
            return null;
        }
        BigInteger want =
                tx.fees()
                        .maxFeePerGas()
                        .toBigInteger()
                        .multiply(BigInteger.valueOf(tx.gasLimit()))
                        .add(tx.value().toBigInteger())
                        .add(blobCost(tx).toBigInteger());
        if (want.compareTo(sender.balance().toBigInteger()) <= 0) {
            return null;
        }
        return new Invalid(
                InvalidReason.INSUFFICIENT_FUNDS,
                "insufficient funds for gas * price + value: address %s have %s want %s"
                        .formatted(c.sender().checksummed(), sender.balance(), want));
    }

    /** Whether the balance covers a cost that fits a word; false says nothing. */
    private static boolean covers(Word balance, Transaction tx) {
        Word price = tx.fees().maxFeePerGas();
        if (!tx.extras().blobHashes().isEmpty() || price.timesOverflows(tx.gasLimit())) {
            return false;
        }
        Word gas = price.times(tx.gasLimit());
        Word cost = gas.plus(tx.value());
        return cost.compareTo(gas) >= 0 && cost.compareTo(balance) <= 0;
    }

    /** The most that the blobs may cost; the price is at most 2^192 as 2^64 wei per blob gas. */
    private static Word blobCost(Transaction tx) {
        long blobGas = BlobFee.GAS_PER_BLOB * tx.extras().blobHashes().size();
        Word cap = tx.fees().maxFeePerBlobGas();
        return cap.timesOverflows(blobGas) ? Word.MAX : cap.times(blobGas);
    }

    private @Nullable Invalid gas(Transaction tx) {
        long intrinsic = IntrinsicGas.of(revision, tx);
        if (tx.gasLimit() < intrinsic) {
            return new Invalid(
                    InvalidReason.INTRINSIC_GAS_TOO_LOW,
                    "intrinsic gas too low: have %s, want %s".formatted(tx.gasLimit(), intrinsic));
        }
        long floor = IntrinsicGas.floor(revision, tx);
        if (tx.gasLimit() < floor) {
            return new Invalid(
                    InvalidReason.FLOOR_GAS_TOO_LOW,
                    "insufficient gas for floor data gas cost: have %s, want %s"
                            .formatted(tx.gasLimit(), floor));
        }
        return null;
    }
}
