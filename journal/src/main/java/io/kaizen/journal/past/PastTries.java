package io.kaizen.journal.past;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trie.AccountProof;
import io.kaizen.exec.trie.ProofBuilder;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.journal.chain.PastProofException;
import io.kaizen.journal.chain.PastProofException.Reason;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.history.NodeHistory;
import io.kaizen.journal.history.NodesGoneException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of old blocks, from tries that are made when they are asked for. The last of them stay, as
 * many as fit into a bound of locations; one is made at a time, by a thread that asks for it. Any
 * thread.
 */
final class PastTries {
    private static final int TRIES_MAX = 8;

    private final TrieUndo undo;
    private final NodeHistory nodes;
    private final LongSupplier head;
    private final int locationsMax;
    private final Duration timeout;

    /** Least recently asked first. */
    private final LinkedHashMap<Long, PastTrie> tries = new LinkedHashMap<>(16, 0.75f, true);

    private @Nullable UnderWay underWay;

    private record UnderWay(long number, CompletableFuture<PastTrie> trie) {}

    /**
     * @param head the newest block of which the nodes and all records up to it are there
     * @param locationsMax of all tries that stay
     */
    PastTries(
            TrieUndo undo,
            NodeHistory nodes,
            LongSupplier head,
            int locationsMax,
            Duration timeout) {
        this.undo = undo;
        this.nodes = nodes;
        this.head = head;
        this.locationsMax = locationsMax;
        this.timeout = timeout;
    }

    /**
     * @throws PastProofException where they cannot be made, or not in time
     */
    AccountProof prove(SealedBlock block, Address address, List<Word> slots) {
        Deadline deadline = new Deadline(block.number(), timeout);
        while (true) {
            PastTrie trie = trie(block.number(), deadline);
            try {
                return ProofBuilder.prove(trie.nodes(), block.header().stateRoot(), address, slots);
            } catch (NodesGoneException late) {
                // The block it was made from left the window: it is moved to the head.
                deadline.check();
            }
        }
    }

    private PastTrie trie(long number, Deadline deadline) {
        UnderWay mine = new UnderWay(number, new CompletableFuture<>());
        UnderWay others;
        PastTrie known;
        synchronized (this) {
            known = tries.get(number);
            if (known != null && nodes.at(known.head()) != null) {
                return known;
            }
            others = underWay;
            if (others == null) {
                underWay = mine;
            }
        }
        return others == null ? make(mine, known, deadline) : await(others, number, deadline);
    }

    private static PastTrie await(UnderWay others, long number, Deadline deadline) {
        if (others.number() != number) {
            throw new PastProofException(
                    Reason.BUSY,
                    "proofs of block %d are being made, ask for those of block %d again"
                            .formatted(others.number(), number));
        }
        try {
            return others.trie().get(Math.max(0, deadline.leftNs()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException over) {
            throw deadline.over();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw deadline.stopping();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("proofs of block " + number, failed.getCause());
        }
    }

    private PastTrie make(UnderWay mine, @Nullable PastTrie known, Deadline deadline) {
        try {
            PastTrie made = made(mine.number(), known, deadline);
            keep(made);
            mine.trie().complete(made);
            return made;
        } catch (RuntimeException | Error failed) {
            mine.trie().completeExceptionally(failed);
            throw failed;
        } finally {
            synchronized (this) {
                underWay = null;
            }
        }
    }

    /** From the head as it is now; again where that leaves the window meanwhile. */
    private PastTrie made(long number, @Nullable PastTrie known, Deadline deadline) {
        while (true) {
            deadline.check();
            long from = head.getAsLong();
            TrieNodes base = nodes.at(from);
            if (base == null) {
                continue;
            }
            try {
                return known == null
                        ? undo.make(number, from, base, deadline)
                        : moved(known, from, base, deadline);
            } catch (NodesGoneException late) {
                // Tried again until the time is over.
            }
        }
    }

    /**
     * A node that the old trie does not have is the same in its block and in the one it is over.
     */
    private PastTrie moved(PastTrie known, long from, TrieNodes base, Deadline deadline) {
        PastTrie below = undo.make(known.head(), from, base, deadline);
        long locations = (long) known.locations() + below.locations();
        return locations > locationsMax
                ? undo.make(known.number(), from, base, deadline)
                : new PastTrie(
                        known.number(), from, known.nodes().over(below.nodes()), (int) locations);
    }

    private synchronized void keep(PastTrie made) {
        tries.put(made.number(), made);
        long locations = tries.values().stream().mapToLong(PastTrie::locations).sum();
        Iterator<PastTrie> eldest = tries.values().iterator();
        while (tries.size() > 1 && (tries.size() > TRIES_MAX || locations > locationsMax)) {
            locations -= eldest.next().locations();
            eldest.remove();
        }
    }
}
