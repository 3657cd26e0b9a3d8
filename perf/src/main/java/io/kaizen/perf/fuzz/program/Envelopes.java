package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Transaction.Call;
import io.kaizen.exec.ledger.Transaction.Fees;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.IntrinsicGas;

/** Transactions at the edge of validity, on either side of it. */
final class Envelopes {
    private Envelopes() {}

    static Transaction bend(Transaction tx, Revision revision, Dice dice) {
        return switch (dice.below(10)) {
            case 0, 1 -> withGas(tx, IntrinsicGas.of(revision, tx) + dice.between(-1, 1));
            case 2, 3 -> withFloor(tx, revision, dice);
            case 4 -> withGas(tx, (1L << 24) + dice.between(-1, 1));
            case 5 -> withFees(tx, 6 + dice.below(3), 6 + dice.below(4));
            case 6 -> withValue(tx, Word.of(999_999_999_999_000_000L + dice.below(1_000_000)));
            case 7 -> withNonce(tx, tx.nonce() + dice.pick(-1, 1));
            case 8 -> withValue(tx, EdgeWords.pick(dice));
            default -> withGas(tx, 21_000 + dice.below(40_000));
        };
    }

    /** Data enough that EIP-7623's floor counts, and nothing to run. */
    private static Transaction withFloor(Transaction tx, Revision revision, Dice dice) {
        byte[] data = dice.oneIn(2) ? new byte[dice.below(3000)] : dice.bytes(dice.below(3000));
        Call call = new Call(tx.to(), tx.value(), Bytes.wrap(data));
        Transaction heavy = copy(tx, tx.nonce(), tx.fees(), call);
        long floor = IntrinsicGas.floor(revision, heavy);
        long base = Math.max(floor, IntrinsicGas.of(revision, heavy));
        return withGas(heavy, base + dice.between(-1, 1));
    }

    static Transaction withGas(Transaction tx, long limit) {
        Fees f = tx.fees();
        Fees fees = new Fees(limit, f.maxFeePerGas(), f.maxPriorityFeePerGas(), Word.ZERO);
        return copy(tx, tx.nonce(), fees, tx.call());
    }

    private static Transaction withFees(Transaction tx, long cap, long tip) {
        boolean dynamic =
                switch (tx.type()) {
                    case LEGACY, ACCESS_LIST -> false;
                    case DYNAMIC_FEE, BLOB, SET_CODE -> true;
                };
        Word top = Word.of(cap);
        Fees fees = new Fees(tx.gasLimit(), top, dynamic ? Word.of(tip) : top, Word.ZERO);
        return copy(tx, tx.nonce(), fees, tx.call());
    }

    private static Transaction withValue(Transaction tx, Word value) {
        return copy(tx, tx.nonce(), tx.fees(), new Call(tx.to(), value, tx.data()));
    }

    private static Transaction withNonce(Transaction tx, long nonce) {
        return copy(tx, Math.max(0, nonce), tx.fees(), tx.call());
    }

    static Transaction copy(Transaction tx, long nonce, Fees fees, Call call) {
        return new Transaction(
                tx.type(), tx.chainId(), nonce, fees, call, tx.extras(), tx.signature());
    }
}
