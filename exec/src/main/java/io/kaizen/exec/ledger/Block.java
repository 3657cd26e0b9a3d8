package io.kaizen.exec.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block of Ethereum as it travels.
 *
 * @param encodedBytes length of its RLP (EIP-7934 limits it)
 */
public record Block(Header header, Body body, int encodedBytes) {

    /**
     * @param transactions canonical encodings: legacy RLP, or type byte and payload
     * @param ommers null where a source names them by hash only
     * @param withdrawals null before Shanghai
     */
    public record Body(
            List<Bytes> transactions,
            @Nullable List<Header> ommers,
            @Nullable List<Withdrawal> withdrawals) {
        public Body {
            transactions = List.copyOf(transactions);
            ommers = ommers == null ? null : List.copyOf(ommers);
            withdrawals = withdrawals == null ? null : List.copyOf(withdrawals);
        }
    }

    public long number() {
        return header.number();
    }
}
