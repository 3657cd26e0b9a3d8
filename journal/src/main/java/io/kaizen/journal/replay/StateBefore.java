package io.kaizen.journal.replay;

import io.kaizen.exec.state.MemoryState;
import io.kaizen.journal.chain.BlockSource;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Brings a start state forward by recorded effects; nothing is executed. */
final class StateBefore {
    /** Blocks between two looks at whether to go on. */
    private static final int LOOK_BLOCKS = 16;

    private StateBefore() {}

    /** The state after block {@code number - 1}, as below. */
    static MemoryState of(BlockSource log, StartState start, long number) {
        return Objects.requireNonNull(of(log, start, number, state -> true));
    }

    /**
     * The state after block {@code number - 1}, whose root is still to be compared; null where it
     * was not to go on.
     *
     * @param goesOn asked now and then, with the state so far
     * @throws io.kaizen.journal.chain.RecordDamageException where a record on the way is damaged
     */
    static @Nullable MemoryState of(
            BlockSource log, StartState start, long number, Predicate<MemoryState> goesOn) {
        StartState.Base base = start.atOrBelow(number - 1);
        MemoryState state = new MemoryState();
        state.apply(base.state());
        for (long block = base.number() + 1; block < number; block++) {
            if (block % LOOK_BLOCKS == 0 && !goesOn.test(state)) {
                return null;
            }
            state.apply(log.recorded(block).effects());
        }
        return goesOn.test(state) ? state : null;
    }
}
