package io.kaizen.config.mainnet;

import io.kaizen.exec.block.Check;
import io.kaizen.exec.block.Fork;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Header;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one block: which were made, which its format or fork does not allow, and which were
 * not reached because another failed before. One thread.
 */
final class CheckList {
    private static final String HEADER_HASH = "header hash";
    private static final String SENDERS = "senders";

    private static final Map<Check, String> WORDS =
            new EnumMap<>(
                    Map.of(
                            Check.SUCCESSION, "header after its parent",
                            Check.OMMERS, "ommers",
                            Check.BODY, "body roots",
                            Check.GAS_USED, "gas used",
                            Check.LOGS_BLOOM, "logs bloom",
                            Check.RECEIPTS_ROOT, "receipts root",
                            Check.BLOB_GAS_USED, "blob gas used",
                            Check.REQUESTS_HASH, "requests hash",
                            Check.STATE_ROOT, "state root"));

    /** Filled by the verifier. */
    final Set<Check> made = EnumSet.noneOf(Check.class);

    private boolean madeHeaderHash;
    private boolean madeSenders;

    void makeHeaderHash() {
        madeHeaderHash = true;
    }

    void makeSenders() {
        madeSenders = true;
    }

    /** The checks of a block that could not be read: none was reached. */
    static ReplayedBlock.Checks ofUnread() {
        List<String> notReached = new ArrayList<>(List.of(HEADER_HASH, SENDERS));
        notReached.addAll(WORDS.values());
        return new ReplayedBlock.Checks(List.of(), Map.of(), notReached);
    }

    ReplayedBlock.Checks of(Fork fork, MainnetBlock block) {
        List<String> checked = new ArrayList<>();
        Map<String, String> notPossible = new LinkedHashMap<>();
        List<String> notReached = new ArrayList<>();
        if (block.hash() == null) {
            notPossible.put(HEADER_HASH, "not given");
        } else {
            (madeHeaderHash ? checked : notReached).add(HEADER_HASH);
        }
        if (block.senders() == null) {
            notPossible.put(SENDERS, "not given");
        } else {
            (madeSenders ? checked : notReached).add(SENDERS);
        }
        WORDS.forEach((check, words) -> {
            String obstacle = obstacle(check, fork, block);
            if (made.contains(check)) {
                checked.add(words);
            } else if (obstacle != null) {
                notPossible.put(words, obstacle);
            } else if (isOf(fork, check)) {
                notReached.add(words);
            }
        });
        return new ReplayedBlock.Checks(checked, notPossible, notReached);
    }

    /** Why a check cannot be made of this block at all, or null. */
    private static @Nullable String obstacle(Check check, Fork fork, MainnetBlock block) {
        boolean hasTrie = block.before().nodes() != null;
        return switch (check) {
            case SUCCESSION -> block.before().parent() == null ? "no parent's header" : null;
            case OMMERS -> ommersObstacle(block);
            case RECEIPTS_ROOT ->
                    hasTrie || fork.atLeast(Revision.BYZANTIUM)
                            ? null
                            : "holds state roots before Byzantium";
            case STATE_ROOT -> hasTrie ? null : "no trie of the state";
            case BODY, GAS_USED, LOGS_BLOOM, BLOB_GAS_USED, REQUESTS_HASH -> null;
        };
    }

    private static @Nullable String ommersObstacle(MainnetBlock block) {
        List<Header> ommers = block.block().body().ommers();
        if (ommers == null) {
            return "named by hash only";
        }
        boolean known = ommers.isEmpty() || block.before().ancestry() != null;
        return known ? null : "no ancestors";
    }

    /** Whether blocks of a fork have what is checked. */
    private static boolean isOf(Fork fork, Check check) {
        return switch (check) {
            case BLOB_GAS_USED -> fork.atLeast(Revision.CANCUN);
            case REQUESTS_HASH -> fork.atLeast(Revision.PRAGUE);
            case SUCCESSION, OMMERS, BODY, GAS_USED, LOGS_BLOOM, RECEIPTS_ROOT, STATE_ROOT -> true;
        };
    }
}
