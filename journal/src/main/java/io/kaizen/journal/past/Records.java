package io.kaizen.journal.past;

import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.RecordedBlock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records that were asked for, least recently asked first to go, as many as fit into a bound of
 * bytes. Any thread.
 */
final class Records {
    private final BlockSource source;
    private final long bytesMax;
    private final LinkedHashMap<Long, RecordedBlock> byNumber =
            new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    Records(BlockSource source, long bytesMax) {
        this.source = source;
        this.bytesMax = bytesMax;
    }

    /**
     * @throws io.kaizen.journal.chain.RecordDamageException where it cannot be read
     */
    RecordedBlock get(long number) {
        RecordedBlock known = known(number);
        if (known != null) {
            return known;
        }
        RecordedBlock read = source.recorded(number);
        keep(read);
        return read;
    }

    private synchronized @Nullable RecordedBlock known(long number) {
        return byNumber.get(number);
    }

    private synchronized void keep(RecordedBlock read) {
        if (byNumber.putIfAbsent(read.number(), read) == null) {
            bytes += read.size();
        }
        Iterator<RecordedBlock> eldest = byNumber.values().iterator();
        while (byNumber.size() > 1 && bytes > bytesMax) {
            bytes -= eldest.next().size();
            eldest.remove();
        }
    }
}
