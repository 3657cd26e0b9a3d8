package io.kaizen.perf.load;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keys, senders and signed transactions of a measurement. Deterministic for a seed. */
public final class Workload {
    /** What each transaction does. */
    public enum Kind {
        /** Moves one wei to a fresh address. */
        TRANSFER(TRANSFER_GAS, 1),
        /** Calls transfer(address,uint256) of a token that the measurement deploys. */
        ERC20(TOKEN_GAS, 0);

        private final long gasLimit;
        private final long value;

        Kind(long gasLimit, long value) {
            this.gasLimit = gasLimit;
            this.value = value;
        }

        /**
         * What one transaction may cost at most, in wei: its gas limit at the fee cap, and value.
         */
        Word costMax() {
            return MAX_FEE.times(gasLimit).plus(Word.of(value));
        }

        long gasLimit() {
            return gasLimit;
        }

        /** Wei that a transaction moves. */
        long value() {
            return value;
        }
    }

    public static final Word MAX_FEE = Word.of(100_000_000_000L);
    private static final Word TIP = Word.of(1_000_000_000L);
    private static final long TRANSFER_GAS = 21_000;
    private static final long TOKEN_GAS = 80_000;

    private final Word chainId;
    private final long seed;

    /**
     * @param secretKey 32 bytes
     */
    public record Sender(Address address, Bytes secretKey) {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    public Workload(Word chainId, long seed) {
        this.chainId = chainId;
        this.seed = seed;
    }

    public List<Sender> senders(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    Bytes key = digest("sender", i).bytes();
                    return new Sender(Secp256k1.address(key.array()), key);
                })
                .toList();
    }

    /** The i-th recipient, an address nobody has the key of. */
    public Address recipient(long i) {
        return Address.ofHash(digest("recipient", i).toArray());
    }

    private Hash digest(String purpose, long index) {
        byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
        byte[] preimage = new byte[name.length + 16];
        System.arraycopy(name, 0, preimage, 0, name.length);
        BigEndian.putLong(preimage, name.length, seed);
        BigEndian.putLong(preimage, name.length + 8, index);
        return Hash.keccak(preimage);
    }

    /** A signed transfer of wei. */
    public Bytes transfer(Sender from, long nonce, Address to, Word value) {
        return sign(from, nonce, TRANSFER_GAS, to, value, Bytes.EMPTY);
    }

    /** A signed transfer of tokens. */
    public Bytes tokenTransfer(Sender from, long nonce, Address token, Address to, Word amount) {
        return sign(from, nonce, TOKEN_GAS, token, Word.ZERO, BenchToken.transfer(to, amount));
    }

    /** A signed transaction of any other shape; a null recipient deploys. */
    public Bytes sign(
            Sender from, long nonce, long gasLimit, @Nullable Address to, Word value, Bytes data) {
        Transaction.Fees fees = new Transaction.Fees(gasLimit, MAX_FEE, TIP, Word.ZERO);
        Transaction unsigned = unsigned(nonce, fees, new Transaction.Call(to, value, data));
        return TransactionCodec.encode(TransactionCodec.sign(unsigned, from.secretKey().array()));
    }

    Transaction unsigned(long nonce, Transaction.Fees fees, Transaction.Call call) {
        return new Transaction(
                TransactionType.DYNAMIC_FEE,
                chainId,
                nonce,
                fees,
                call,
                Transaction.Extras.NONE,
                Signature.NONE);
    }
}
