package io.kaizen.exec.trace;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import org.jspecify.annotations.Nullable;

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

    /**
     * A copy of a part of the memory, zero beyond its end.
     *
     * @return null for a range that ends more than a mebibyte beyond the memory: no instruction
     *     that asks for it is paid for
     */
    @Nullable Bytes memory(Word offset, Word size);

    /** A copy. */
    Bytes returnData();

    /** A slot of {@link #address}; reading it does not make it warm. */
    Word storage(Word slot);
}
