package io.kaizen.ingress.metrics;

import io.kaizen.journal.disk.DiskReserve;

/** What is left of the disk under the data folder. */
public final class DiskMeters {
    private DiskMeters() {}

    /** Reads the reserve's last look when scraped. */
    public static void bind(MeterBook book, DiskReserve reserve) {
        book.gauge(
                "kaizen_disk_usable_bytes",
                "Bytes of disk left where the data folder is.",
                reserve::usableBytes);
        book.gauge(
                "kaizen_disk_low",
                "1 while less than the reserve is left and transactions are refused.",
                () -> reserve.isLow() ? 1 : 0);
    }
}
