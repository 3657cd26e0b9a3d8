package io.kaizen.journal.order;

/** When an appended entry counts as durable ({@code journal.sync}). */
public enum SyncLevel {
    /** At once: the operating system writes it when it likes. */
    NONE,
    /** After a sync that covers everything appended since the last. */
    GROUP,
    /** After its own sync. */
    EVERY
}
