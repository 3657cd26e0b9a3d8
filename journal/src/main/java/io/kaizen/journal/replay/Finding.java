package io.kaizen.journal.replay;

import io.kaizen.journal.chain.RecordDamageException;

/** Why a replay ends at a block. */
sealed interface Finding {
    ReplayResult result(ReplayResult.Counts counts);

    record Differs(Divergence divergence) implements Finding {
        @Override
        public ReplayResult result(ReplayResult.Counts counts) {
            return new ReplayResult.Diverged(counts, divergence);
        }
    }

    record Unreadable(Damage damage) implements Finding {
        @Override
        public ReplayResult result(ReplayResult.Counts counts) {
            return new ReplayResult.Unreadable(counts, damage);
        }
    }

    static Finding of(RecordDamageException damaged) {
        return new Unreadable(Damage.of(damaged));
    }

    static Finding differs(Divergence.Place place, String field, Object replayed, Object recorded) {
        return new Differs(
                new Divergence(place, field, String.valueOf(replayed), String.valueOf(recorded)));
    }
}
