package io.kaizen.exec.block;

import io.kaizen.exec.block.BlockExecution.Done;
import io.kaizen.exec.block.BlockExecution.Refused;
import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Withdrawal;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlobFee;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.BlockExecutor;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.state.EffectsBuilder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Executes a block of Ethereum: its transactions, and what comes before and after them. {@code
 * exec/docs/blocks.md} lists the steps. One thread; its engines are kept from block to block.
 */
public final class BlockProcessor {
    private final Word chainId;
    private final Tier tier;
    private final Function<Revision, ? extends BlockExecutor> executors;
    private final Map<Revision, Machine> machines = new EnumMap<>(Revision.class);

    /** What runs code at one revision. */
    private record Machine(BlockExecutor executor, SystemCalls systemCalls) {}

    public BlockProcessor(Word chainId) {
        this(chainId, Tier.HOT);
    }

    /**
     * @param tier of the EVM
     */
    public BlockProcessor(Word chainId, Tier tier) {
        this(chainId, tier, revision -> sequential(revision, chainId, tier));
    }

    /**
     * @param executors of the transactions, one a revision
     */
    public BlockProcessor(
            Word chainId, Tier tier, Function<Revision, ? extends BlockExecutor> executors) {
        this.chainId = chainId;
        this.tier = tier;
        this.executors = executors;
    }

    private static BlockExecutor sequential(Revision revision, Word chainId, Tier tier) {
        return new SequentialExecutor(
                new TransactionProcessor(new Evm(revision, tier), chainId),
                new SystemCalls(new Evm(revision, tier), chainId));
    }

    /**
     * @param block its header's commitments are not looked at
     * @param transactions the block's, with their senders
     * @param state after the parent; must not change meanwhile
     * @param hashes of the ancestors; the parent's is taken from the header
     */
    public BlockExecution execute(
            Fork fork,
            Block block,
            List<RecoveredTransaction> transactions,
            StateView state,
            BlockHashes hashes) {
        BlockFault tooMany = blobs(fork, transactions);
        if (tooMany != null) {
            return new Refused(tooMany);
        }
        Machine machine = machines.computeIfAbsent(fork.revision(), this::machine);
        BlockContext context = context(fork, block.header(), hashes);
        BlockOutcome outcome = machine.executor().execute(state, context, transactions);
        List<Executed> results = new ArrayList<>(transactions.size());
        for (TransactionResult result : outcome.results()) {
            switch (result) {
                case Executed executed -> results.add(executed);
                case Invalid invalid -> {
                    return new Refused(BlockFault.ofTransaction(results.size(), invalid));
                }
            }
        }
        EffectsBuilder after = new EffectsBuilder(state);
        after.add(outcome.effects());
        credit(fork, block, after);
        List<Bytes> requests = new ArrayList<>();
        if (fork.atLeast(Revision.PRAGUE)) {
            BlockFault fault = requests(machine, context, outcome.receipts(), after, requests);
            if (fault != null) {
                return new Refused(fault);
            }
        }
        return new Done(
                results,
                outcome.receipts(),
                after.build(),
                outcome.gasUsed(),
                Bloom.union(outcome.receipts()),
                blobGas(transactions),
                fork.atLeast(Revision.PRAGUE) ? Requests.hash(requests) : null);
    }

    private Machine machine(Revision revision) {
        return new Machine(
                executors.apply(revision), new SystemCalls(new Evm(revision, tier), chainId));
    }

    private static BlockContext context(Fork fork, Header header, BlockHashes hashes) {
        Header.Environment e = header.environment();
        BlobSchedule blobs = fork.blobs();
        Long excess = e.excessBlobGas();
        Word blobFee =
                blobs == null || excess == null
                        ? Word.ZERO
                        : BlobFee.of(excess, blobs.updateFraction());
        Hash beaconRoot = e.parentBeaconBlockRoot();
        Word baseFee = e.baseFee();
        long parent = e.number() - 1;
        return new BlockContext(
                e.number(),
                e.timestamp(),
                e.gasLimit(),
                e.feeRecipient(),
                e.difficulty(),
                e.mixHash(),
                baseFee == null ? Word.ZERO : baseFee,
                blobFee,
                beaconRoot == null ? Hash.ZERO : beaconRoot,
                number -> number == parent ? header.parentHash() : hashes.hash(number));
    }

    /** EIP-4844: the sum over the block, beside each transaction's own limit. */
    private static @Nullable BlockFault blobs(Fork fork, List<RecoveredTransaction> transactions) {
        BlobSchedule blobs = fork.blobs();
        if (blobs == null || blobGas(transactions) <= blobs.maxGas()) {
            return null;
        }
        return BlockFault.of(
                BlockReason.BLOB_GAS_EXCEEDED,
                "blob gas of the transactions %d, max %d"
                        .formatted(blobGas(transactions), blobs.maxGas()));
    }

    private static long blobGas(List<RecoveredTransaction> transactions) {
        long blobs = 0;
        for (RecoveredTransaction transaction : transactions) {
            blobs += transaction.transaction().extras().blobHashes().size();
        }
        return blobs * BlobFee.GAS_PER_BLOB;
    }

    private static void credit(Fork fork, Block block, EffectsBuilder after) {
        Credits credits = new Credits();
        List<Header> ommers = block.body().ommers();
        Rewards.mining(fork, block.header(), ommers == null ? List.of() : ommers, credits);
        List<Withdrawal> withdrawals = block.body().withdrawals();
        if (withdrawals != null) {
            Rewards.withdrawals(withdrawals, credits);
        }
        after.add(credits.effects(fork.revision(), after));
    }

    /** Adds each kind's requests in the order of their types; what is wrong, or null. */
    private static @Nullable BlockFault requests(
            Machine machine,
            BlockContext context,
            List<Receipt> receipts,
            EffectsBuilder after,
            List<Bytes> requests) {
        Bytes deposits = DepositEvents.read(receipts);
        if (deposits == null) {
            return BlockFault.of(
                    BlockReason.DEPOSIT_LAYOUT,
                    "deposit event with another layout than EIP-6110's");
        }
        requests.add(Requests.DEPOSIT, deposits);
        Address[] predeploys = {
            SystemCalls.WITHDRAWAL_REQUESTS, SystemCalls.CONSOLIDATION_REQUESTS
        };
        for (Address predeploy : predeploys) {
            SystemCalls.Result result = machine.systemCalls().requests(after, context, predeploy);
            switch (result.status()) {
                case DONE -> {
                    after.add(result.effects());
                    requests.add(result.output());
                }
                case NO_CODE -> {
                    return BlockFault.of(
                            BlockReason.SYSTEM_CONTRACT_EMPTY, "no code at " + predeploy);
                }
                case FAILED -> {
                    return BlockFault.of(
                            BlockReason.SYSTEM_CONTRACT_FAILED,
                            "system call of " + predeploy + " failed");
                }
            }
        }
        return null;
    }
}
