package io.kaizen.journal.replay;

import io.kaizen.exec.state.MemoryState;
import io.kaizen.journal.chain.BlockSource;

/** Brings a start state forward by recorded effects; nothing is executed. */
final class StateBefore {
    private StateBefore() {}

    /**
     * The state after block {@code number - 1}, whose root is still to be compared.
     *
     * @throws io.kaizen.journal.chain.RecordDamageException where a record on the way is damaged
     */
    static MemoryState of(BlockSource log, StartState start, long number) {
        StartState.Base base = start.atOrBelow(number - 1);
        MemoryState state = new MemoryState();
        state.apply(base.state());
        for (long block = base.number() + 1; block < number; block++) {
            state.apply(log.recorded(block).effects());
        }
        return state;
    }
}
