package io.kaizen.journal.store;

/**
 * How many entries the first table of each map is laid out for. Files are sparse: a table takes
 * space as it fills, and another, larger one is added when it is full.
 */
public record StoreSizing(long accounts, long slots, long codes, long nodes) {
    /** A local chain. */
    public static final StoreSizing DEV = new StoreSizing(200_000, 1_000_000, 10_000, 2_000_000);

    /** For tests: small files, quick to open. */
    public static final StoreSizing SMALL = new StoreSizing(2_000, 10_000, 200, 20_000);
}
