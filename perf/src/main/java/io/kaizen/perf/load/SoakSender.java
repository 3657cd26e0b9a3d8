package io.kaizen.perf.load;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload.Kind;
import io.kaizen.perf.load.Workload.Sender;
import java.math.BigInteger;

/** A sender that signs its next transaction when it is asked for. One thread. */
final class SoakSender {
    /** Low, so that hours of load do not empty the funder; twice the least base fee. */
    private static final Word MAX_FEE = Word.of(2_000_000_000L);

    private static final Word TIP = Word.of(100_000_000L);

    private final Workload workload;
    private final Sender sender;
    private final BigInteger secretKey;
    private final Kind kind;
    private final Address token;
    private long nonce;

    SoakSender(Workload workload, Sender sender, long nonce, Kind kind, Address token) {
        this.workload = workload;
        this.sender = sender;
        this.secretKey = new BigInteger(1, sender.secretKey().array());
        this.nonce = nonce;
        this.kind = kind;
        this.token = token;
    }

    /** What one transaction may cost at most, in wei. */
    static Word costMax(Kind kind) {
        return MAX_FEE.times(kind.gasLimit()).plus(Word.of(kind.value()));
    }

    Address address() {
        return sender.address();
    }

    /** Of the next transaction: so many were signed. */
    long nonce() {
        return nonce;
    }

    Bytes next(TableSigner signer, int recipient) {
        Address to = workload.recipient(recipient);
        Transaction unsigned =
                switch (kind) {
                    case TRANSFER ->
                            workload.unsigned(
                                    nonce, fees(), new Transaction.Call(to, Word.ONE, Bytes.EMPTY));
                    case ERC20 ->
                            workload.unsigned(
                                    nonce,
                                    fees(),
                                    new Transaction.Call(
                                            token, Word.ZERO, BenchToken.transfer(to, Word.ONE)));
                };
        nonce++;
        return TransactionCodec.encode(
                unsigned.signed(signer.sign(TransactionCodec.signingHash(unsigned), secretKey)));
    }

    private Transaction.Fees fees() {
        return new Transaction.Fees(kind.gasLimit(), MAX_FEE, TIP, Word.ZERO);
    }
}
