package io.kaizen.exec.trace;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;

/** The machine before an instruction runs; readable only during {@link Tracer#onStep}. */
public interface Step {
    int pc();

    int opcode();

    long gas();

    /** 1 in the top frame. */
    int depth();

    long refund();

    /** Whose storage the code runs on. */
    Address address();

    int stackSize();

    /**
     * @param fromTop 0 for the top
     * @throws IndexOutOfBoundsException if there are fewer items
     */
    Word stack(int fromTop);

    /** A copy. */
    Bytes memory();

    /** A copy. */
    Bytes returnData();

    /** A slot of {@link #address}; reading it does not make it warm. */
    Word storage(Word slot);
}
