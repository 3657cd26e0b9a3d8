package io.kaizen.journal.snapshot;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.snapshot.Overlay.ChangedAccount;
import io.kaizen.journal.snapshot.Overlay.ChangedSlot;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** A state and what has changed since, both in order, as the state that comes of it. */
final class StateMerge {
    private StateMerge() {}

    static void accounts(StateCursor base, Iterator<ChangedAccount> changes, StateSink sink)
            throws IOException {
        boolean has = base.nextAccount();
        while (changes.hasNext()) {
            ChangedAccount change = changes.next();
            while (has && base.owner().compareTo(change.owner()) < 0) {
                copy(base, sink);
                has = base.nextAccount();
            }
            boolean isSame = has && base.owner().equals(change.owner());
            Account after = change.after();
            if (after != null) {
                sink.account(change.owner(), change.address(), after);
                slots(base, isSame && !change.cleared(), change, sink);
            }
            if (isSame) {
                has = base.nextAccount();
            }
        }
        while (has) {
            copy(base, sink);
            has = base.nextAccount();
        }
    }

    private static void copy(StateCursor base, StateSink sink) throws IOException {
        sink.account(base.owner(), base.address(), base.account());
        while (base.nextSlot()) {
            sink.slot(base.slotKey(), base.slot(), base.value());
        }
    }

    private static void slots(
            StateCursor base, boolean keeps, ChangedAccount change, StateSink sink)
            throws IOException {
        boolean has = keeps && base.nextSlot();
        for (ChangedSlot changed : change.slots()) {
            while (has && base.slotKey().compareTo(changed.key()) < 0) {
                sink.slot(base.slotKey(), base.slot(), base.value());
                has = base.nextSlot();
            }
            if (!changed.value().isZero()) {
                sink.slot(changed.key(), changed.slot(), changed.value());
            }
            if (has && base.slotKey().equals(changed.key())) {
                has = base.nextSlot();
            }
        }
        while (has) {
            sink.slot(base.slotKey(), base.slot(), base.value());
            has = base.nextSlot();
        }
    }

    /**
     * The codes that are needed, in order.
     *
     * @throws SnapshotException where one is not there
     */
    static void codes(
            CodeCursor base, Map<Hash, Bytes> ascending, Set<Hash> needed, ChunkBuilder sink)
            throws IOException {
        Set<Hash> missing = new HashSet<>(needed);
        boolean has = base.next();
        for (Map.Entry<Hash, Bytes> added : ascending.entrySet()) {
            while (has && base.hash().compareTo(added.getKey()) < 0) {
                code(base.hash(), base.code(), missing, sink);
                has = base.next();
            }
            code(added.getKey(), added.getValue(), missing, sink);
        }
        while (has) {
            code(base.hash(), base.code(), missing, sink);
            has = base.next();
        }
        if (!missing.isEmpty()) {
            throw new SnapshotException(
                    "%d codes are missing, %s among them"
                            .formatted(missing.size(), missing.iterator().next()));
        }
    }

    /** Once, however often it is there. */
    private static void code(Hash hash, Bytes code, Set<Hash> missing, ChunkBuilder sink)
            throws IOException {
        if (missing.remove(hash)) {
            sink.code(hash, code);
        }
    }
}
