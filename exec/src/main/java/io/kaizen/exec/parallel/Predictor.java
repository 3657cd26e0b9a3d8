package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.LocationHash;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import java.util.Arrays;

/**
 * Says which earlier transaction a new one is likely to depend on, before either has run: by
 * sender, recipient, access list, and the addresses that a call names. Which of those matter is
 * learned for each contract and selector. It can be wrong in both ways and then costs speed,
 * nothing else.
 *
 * <p>Two direct-mapped tables with tags; what collides is overwritten. Owner only.
 */
final class Predictor {
    static final int NO_ROLE = -1;

    /** The whole contract: state that every call of the selector shares. */
    static final int WHOLE = 0;

    /** The caller's own part of the contract; the words of the call data follow. */
    static final int CALLER = 1;

    private static final int WORDS = 6;
    private static final int ROLES = 2 + WORDS;
    private static final int TOKENS = 1 << 15;
    private static final int TEMPLATES = 1 << 10;
    private static final int SELECTOR_BYTES = 4;

    /** A role counts while its score is above zero. */
    private static final byte SCORE_MAX = 16;

    private static final byte SCORE_START = 4;

    /** The whole contract has to be missed twice before it counts. */
    private static final byte WHOLE_MIN = -5;

    /** A stale slot weighs as much as this many runs that were right: one in four is too many. */
    private static final byte MISS = 3;

    /** One call in so many tries without the token of the whole contract, to learn anew. */
    private static final int TRY_EVERY = 64;

    private final int[] tokenTags = new int[TOKENS];
    private final long[] tokenSequences = new long[TOKENS];
    private final int[] templateTags = new int[TEMPLATES];
    private final byte[] scores = new byte[TEMPLATES * ROLES];

    private long newest;
    private long earlier;
    private int newestRole;

    /**
     * Fills in the task's dependency: the latest of its predicted predecessors, or -1.
     *
     * @param task with sequence, transaction and sender
     */
    void predict(Task task, Transaction tx, Address sender) {
        newest = -1;
        earlier = -1;
        newestRole = NO_ROLE;
        long sequence = task.sequence;
        use(sender.hashCode(), sequence, NO_ROLE);
        Address to = tx.to();
        task.template = -1;
        if (to != null) {
            if (tx.data().size() >= SELECTOR_BYTES) {
                call(task, tx, sender, to);
            } else if (!tx.value().isZero()) {
                // A credit waits for nobody, but the recipient's next transaction waits for it.
                mark(to.hashCode(), sequence);
            }
        }
        for (AccessListEntry entry : tx.extras().accessList()) {
            for (Word slot : entry.slots()) {
                use(SlotCell.hash(entry.address(), slot), sequence, NO_ROLE);
            }
        }
        task.dependency = newest;
        task.earlierDependency = earlier;
        task.dependencyRole = newestRole;
    }

    private void call(Task task, Transaction tx, Address sender, Address to) {
        byte[] data = tx.data().array();
        int template = template(to, BigEndian.getInt(data, 0));
        task.template = template;
        int contract = to.hashCode();
        int row = template * ROLES;
        long sequence = task.sequence;
        if (scores[row + WHOLE] > 0 && sequence % TRY_EVERY != 0) {
            use(LocationHash.of(contract, 0, 0), sequence, WHOLE);
        }
        if (scores[row + CALLER] > 0) {
            use(contract * 31 + sender.hashCode(), sequence, CALLER);
        }
        int words = Math.min(WORDS, (data.length - SELECTOR_BYTES) / Word.BYTES);
        for (int i = 0; i < words; i++) {
            int at = SELECTOR_BYTES + i * Word.BYTES;
            if (scores[row + 2 + i] > 0 && isAddress(data, at)) {
                int named =
                        LocationHash.of(
                                BigEndian.getLong(data, at + 12),
                                BigEndian.getLong(data, at + 20),
                                BigEndian.getInt(data, at + 28));
                use(contract * 31 + named, sequence, 2 + i);
            }
        }
    }

    private static boolean isAddress(byte[] data, int at) {
        return BigEndian.getLong(data, at) == 0
                && BigEndian.getInt(data, at + 8) == 0
                && BigEndian.getLong(data, at + 12) != 0;
    }

    private int template(Address to, int selector) {
        int hash = LocationHash.of(to.high(), to.middle(), (long) to.low() << 32 | selector);
        int at = hash & (TEMPLATES - 1);
        if (templateTags[at] != hash) {
            templateTags[at] = hash;
            int row = at * ROLES;
            Arrays.fill(scores, row, row + ROLES, SCORE_START);
            scores[row + WHOLE] = WHOLE_MIN;
        }
        return at;
    }

    /** The token is needed as its last user left it, and left changed. */
    private void use(int token, long sequence, int role) {
        int at = token & (TOKENS - 1);
        if (tokenTags[at] == token
                && tokenSequences[at] > newest
                && tokenSequences[at] < sequence) {
            newest = tokenSequences[at];
            newestRole = role;
        }
        tokenTags[at] = token;
        tokenSequences[at] = sequence;
    }

    private void mark(int token, long sequence) {
        int at = token & (TOKENS - 1);
        tokenTags[at] = token;
        tokenSequences[at] = sequence;
    }

    /** Learns whether a predecessor that a role named was one. */
    void learn(int template, int role, boolean was) {
        if (template >= 0 && role > WHOLE) {
            int at = template * ROLES + role;
            scores[at] = (byte) Math.clamp(scores[at] + (was ? 1 : -1), 0, SCORE_MAX);
        }
    }

    /** Learns whether a call that ran early read a slot too early. */
    void learnWhole(int template, boolean missed) {
        if (template >= 0) {
            int at = template * ROLES + WHOLE;
            scores[at] = (byte) Math.clamp(scores[at] + (missed ? MISS : -1), WHOLE_MIN, SCORE_MAX);
        }
    }
}
