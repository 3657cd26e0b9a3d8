package io.kaizen.exec.parallel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One location of the state: its committed value, and the versions of transactions that have run
 * but are not committed yet, newest first.
 *
 * <p>Any thread reads. The owner alone commits; whoever finds no committed value may put the base's
 * there, which loses against a commit. Runners push versions. Values are immutable.
 */
abstract sealed class Cell permits AccountCell, SlotCell {
    /** In place of a value that is about to be replaced. */
    static final Object ESTIMATE = new Object();

    private static final int CUT_EVERY = 16;

    private static final VarHandle COMMITTED;
    private static final VarHandle NEWEST;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            COMMITTED = lookup.findVarHandle(Cell.class, "committed", Object.class);
            NEWEST = lookup.findVarHandle(Cell.class, "newest", Version.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The key's hash: of this process, see {@code LocationHash}. */
    final int hash;

    @SuppressWarnings("unused") // through COMMITTED
    private @Nullable Object committed;

    @SuppressWarnings("unused") // through NEWEST
    private @Nullable Version newest;

    /**
     * What one uncommitted transaction wrote.
     *
     * <p>{@code value} becomes {@link #ESTIMATE} and {@code older} null without a barrier: a reader
     * that misses it reads a value that validation refuses, or walks a little further.
     */
    static final class Version {
        final long sequence;
        Object value;
        @Nullable Version older;

        /** Pushes since the chain was cut. */
        private int uncut;

        Version(long sequence, Object value, @Nullable Version older) {
            this.sequence = sequence;
            this.value = value;
            this.older = older;
            this.uncut = older == null ? 0 : older.uncut + 1;
        }
    }

    Cell(int hash) {
        this.hash = hash;
    }

    @SuppressWarnings("ReferenceEquality") // a mark, not a value
    static boolean isEstimate(Object value) {
        return value == ESTIMATE;
    }

    /** The value after the last committed transaction; null where nobody has looked yet. */
    final @Nullable Object committed() {
        return COMMITTED.getAcquire(this);
    }

    /** Owner only. */
    final void commit(Object value) {
        COMMITTED.setRelease(this, value);
    }

    /** Puts the base's value where none is; the one that holds. */
    final Object load(Object fromBase) {
        Object there = COMMITTED.compareAndExchange(this, null, fromBase);
        return there == null ? fromBase : there;
    }

    /**
     * The newest version below the sequence and above the watermark; null where there is none, so
     * that the committed value holds.
     */
    final @Nullable Version below(long sequence, long watermark) {
        Version version = (Version) NEWEST.getAcquire(this);
        while (version != null && version.sequence >= sequence) {
            version = version.older;
        }
        return version == null || version.sequence <= watermark ? null : version;
    }

    /** Adds what the transaction wrote; the versions stay in order. */
    final Version push(long sequence, Object value, long watermark) {
        while (true) {
            Version head = (Version) NEWEST.getAcquire(this);
            if (head == null || head.sequence <= watermark) {
                Version only = new Version(sequence, value, null);
                if (NEWEST.compareAndSet(this, head, only)) {
                    return only;
                }
            } else if (head.sequence < sequence) {
                Version added = new Version(sequence, value, head);
                if (NEWEST.compareAndSet(this, head, added)) {
                    if (added.uncut >= CUT_EVERY) {
                        cut(added, watermark);
                    }
                    return added;
                }
            } else {
                Version added = new Version(sequence, value, null);
                if (NEWEST.compareAndSet(this, head, between(head, added))) {
                    return added;
                }
            }
        }
    }

    /** Lets go of what the committed value stands for by now. */
    private static void cut(Version from, long watermark) {
        Version last = from;
        Version next = from.older;
        while (next != null && next.sequence > watermark) {
            last = next;
            next = next.older;
        }
        last.older = null;
        from.uncut = 0;
    }

    /**
     * A copy of the chain with the version in its place: a later transaction ran first, which is
     * rare. The copied versions are no longer those that their tasks hold, so they are neither cut
     * nor marked: they cost a walk until the next push, and no correctness.
     */
    private static Version between(Version head, Version added) {
        Version copy = new Version(head.sequence, head.value, null);
        Version last = copy;
        Version rest = head.older;
        while (rest != null && rest.sequence > added.sequence) {
            Version next = new Version(rest.sequence, rest.value, null);
            last.older = next;
            last = next;
            rest = rest.older;
        }
        boolean replaces = rest != null && rest.sequence == added.sequence;
        added.older = replaces ? rest.older : rest;
        last.older = added;
        return copy;
    }

    /** Versions in the chain, for tests. */
    final int versions() {
        int count = 0;
        for (Version v = (Version) NEWEST.getAcquire(this); v != null; v = v.older) {
            count++;
        }
        return count;
    }
}
