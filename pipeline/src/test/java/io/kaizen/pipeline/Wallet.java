package io.kaizen.pipeline;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import java.util.List;

/** A funded key of the tests' genesis and the transactions that it signs. One thread. */
final class Wallet {
    static final Word GWEI = Word.of(1_000_000_000L);

    final byte[] key = new byte[32];
    final Address address;

    /** The next nonce of {@link #transfer} and {@link #call}. */
    long nonce;

    Wallet(int index) {
        BigEndian.putLong(key, 24, 0x5eed_0000L + index);
        address = Secp256k1.address(key);
    }

    Bytes transfer(Address to, long wei) {
        return sign(dynamic(nonce++, 21_000, to, Word.of(wei), Bytes.EMPTY));
    }

    Bytes transferAll(Address to, Word wei) {
        return sign(dynamic(nonce++, 21_000, to, wei, Bytes.EMPTY));
    }

    /** With gas for code that takes the money. */
    Bytes pay(Address to, Word wei) {
        return sign(dynamic(nonce++, 100_000, to, wei, Bytes.EMPTY));
    }

    Bytes call(Address to, long gasLimit) {
        return sign(dynamic(nonce++, gasLimit, to, Word.ZERO, Bytes.EMPTY));
    }

    /** A set-code transaction that carries others' authorizations. */
    Bytes delegate(Authorization... authorizations) {
        return sign(
                new Transaction(
                        TransactionType.SET_CODE,
                        PipelineNode.CHAIN_ID,
                        nonce++,
                        new Transaction.Fees(200_000, GWEI.times(10), Word.ONE, Word.ZERO),
                        new Transaction.Call(Address.ofLong(0xbeef), Word.ZERO, Bytes.EMPTY),
                        new Transaction.Extras(List.of(), List.of(authorizations), List.of()),
                        Signature.NONE));
    }

    Authorization authorize(Address code, long atNonce) {
        Authorization unsigned =
                new Authorization(PipelineNode.CHAIN_ID, code, atNonce, Signature.NONE);
        return new Authorization(
                PipelineNode.CHAIN_ID,
                code,
                atNonce,
                Secp256k1.sign(TransactionCodec.authorizationHash(unsigned), key));
    }

    /** Tips one wei under a cap of ten gwei. */
    static Transaction dynamic(long nonce, long gasLimit, Address to, Word value, Bytes data) {
        return new Transaction(
                TransactionType.DYNAMIC_FEE,
                PipelineNode.CHAIN_ID,
                nonce,
                new Transaction.Fees(gasLimit, GWEI.times(10), Word.ONE, Word.ZERO),
                new Transaction.Call(to, value, data),
                Transaction.Extras.NONE,
                Signature.NONE);
    }

    Bytes sign(Transaction unsigned) {
        return TransactionCodec.encode(TransactionCodec.sign(unsigned, key));
    }
}
