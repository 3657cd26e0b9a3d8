package io.kaizen.pipeline.pool;

import io.kaizen.exec.evm.Code;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Decoded;
import io.kaizen.pipeline.intake.Refusal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a sender's state says to a transaction that wants to enter the pool. Changes nothing; null
 * is "nothing against it".
 */
record EntryRules(PoolLimits limits) {
    /** A nonce out of reach, a sender that is a contract, or a replacement that pays too little. */
    Admission.@Nullable Refused position(
            RecoveredTransaction recovered,
            Account state,
            SenderAccount sender,
            StateView published) {
        Transaction tx = recovered.transaction();
        long nonce = tx.nonce();
        if (Long.compareUnsigned(nonce, sender.orderNonce) < 0) {
            return refused(
                    Refusal.NONCE_TOO_LOW,
                    "nonce too low: next nonce "
                            + Long.toUnsignedString(sender.orderNonce)
                            + ", tx nonce "
                            + Long.toUnsignedString(nonce),
                    recovered);
        }
        if (Long.compareUnsigned(nonce - sender.orderNonce, limits.nonceAheadMax()) > 0) {
            return refused(
                    Refusal.NONCE_TOO_HIGH,
                    "nonce too high: next nonce "
                            + Long.toUnsignedString(sender.orderNonce)
                            + ", tx nonce "
                            + Long.toUnsignedString(nonce)
                            + ", at most "
                            + limits.nonceAheadMax()
                            + " ahead",
                    recovered);
        }
        if (state.hasCode() && !Code.isDelegation(published.code(state.codeHash()))) {
            return refused(
                    Refusal.SENDER_NOT_EOA,
                    "sender not an eoa: address "
                            + recovered.sender().checksummed()
                            + ", codehash: "
                            + state.codeHash(),
                    recovered);
        }
        PooledTransaction incumbent = sender.waiting.get(nonce);
        if (incumbent != null && !outbids(tx, incumbent.transaction().transaction())) {
            return refused(
                    Refusal.REPLACEMENT_UNDERPRICED,
                    "replacement transaction underpriced: both fee caps must rise by "
                            + limits.priceBumpPercent()
                            + " %",
                    recovered);
        }
        return null;
    }

    /** A balance below the maximum cost of this transaction and of those ahead of it. */
    Admission.@Nullable Refused funds(Decoded.Valid decoded, Account state, SenderAccount sender) {
        if (covers(state.balance(), decoded, sender)) {
            return null;
        }
        BigInteger reserved =
                sender.inFlightCost
                        .toBigInteger()
                        .add(
                                sender.waitingCostBelow(decoded.transaction().transaction().nonce())
                                        .toBigInteger());
        BigInteger cost = decoded.costMax().toBigInteger();
        BigInteger balance = state.balance().toBigInteger();
        BigInteger overshot = reserved.add(cost).subtract(balance);
        if (overshot.signum() <= 0) {
            return null;
        }
        String message =
                reserved.signum() == 0
                        ? "insufficient funds for gas * price + value: balance "
                                + balance
                                + ", tx cost "
                                + cost
                                + ", overshot "
                                + overshot
                        : "insufficient funds for gas * price + value: balance "
                                + balance
                                + ", queued cost "
                                + reserved
                                + ", tx cost "
                                + cost
                                + ", overshot "
                                + overshot;
        return refused(Refusal.INSUFFICIENT_FUNDS, message, decoded.transaction());
    }

    /** Whether the balance covers costs whose sum fits a word; false says nothing. */
    private static boolean covers(Word balance, Decoded.Valid decoded, SenderAccount sender) {
        Word inFlight = sender.inFlightCost;
        Word waiting = sender.waitingCostBelow(decoded.transaction().transaction().nonce());
        if (inFlight.plusOverflows(waiting)) {
            return false;
        }
        Word reserved = inFlight.plus(waiting);
        return !reserved.plusOverflows(decoded.costMax())
                && reserved.plus(decoded.costMax()).compareTo(balance) <= 0;
    }

    private boolean outbids(Transaction tx, Transaction incumbent) {
        return raised(tx.fees().maxFeePerGas(), incumbent.fees().maxFeePerGas())
                && raised(
                        tx.fees().maxPriorityFeePerGas(), incumbent.fees().maxPriorityFeePerGas());
    }

    private boolean raised(Word offer, Word before) {
        BigInteger threshold =
                before.toBigInteger()
                        .multiply(BigInteger.valueOf(100L + limits.priceBumpPercent()));
        return offer.toBigInteger().multiply(BigInteger.valueOf(100)).compareTo(threshold) >= 0
                && offer.compareTo(before) > 0;
    }

    static Admission.Refused refused(Refusal reason, String message, RecoveredTransaction tx) {
        return new Admission.Refused(reason, message, tx.hash());
    }
}
