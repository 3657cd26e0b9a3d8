package io.kaizen.journal.chain;

/** Where a transaction stands in the chain. */
public record TransactionLocation(long blockNumber, int index) {}
