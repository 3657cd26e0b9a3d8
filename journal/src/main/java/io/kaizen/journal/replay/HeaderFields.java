package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Header;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A header's fields by the names that JSON-RPC has for them. */
public final class HeaderFields {
    private HeaderFields() {}

    private record Field(String name, Function<Header, @Nullable Object> value) {}

    /**
     * A field in which two headers differ.
     *
     * @param field as {@code header.stateRoot}
     */
    public record Difference(String field, @Nullable Object computed, @Nullable Object given) {}

    /** What others are computed from comes first. */
    private static final List<Field> FIELDS =
            List.of(
                    new Field("header.parentHash", Header::parentHash),
                    new Field("header.number", Header::number),
                    new Field("header.timestamp", Header::timestamp),
                    new Field("header.gasLimit", Header::gasLimit),
                    new Field("header.miner", h -> h.environment().feeRecipient()),
                    new Field("header.difficulty", h -> h.environment().difficulty()),
                    new Field("header.mixHash", h -> h.environment().mixHash()),
                    new Field("header.nonce", h -> h.environment().nonce()),
                    new Field("header.extraData", h -> h.environment().extraData()),
                    new Field("header.baseFeePerGas", h -> h.environment().baseFee()),
                    new Field("header.excessBlobGas", h -> h.environment().excessBlobGas()),
                    new Field(
                            "header.parentBeaconBlockRoot",
                            h -> h.environment().parentBeaconBlockRoot()),
                    new Field("header.gasUsed", Header::gasUsed),
                    new Field("header.logsBloom", Header::bloom),
                    new Field("header.stateRoot", Header::stateRoot),
                    new Field("header.transactionsRoot", h -> h.roots().transactionsRoot()),
                    new Field("header.receiptsRoot", h -> h.roots().receiptsRoot()),
                    new Field("header.sha3Uncles", h -> h.roots().ommersHash()),
                    new Field("header.withdrawalsRoot", h -> h.roots().withdrawalsRoot()),
                    new Field("header.blobGasUsed", h -> h.roots().blobGasUsed()),
                    new Field("header.requestsHash", h -> h.roots().requestsHash()));

    /** The first difference; null where there is none. */
    public static @Nullable Difference first(Header computed, Header given) {
        for (Field field : FIELDS) {
            Object mine = field.value().apply(computed);
            Object theirs = field.value().apply(given);
            if (!Objects.equals(mine, theirs)) {
                return new Difference(field.name(), mine, theirs);
            }
        }
        return null;
    }
}
