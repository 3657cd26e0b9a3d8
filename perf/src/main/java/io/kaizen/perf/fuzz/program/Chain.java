package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;

/** What every block under test has in common; transactions are made for it. */
public final class Chain {
    public static final Word ID = Word.of(31337);

    /** In wei; there is none before London. */
    public static final Word BASE_FEE = Word.of(7);

    public static final Address FEE_RECIPIENT = Cast.FEE_RECIPIENT;
    public static final long GAS_LIMIT = 1L << 50;

    /** In seconds. */
    public static final long TIMESTAMP = 2_000_000_000L;

    private Chain() {}
}
