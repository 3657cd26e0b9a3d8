package io.kaizen.pipeline.intake;

import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/** The verdict on a raw transaction. */
public sealed interface Admission {

    /** In the pool, or already ordered. */
    record Accepted(Hash hash) implements Admission {}

    /**
     * @param hash null where the bytes could not be decoded
     * @param message lower case, with the values, as geth words it where geth has the case
     */
    record Refused(Refusal reason, String message, @Nullable Hash hash) implements Admission {}
}
