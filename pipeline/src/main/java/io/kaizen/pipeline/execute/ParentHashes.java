package io.kaizen.pipeline.execute;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.parallel.LateValues;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.exec.process.SystemCalls;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Hashes of sealed blocks, as execution sees them: the parent's is a late location. Whoever asks
 * for the hash of a block that is closed but not sealed yet waits for the sealer; nobody else does.
 * The sealer depends on no thread that may wait here.
 *
 * <p>One writer, the sealing thread. Bound: the {@value #WINDOW} hashes that EIP-2935 serves.
 */
public final class ParentHashes implements BlockHashes, LateValues {
    /** Ring length of EIP-2935's contract. */
    public static final int WINDOW = 8191;

    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);

    private final AtomicReferenceArray<Hash> ring = new AtomicReferenceArray<>(WINDOW);
    private final BooleanSupplier stopped;
    private volatile long sealed;

    /**
     * @param stopped whether the node is stopping, so that a wait cannot outlive it
     */
    public ParentHashes(long sealed, BooleanSupplier stopped) {
        this.sealed = sealed;
        this.stopped = stopped;
    }

    /** Fills in a hash of the past, before any stage runs. */
    public void restore(long number, Hash hash) {
        ring.set((int) (number % WINDOW), hash);
    }

    /** Publishes the hash of the next block: the ring's entry first, then the number. */
    public void sealed(long number, Hash hash) {
        ring.set((int) (number % WINDOW), hash);
        sealed = number;
    }

    /** The storage that the sealer writes: EIP-2935's. */
    @Override
    public boolean isLate(Address address) {
        return address.equals(SystemCalls.HISTORY_STORAGE);
    }

    /** Whether the block's hash is known. */
    @Override
    public boolean isKnown(long number) {
        return number <= sealed;
    }

    @Override
    public Hash hash(long number) {
        if (number < 0) {
            return Hash.ZERO;
        }
        while (number > sealed) {
            if (stopped.getAsBoolean()) {
                throw new IllegalStateException("stopped while waiting for block " + number);
            }
            LockSupport.parkNanos(this, PARK_NS);
        }
        Hash hash = ring.get((int) (number % WINDOW));
        return hash == null ? Hash.ZERO : hash;
    }
}
