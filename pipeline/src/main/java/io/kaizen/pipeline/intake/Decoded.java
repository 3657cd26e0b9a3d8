package io.kaizen.pipeline.intake;

import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;

/** What a worker made of raw bytes, without looking at any state. */
public sealed interface Decoded {
    /**
     * @param costMax value plus gas limit times fee cap, in wei
     */
    record Valid(RecoveredTransaction transaction, Word costMax) implements Decoded {}

    record Invalid(Admission.Refused refusal) implements Decoded {}
}
