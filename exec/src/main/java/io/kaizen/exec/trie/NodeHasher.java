package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Hashes nodes of several tries together and hands each node's reference to what stands above it.
 * Whoever stands there is done once it has the references of all that is below, and its own node
 * comes here in turn. One thread.
 */
final class NodeHasher {
    /** What waits for the references of nodes below it. */
    interface Above {
        /**
         * Takes, and copies, a reference: a hash with its header, or the node itself where that is
         * short.
         *
         * @param place as it was given with the node
         */
        void take(int place, byte[] source, int offset, int length);
    }

    private final HashQueue queue = HashQueue.create();
    private final @Nullable Above[] aboves = new @Nullable Above[HashQueue.COUNT_MAX];
    private final int[] places = new int[HashQueue.COUNT_MAX];

    /** The round that is being handed out; what that makes is queued for the next. */
    private final @Nullable Above[] receivers = new @Nullable Above[HashQueue.COUNT_MAX];

    private final int[] received = new int[HashQueue.COUNT_MAX];
    private final byte[] references = new byte[HashQueue.COUNT_MAX * NodeBytes.REFERENCE_BYTES];
    private boolean handsOut;

    /** The offset in {@link #target} to write a node of at most so many bytes to. */
    int room(int length) {
        return queue.room(length);
    }

    byte[] target() {
        return queue.inputs();
    }

    /**
     * Takes the node that was written to where {@link #room} said.
     *
     * @param end the offset behind it
     * @param isRoot a root is hashed however short it is
     */
    void made(int start, int end, boolean isRoot, Above above, int place) {
        if (end - start <= Node.EMBEDDED_BYTES_MAX && !isRoot) {
            above.take(place, queue.inputs(), start, end - start);
            return;
        }
        aboves[queue.count()] = above;
        places[queue.count()] = place;
        queue.added(end - start);
        // A round makes one node at most of each that it hands out: the next one has room for all.
        while (!handsOut && queue.count() == HashQueue.COUNT_MAX) {
            round();
        }
    }

    /** Hashes until nothing waits. */
    void finish() {
        while (queue.count() > 0) {
            round();
        }
    }

    private void round() {
        int count = queue.count();
        queue.run();
        for (int i = 0; i < count; i++) {
            int at = i * NodeBytes.REFERENCE_BYTES;
            references[at] = (byte) (NodeBytes.EMPTY + Hash.BYTES);
            queue.digest(i, references, at + 1);
            receivers[i] = aboves[i];
            received[i] = places[i];
            aboves[i] = null;
        }
        queue.clear();
        handsOut = true;
        for (int i = 0; i < count; i++) {
            Above above = receivers[i];
            receivers[i] = null;
            if (above != null) {
                above.take(
                        received[i],
                        references,
                        i * NodeBytes.REFERENCE_BYTES,
                        NodeBytes.REFERENCE_BYTES);
            }
        }
        handsOut = false;
    }
}
