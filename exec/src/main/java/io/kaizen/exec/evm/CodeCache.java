package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Code made ready to run, by hash; the least recently used goes first when the bytes held exceed
 * the limit. One thread.
 */
public final class CodeCache {
    public static final long BYTES_MAX_DEFAULT = 32L << 20;
    private static final int ENTRY_OVERHEAD = 256;

    private final LinkedHashMap<Hash, Code> entries = new LinkedHashMap<>(256, 0.75f, true);
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
        Code code = entries.get(hash);
        if (code != null) {
            return code;
        }
        Bytes loaded = view.code(hash);
        if (loaded.isEmpty()) {
            // Not remembered: a view that lacks the code must not decide for one that has it.
            return Code.EMPTY;
        }
        code = Code.of(loaded);
        entries.put(hash, code);
        bytes += weight(code);
        evict();
        return code;
    }

    private void evict() {
        Iterator<Map.Entry<Hash, Code>> oldest = entries.entrySet().iterator();
        while (bytes > bytesMax && entries.size() > 1) {
            bytes -= weight(oldest.next().getValue());
            oldest.remove();
        }
    }

    private static long weight(Code code) {
        return ENTRY_OVERHEAD + 2L * code.size();
    }
}
