package io.kaizen.journal.replay;

import io.kaizen.journal.chain.RecordDamageException;

/** What keeps a replay from going on: nothing can be said about what follows. */
public sealed interface Damage {
    /** The one that was being read. */
    long block();

    String why();

    static Damage of(RecordDamageException damaged) {
        return new ChainRecord(damaged.block(), damaged.why());
    }

    /** An entry of the order. */
    record Entry(long block, long position, String why) implements Damage {
        @Override
        public String toString() {
            return "order entry " + position + ", in block " + block + ": " + why;
        }
    }

    /** A block's record in the chain queue. */
    record ChainRecord(long block, String why) implements Damage {
        @Override
        public String toString() {
            return "chain record of block " + block + ": " + why;
        }
    }
}
