package io.kaizen.exec.crypto.lanes;

import io.kaizen.zk.machine.Memory;
import io.kaizen.zk.machine.Register;

/** Gives out places in the workspace, whose address the code holds in RDI. */
final class Layout {
    static final int LANES = 8;

    /** One 64-bit lane for each signature. */
    static final int VECTOR_BYTES = 8 * LANES;

    /** Limbs of an element, of 52 bits. */
    static final int LIMBS = 5;

    static final int LIMB_BITS = 52;
    static final int ELEMENT_BYTES = LIMBS * VECTOR_BYTES;

    /** A point's two coordinates as plain 256-bit numbers, least significant word first. */
    static final int ROW_BYTES = 64;

    private int size;

    Memory vector() {
        return block(VECTOR_BYTES);
    }

    Memory element() {
        return block(ELEMENT_BYTES);
    }

    /** A place of whole vectors. */
    Memory block(int bytes) {
        Memory place = Register.RDI.at(size);
        size += (bytes + VECTOR_BYTES - 1) / VECTOR_BYTES * VECTOR_BYTES;
        return place;
    }

    int size() {
        return size;
    }
}
