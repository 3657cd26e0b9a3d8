package io.kaizen.exec.block;

import static io.kaizen.exec.block.BlockFault.unlessEqual;

import io.kaizen.exec.block.BlockExecution.Done;
import io.kaizen.exec.block.BlockExecution.Refused;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trie.OrderedTrie;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.exec.trie.TrieUpdate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges whole blocks: the cheap rules first, then execution, then what the header commits to. One
 * thread.
 */
public final class BlockVerifier {
    private final ForkSchedule schedule;
    private final BlockProcessor processor;

    public BlockVerifier(ForkSchedule schedule, Word chainId) {
        this(schedule, chainId, Tier.HOT);
    }

    /**
     * @param tier of the EVM
     */
    public BlockVerifier(ForkSchedule schedule, Word chainId, Tier tier) {
        this(schedule, new BlockProcessor(chainId, tier));
    }

    /** With a processor of one's own; its chain is the schedule's. */
    public BlockVerifier(ForkSchedule schedule, BlockProcessor processor) {
        this.schedule = schedule;
        this.processor = processor;
    }

    /**
     * @param fork the block's
     * @param transactions the block's, with their senders
     * @throws io.kaizen.exec.trie.TrieException where a partial state lacks what the block needs
     */
    public Verdict verify(
            Fork fork, Block block, List<RecoveredTransaction> transactions, PreState before) {
        return verify(fork, block, transactions, before, EnumSet.noneOf(Check.class));
    }

    /**
     * As above.
     *
     * @param checks filled with each check when it is made, so that it says how far it went where
     *     the block is invalid (the check that failed is the last) or this throws
     */
    public Verdict verify(
            Fork fork,
            Block block,
            List<RecoveredTransaction> transactions,
            PreState before,
            Set<Check> checks) {
        BlockFault fault = checkBlock(fork, block, before, checks);
        if (fault != null) {
            return new Verdict.Invalid(fault);
        }
        BlockExecution execution =
                processor.execute(fork, block, transactions, before.view(), before.hashes());
        return switch (execution) {
            case Refused refused -> new Verdict.Invalid(refused.fault());
            case Done done -> checkResult(fork, block.header(), done, before, checks);
        };
    }

    private @Nullable BlockFault checkBlock(
            Fork fork, Block block, PreState before, Set<Check> checks) {
        Header header = block.header();
        BlockFault fault = HeaderRules.check(fork, header);
        Header parent = before.parent();
        if (fault == null && parent != null) {
            checks.add(Check.SUCCESSION);
            fault = HeaderRules.checkAfter(fork, header, parent);
        }
        if (fault == null) {
            checks.add(Check.BODY);
            fault = BodyRules.check(fork, block);
        }
        List<Header> ommers = block.body().ommers();
        if (fault == null && ommers != null) {
            boolean known = ommers.isEmpty() || before.ancestry() != null;
            if (known) {
                checks.add(Check.OMMERS);
            }
            fault = OmmerRules.check(schedule, header, ommers, before.ancestry());
        }
        return fault;
    }

    private static Verdict checkResult(
            Fork fork, Header header, Done executed, PreState before, Set<Check> checks) {
        Done done = executed;
        TrieNodes nodes = before.nodes();
        boolean rootsInReceipts = !fork.atLeast(Revision.BYZANTIUM);
        if (rootsInReceipts && nodes != null) {
            done =
                    executed.withReceipts(
                            IntermediateRoots.fill(executed.receipts(), executed.results(), nodes));
        }
        BlockFault fault = checkGasAndBloom(header, done, checks);
        if (fault == null && (!rootsInReceipts || nodes != null)) {
            checks.add(Check.RECEIPTS_ROOT);
            fault = checkReceipts(header, done);
        }
        if (fault == null && fork.atLeast(Revision.CANCUN)) {
            checks.add(Check.BLOB_GAS_USED);
            fault =
                    unlessEqual(
                            BlockReason.BLOB_GAS_USED,
                            "blob gas used",
                            header.roots().blobGasUsed(),
                            done.blobGasUsed());
        }
        if (fault == null && fork.atLeast(Revision.PRAGUE)) {
            checks.add(Check.REQUESTS_HASH);
            fault =
                    unlessEqual(
                            BlockReason.REQUESTS_HASH,
                            "requests hash",
                            header.roots().requestsHash(),
                            done.requestsHash());
        }
        TrieUpdate trie = null;
        if (fault == null && nodes != null) {
            checks.add(Check.STATE_ROOT);
            trie = StateTrie.open(nodes).update(done.effects());
            fault =
                    unlessEqual(
                            BlockReason.STATE_ROOT, "state root", header.stateRoot(), trie.root());
        }
        return fault == null ? new Verdict.Valid(done, trie, checks) : new Verdict.Invalid(fault);
    }

    private static @Nullable BlockFault checkGasAndBloom(
            Header header, Done done, Set<Check> checks) {
        checks.add(Check.GAS_USED);
        BlockFault fault =
                unlessEqual(BlockReason.GAS_USED, "gas used", header.gasUsed(), done.gasUsed());
        if (fault == null) {
            checks.add(Check.LOGS_BLOOM);
            fault = unlessEqual(BlockReason.LOGS_BLOOM, "logs bloom", header.bloom(), done.bloom());
        }
        return fault;
    }

    private static @Nullable BlockFault checkReceipts(Header header, Done done) {
        return unlessEqual(
                BlockReason.RECEIPTS_ROOT,
                "receipts root",
                header.roots().receiptsRoot(),
                OrderedTrie.root(done.receipts().stream().map(ReceiptCodec::encode).toList()));
    }
}
