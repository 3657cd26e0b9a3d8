package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * Code made ready to run, by hash; the least recently used goes first when the bytes held exceed
 * the limit. One thread.
 */
public final class CodeCache {
    public static final long BYTES_MAX_DEFAULT = 64L << 20;
    private static final int ENTRY_OVERHEAD = 256;

    private final LinkedHashMap<Hash, Entry> entries = new LinkedHashMap<>(256, 0.75f, true);
    private final long bytesMax;
    private long bytes;

    public CodeCache(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The code with this hash, from here or from the view. */
    public Code get(Hash hash, StateView view) {
        if (hash.equals(Hash.EMPTY_CODE)) {
            return Code.EMPTY;
        }
        Entry entry = entries.get(hash);
        if (entry == null) {
            Bytes loaded = view.code(hash);
            if (loaded.isEmpty()) {
                // Not remembered: a view that lacks the code must not decide for one that has it.
                return Code.EMPTY;
            }
            entry = new Entry(Code.of(loaded));
            entries.put(hash, entry);
        }
        weigh(entry);
        return entry.code;
    }

    /** Counts what a code holds by now: its program is made after it was put here. */
    public void weigh(Hash hash) {
        Entry entry = entries.get(hash);
        if (entry != null) {
            weigh(entry);
        }
    }

    private void weigh(Entry entry) {
        long weight = ENTRY_OVERHEAD + entry.code.weigh();
        if (weight != entry.weight) {
            bytes += weight - entry.weight;
            entry.weight = weight;
            evict();
        }
    }

    private void evict() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (bytes > bytesMax && entries.size() > 1) {
            bytes -= oldest.next().weight;
            oldest.remove();
        }
    }

    private static final class Entry {
        final Code code;
        long weight;

        Entry(Code code) {
            this.code = code;
        }
    }
}
