package io.kaizen.perf.crash;

import io.kaizen.journal.order.SyncLevel;

/**
 * What the node had said by some moment.
 *
 * @param appended the last position whose append had returned: survives a kill
 * @param synced the last position whose sync had returned: survives a loss of power
 * @param history what was written, also behind that moment
 */
record Promise(SyncLevel level, long appended, long synced, History history) {
    Promise withAppended(long position) {
        return new Promise(level, position, synced, history);
    }

    Promise withSynced(long position) {
        return new Promise(level, appended, position, history);
    }
}
