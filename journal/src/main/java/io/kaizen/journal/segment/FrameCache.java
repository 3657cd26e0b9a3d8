package io.kaizen.journal.segment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The frames of archives that were read last, up to a bound of bytes. Any thread. */
final class FrameCache {
    private final long bytesMax;
    private final Map<Key, ArchiveFrame> frames = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(long segment, int frame) {}

    FrameCache(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    synchronized @Nullable ArchiveFrame get(long segment, int frame) {
        return frames.get(new Key(segment, frame));
    }

    /** Keeps the frame, and drops those that were asked for longest ago. */
    synchronized void put(long segment, int index, ArchiveFrame frame) {
        if (frames.put(new Key(segment, index), frame) != null) {
            return;
        }
        bytes += frame.length();
        var oldest = frames.values().iterator();
        while (bytes > bytesMax && oldest.hasNext()) {
            bytes -= oldest.next().length();
            oldest.remove();
        }
    }
}
