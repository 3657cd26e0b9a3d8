package io.kaizen.exec.block;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;

/**
 * The difficulty of a block before the Merge (yellow paper §4.3.4; EIP-2, EIP-100, and the delays
 * of the bomb from EIP-649 to EIP-5133). Pure.
 */
final class Difficulty {
    private static final BigInteger MINIMUM = BigInteger.valueOf(131_072);
    private static final BigInteger BOUND_DIVISOR = BigInteger.valueOf(2048);
    private static final long BOMB_PERIOD = 100_000;
    private static final long STEPS_DOWN_MAX = 99;

    /** Frontier: a block that took at least so many seconds lowers the difficulty. */
    private static final long FRONTIER_SECONDS = 13;

    private Difficulty() {}

    /**
     * @param timestamp of the block, in seconds; later than the parent's
     */
    static Word next(Fork fork, long timestamp, Header parent) {
        BigInteger before = parent.environment().difficulty().toBigInteger();
        BigInteger step =
                before.divide(BOUND_DIVISOR)
                        .multiply(BigInteger.valueOf(steps(fork.revision(), timestamp, parent)));
        BigInteger after = before.add(step).max(MINIMUM);
        return Word.of(after.add(bomb(fork, parent.number())).max(MINIMUM));
    }

    /** By how many 2048ths of itself the difficulty changes. */
    private static long steps(Revision revision, long timestamp, Header parent) {
        long seconds = timestamp - parent.timestamp();
        if (!revision.atLeast(Revision.HOMESTEAD)) {
            return Long.compareUnsigned(seconds, FRONTIER_SECONDS) < 0 ? 1 : -1;
        }
        boolean counted = revision.atLeast(Revision.BYZANTIUM);
        boolean ommers = counted && !parent.roots().ommersHash().equals(Hash.EMPTY_LIST);
        long down = Long.divideUnsigned(seconds, counted ? 9 : 10);
        // As unsigned: an absurd gap is the steepest way down.
        long bounded =
                Long.compareUnsigned(down, STEPS_DOWN_MAX + 2) > 0 ? STEPS_DOWN_MAX + 2 : down;
        return Math.max((ommers ? 2 : 1) - bounded, -STEPS_DOWN_MAX);
    }

    /** The bomb: two to the number of whole periods since its (delayed) start, less two. */
    private static BigInteger bomb(Fork fork, long parentNumber) {
        long delayed = Math.max(0, parentNumber + 1 - fork.bombDelay());
        long periods = delayed / BOMB_PERIOD;
        return periods < 2 ? BigInteger.ZERO : BigInteger.TWO.pow((int) Math.min(periods - 2, 255));
    }
}
