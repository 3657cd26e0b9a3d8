package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The storage tries whose upper branches are kept between updates: as many of those that changed
 * last as fit into a bound. One thread.
 */
final class StorageTries {
    /** An entry of the map with its hash, and the trie's own fields. */
    private static final int OVERHEAD_BYTES = 160;

    private final long bytesMax;
    private final LinkedHashMap<Hash, MerkleTrie> byOwner = new LinkedHashMap<>();
    private long bytes;

    StorageTries(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Nullable MerkleTrie get(Hash owner) {
        return byOwner.get(owner);
    }

    /** Lets go of the owner's trie; to be called before it changes. */
    void remove(Hash owner) {
        MerkleTrie old = byOwner.remove(owner);
        if (old != null) {
            bytes -= size(old);
        }
    }

    /** Keeps the owner's trie as the one that changed last, if it has anything to keep. */
    void add(Hash owner, MerkleTrie trie) {
        if (trie.keptBytes() == 0) {
            return;
        }
        byOwner.put(owner, trie);
        bytes += size(trie);
        Iterator<MerkleTrie> eldest = byOwner.values().iterator();
        while (bytes > bytesMax) {
            bytes -= size(eldest.next());
            eldest.remove();
        }
    }

    /** The heap that the tries take, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Walks what is kept and sums it up: what {@link #bytes} counts. */
    long bytesWalked() {
        long walked = 0;
        for (MerkleTrie trie : byOwner.values()) {
            walked += trie.keptBytesWalked() + OVERHEAD_BYTES;
        }
        return walked;
    }

    int size() {
        return byOwner.size();
    }

    private static long size(MerkleTrie trie) {
        return trie.keptBytes() + OVERHEAD_BYTES;
    }
}
