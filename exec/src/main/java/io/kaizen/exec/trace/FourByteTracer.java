package io.kaizen.exec.trace;

import io.kaizen.exec.evm.CallKind;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.precompile.Precompiles;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the function selectors that a transaction calls, as geth's 4byteTracer does: by the first
 * four bytes of the input and the size of the rest. Creations and precompiles don't count. Serves
 * one transaction, on its thread; bounded by the gas that calls cost.
 */
public final class FourByteTracer implements Tracer {
    private static final int SELECTOR_BYTES = 4;

    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private @Nullable Precompiles precompiles;

    /** By selector and size of the arguments: {@code 0x27dc297e-128}. */
    public SortedMap<String, Integer> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    @Override
    public void onTransactionStart(TransactionStart start) {
        precompiles = Precompiles.of(start.revision());
    }

    @Override
    public void onEnter(
            CallKind kind, Address from, Address to, Word value, Bytes input, long gas) {
        boolean calls = !kind.isCreation() && kind != CallKind.SELFDESTRUCT;
        if (!calls || input.size() < SELECTOR_BYTES || isPrecompile(to)) {
            return;
        }
        String selector = Bytes.copyOf(input.array(), 0, SELECTOR_BYTES).hex();
        counts.merge(selector + "-" + (input.size() - SELECTOR_BYTES), 1, Integer::sum);
    }

    private boolean isPrecompile(Address to) {
        return precompiles != null && precompiles.at(to) != null;
    }
}
