package io.kaizen.exec.trace;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What KECCAK256 hashed in a transaction, as geth's keccak256PreimageTracer gives it. Serves one
 * transaction, on its thread; bounded by the gas that hashing costs.
 */
public final class KeccakPreimageTracer implements Tracer {
    private final TreeMap<Hash, Bytes> preimages = new TreeMap<>();

    /** By their hash. */
    public SortedMap<Hash, Bytes> preimages() {
        return Collections.unmodifiableSortedMap(preimages);
    }

    @Override
    public boolean wantsSteps() {
        return true;
    }

    @Override
    public void onStep(Step step) {
        if (step.opcode() == Opcode.KECCAK256 && step.stackSize() >= 2) {
            Bytes preimage = step.memory(step.stack(0), step.stack(1));
            if (preimage != null) {
                preimages.put(Hash.keccak(preimage), preimage);
            }
        }
    }
}
