package io.kaizen.pipeline.sequence;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.pipeline.intake.Intake;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Opens and closes blocks in the order. Owned by the ordering thread.
 *
 * <p>The base fee of a new timestamp depends on the gas that the last timestamp's blocks used, so
 * at a change of second the next block waits until everything ordered has run: once a second, for
 * about the time that the rings hold.
 */
public final class BlockWriter {
    private final OrderRing ring;
    private final BlockRules rules;
    private final Progress progress;
    private final Intake intake;
    private final Clock clock;
    private long nextPosition;
    private Last last = new Last(-1, 0, Word.ZERO);
    private @Nullable BlockOpening open;
    private long openedAtNs;
    private long gasDeclared;

    /** When the running interval began. */
    private long intervalFromNs;

    /** What {@link #canTake} decided for the block that may be opened next. */
    private long nextTimestampMs;

    private Word nextBaseFee = Word.ZERO;

    /**
     * The block before the next one.
     *
     * @param timestampMs milliseconds since the epoch
     */
    record Last(long number, long timestampMs, Word baseFee) {
        long timestamp() {
            return timestampMs / 1000;
        }
    }

    public BlockWriter(
            OrderRing ring, BlockRules rules, Progress progress, Intake intake, Clock clock) {
        this.ring = ring;
        this.rules = rules;
        this.progress = progress;
        this.intake = intake;
        this.clock = clock;
    }

    /** Continues after what the journal holds. Called once, before the first cycle. */
    void resume(long next, Last lastBlock) {
        nextPosition = next;
        last = lastBlock;
        intervalFromNs = nowNs();
    }

    /** Whether nothing is open and the last block is sealed. */
    boolean isSettled() {
        return open == null && progress.sealedBlock() >= last.number();
    }

    boolean isOpen() {
        return open != null;
    }

    /** Of the open block, or of the next. */
    long number() {
        return open != null ? open.number() : last.number() + 1;
    }

    /**
     * Whether a block is open or could be opened now: not while the base fee of a new second waits
     * for execution. Fixes the next block's time and fee: the clock is read once for both, or the
     * second could turn between the decision and the opening.
     */
    boolean canTake() {
        if (open != null) {
            return true;
        }
        long timestampMs = Math.max(clock.millis(), last.timestampMs());
        boolean newSecond = timestampMs / 1000 > last.timestamp();
        if (newSecond && progress.executed().position() < nextPosition - 1) {
            return false;
        }
        nextTimestampMs = timestampMs;
        nextBaseFee = newSecond ? nextBaseFee(timestampMs / 1000) : last.baseFee();
        return true;
    }

    /** Of the open block, or of the one that would be opened. Only after {@link #canTake}. */
    Word baseFee() {
        return open != null ? open.baseFee() : nextBaseFee;
    }

    /** Whether a block is open that has no room for this much declared gas. */
    boolean isFullFor(long gasLimit) {
        return open != null && gasDeclared + gasLimit > rules.gasLimit();
    }

    /** Takes the next position for a transaction with room. Only after {@link #canTake}. */
    long append(long gasLimit) {
        if (open == null) {
            open();
        }
        gasDeclared += gasLimit;
        return nextPosition++;
    }

    /**
     * Whether the open block should be closed now (or an empty one sealed).
     *
     * @param poolIdle no transaction waits for its place
     */
    boolean isDue(boolean poolIdle) {
        if (!ring.hasRoom(2)) {
            return false;
        }
        return switch (rules.sealing()) {
            case Sealing.Adaptive adaptive -> open != null && adaptiveDue(adaptive, poolIdle);
            case Sealing.Interval interval -> intervalDue(interval);
        };
    }

    private boolean adaptiveDue(Sealing.Adaptive adaptive, boolean poolIdle) {
        if (nowNs() - openedAtNs >= adaptive.max().toNanos()) {
            return true;
        }
        // While the sealer is behind, the block gathers what arrives meanwhile.
        return poolIdle
                && intake.isDrained()
                && progress.executed().position() >= nextPosition - 1
                && progress.sealedBlock() >= last.number();
    }

    private boolean intervalDue(Sealing.Interval interval) {
        if (!intervalEnded(interval)) {
            return false;
        }
        if (open == null && interval.emptyBlocks() == Sealing.EmptyBlocks.SEALED) {
            if (!canTake()) {
                return false;
            }
            open();
        }
        nextInterval(interval);
        return open != null;
    }

    private boolean intervalEnded(Sealing.Interval interval) {
        long now = nowNs();
        // Where the clock was set back, the interval begins anew.
        intervalFromNs = Math.min(intervalFromNs, now);
        return now - intervalFromNs >= interval.interval().toNanos();
    }

    /** Moves to the interval that is running: they follow each other, whatever lies in them. */
    private void nextInterval(Sealing.Interval interval) {
        long intervalNs = interval.interval().toNanos();
        intervalFromNs += Math.max(0, (nowNs() - intervalFromNs) / intervalNs) * intervalNs;
    }

    void close() {
        BlockOpening closing = java.util.Objects.requireNonNull(open, "no block is open");
        ring.close(OrderEvent.Origin.LIVE, nextPosition++, closing.number(), nowNs());
        closed(closing);
    }

    private void closed(BlockOpening closing) {
        last = new Last(closing.number(), closing.timestampMs(), closing.baseFee());
        open = null;
        gasDeclared = 0;
    }

    private void open() {
        BlockOpening.L1Origin origin = BlockOpening.L1Origin.NONE;
        long number = last.number() + 1;
        BlockOpening block =
                new BlockOpening(
                        number,
                        nextTimestampMs,
                        nextBaseFee,
                        rules.gasLimit(),
                        rules.feeRecipient(),
                        prevRandao(origin.hash(), number),
                        origin);
        openedAtNs = nowNs();
        if (rules.sealing() instanceof Sealing.Interval interval) {
            nextInterval(interval);
        }
        open = block;
        ring.open(OrderEvent.Origin.LIVE, nextPosition++, openedAtNs, block);
    }

    /**
     * The L1 origin's randomness, made different for each block. It is public before the block's
     * transactions are ordered, as on every chain with one sequencer.
     */
    private static Hash prevRandao(Hash originHash, long number) {
        byte[] preimage = new byte[40];
        originHash.write(preimage, 0);
        BigEndian.putLong(preimage, 32, number);
        return Hash.keccak(preimage);
    }

    private Word nextBaseFee(long timestamp) {
        Progress.Executed executed = progress.executed();
        long gasUsed = executed.timestamp() == last.timestamp() ? executed.gasUsed() : 0;
        return rules.baseFee().next(last.baseFee(), gasUsed, timestamp - last.timestamp());
    }

    private long nowNs() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
