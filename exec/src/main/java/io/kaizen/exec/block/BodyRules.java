package io.kaizen.exec.block;

import static io.kaizen.exec.block.BlockFault.unlessEqual;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.BlockCodec;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Withdrawal;
import io.kaizen.exec.trie.OrderedTrie;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a block carries what its header commits to, and not too much. Pure. */
final class BodyRules {
    /** EIP-7934: ten MiB less two for the beacon block around it. */
    static final int ENCODED_BYTES_MAX = 8 << 20;

    private BodyRules() {}

    /** The first rule that is broken, or null. */
    static @Nullable BlockFault check(Fork fork, Block block) {
        if (fork.atLeast(Revision.OSAKA) && block.encodedBytes() > ENCODED_BYTES_MAX) {
            return BlockFault.of(
                    BlockReason.TOO_LARGE,
                    "block of %d bytes, max %d".formatted(block.encodedBytes(), ENCODED_BYTES_MAX));
        }
        Header header = block.header();
        BlockFault fault = ommers(header, block.body().ommers());
        if (fault == null) {
            fault =
                    unlessEqual(
                            BlockReason.TRANSACTIONS_ROOT,
                            "transactions root",
                            header.roots().transactionsRoot(),
                            OrderedTrie.root(block.body().transactions()));
        }
        return fault == null ? withdrawals(fork, header, block.body().withdrawals()) : fault;
    }

    private static @Nullable BlockFault ommers(Header header, @Nullable List<Header> ommers) {
        return ommers == null
                ? null
                : unlessEqual(
                        BlockReason.OMMERS_HASH,
                        "ommers hash",
                        header.roots().ommersHash(),
                        BlockCodec.ommersHash(ommers));
    }

    private static @Nullable BlockFault withdrawals(
            Fork fork, Header header, @Nullable List<Withdrawal> withdrawals) {
        boolean wanted = fork.atLeast(Revision.SHANGHAI);
        if (wanted != (withdrawals != null)) {
            return BlockFault.of(
                    BlockReason.FIELDS,
                    "block %s withdrawals in %s"
                            .formatted(wanted ? "without" : "with", fork.name()));
        }
        return withdrawals == null
                ? null
                : unlessEqual(
                        BlockReason.WITHDRAWALS_ROOT,
                        "withdrawals root",
                        header.roots().withdrawalsRoot(),
                        OrderedTrie.root(withdrawals.stream().map(BlockCodec::encode).toList()));
    }
}
