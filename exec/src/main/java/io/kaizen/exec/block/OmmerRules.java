package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Word;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ommers a block before the Merge may name (yellow paper §11.1): at most two headers, valid
 * but for their seal, that are children of the block's ancestors of the second to the seventh
 * generation and were not named before. Pure.
 */
final class OmmerRules {
    static final int OMMERS_MAX = 2;
    private static final int GENERATIONS = 7;

    private OmmerRules() {}

    /** The blocks that ommers are judged by. */
    private record Family(Map<Hash, Header> ancestors, Set<Hash> named) {}

    /**
     * The first rule that is broken, or null.
     *
     * @param schedule gives each ommer's own fork
     * @param ancestry null where it is not known: only numbers are judged then
     */
    static @Nullable BlockFault check(
            ForkSchedule schedule,
            Header header,
            List<Header> ommers,
            @Nullable Ancestry ancestry) {
        if (ommers.size() > OMMERS_MAX) {
            return BlockFault.of(
                    BlockReason.TOO_MANY_OMMERS,
                    "%d ommers, max %d".formatted(ommers.size(), OMMERS_MAX));
        }
        for (Header ommer : ommers) {
            long depth = header.number() - ommer.number();
            if (depth < 1 || depth >= GENERATIONS) {
                return BlockFault.of(
                        BlockReason.OMMER_PARENT,
                        "ommer of number %d in block %d"
                                .formatted(ommer.number(), header.number()));
            }
        }
        if (ommers.isEmpty() || ancestry == null) {
            return null;
        }
        Family family = family(header, ancestry);
        for (Header ommer : ommers) {
            BlockFault fault = check(schedule, header, ommer, family);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static Family family(Header header, Ancestry ancestry) {
        Map<Hash, Header> ancestors = new HashMap<>();
        Set<Hash> named = new HashSet<>();
        Hash hash = header.parentHash();
        for (int i = 0; i < GENERATIONS; i++) {
            Block ancestor = ancestry.block(hash);
            if (ancestor == null) {
                break;
            }
            ancestors.put(hash, ancestor.header());
            List<Header> ommers = ancestor.body().ommers();
            if (ommers != null) {
                ommers.forEach(ommer -> named.add(HeaderCodec.hash(ommer)));
            }
            hash = ancestor.header().parentHash();
        }
        return new Family(ancestors, named);
    }

    private static @Nullable BlockFault check(
            ForkSchedule schedule, Header header, Header ommer, Family family) {
        Hash hash = HeaderCodec.hash(ommer);
        if (family.ancestors().containsKey(hash) || !family.named().add(hash)) {
            return BlockFault.of(
                    BlockReason.OMMER_REPEATED, "ommer " + hash + " is an ancestor or named twice");
        }
        Header parent = family.ancestors().get(ommer.parentHash());
        if (parent == null || ommer.parentHash().equals(header.parentHash())) {
            return BlockFault.of(
                    BlockReason.OMMER_PARENT,
                    "ommer " + hash + " has the parent " + ommer.parentHash());
        }
        Fork fork = schedule.at(ommer.number(), ommer.timestamp(), Word.ZERO);
        BlockFault fault = HeaderRules.check(fork, ommer);
        if (fault == null) {
            fault = HeaderRules.checkAfter(fork, ommer, parent);
        }
        return fault == null
                ? null
                : BlockFault.of(BlockReason.OMMER_HEADER, "ommer " + hash + ": " + fault.message());
    }
}
