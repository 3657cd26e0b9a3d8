package io.kaizen.pipeline;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How a stage thread waits: it spins and yields briefly, then parks until a producer rings or the
 * park time is over. An idle node therefore costs next to nothing, and a busy one wakes within
 * microseconds.
 *
 * <p>{@link #idle} is called by the one owning thread, {@link #ring} by any thread after it has
 * published work. The full fences on both sides order "publish, then read {@code parked}" against
 * "set {@code parked}, then look for work", so that no ring is missed; the park time bounds the
 * wait for work that comes with the clock.
 */
public final class Doorbell implements IdleStrategy {
    private final int spinMax;
    private final int yieldMax;
    private final long parkMaxNs;
    private int idleCount;
    private volatile @Nullable Thread parked;

    /**
     * @param spinMax looks for work with a spin hint before yielding
     * @param yieldMax looks for work with a yield before parking
     * @param parkMaxNs the longest sleep without a ring
     */
    public Doorbell(int spinMax, int yieldMax, long parkMaxNs) {
        this.spinMax = spinMax;
        this.yieldMax = yieldMax;
        this.parkMaxNs = parkMaxNs;
    }

    /** Wakes the owner if it is parked. */
    public void ring() {
        VarHandle.fullFence();
        Thread sleeper = parked;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    /**
     * The first call after the spins announces the park and returns, so that the duty cycle looks
     * for work once more; the next one parks.
     */
    @Override
    @SuppressWarnings("ThreadPriorityCheck") // yielding is what this class is for
    public void idle() {
        int count = idleCount++;
        if (count < spinMax) {
            Thread.onSpinWait();
        } else if (count < spinMax + yieldMax) {
            Thread.yield();
        } else if (parked == null) {
            parked = Thread.currentThread();
            VarHandle.fullFence();
        } else {
            LockSupport.parkNanos(this, parkMaxNs);
        }
    }

    @Override
    public void reset() {
        idleCount = 0;
        if (parked != null) {
            parked = null;
        }
    }

    @Override
    public String alias() {
        return "doorbell";
    }
}
