package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.EffectsBuilder;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.exec.trie.MemoryTrieNodes;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One recorded transaction executed again at its place: on the state before its block, whose root
 * is checked, after the block's earlier ones. Runs on its caller's thread.
 */
public final class TransactionTrace {
    private final BlockSource log;
    private final Replay.Order order;
    private final Replay.Plan plan;

    /** Where a transaction is, among those that were executed. */
    public record Location(long block, int index) {}

    public TransactionTrace(BlockSource log, Replay.Order order, Replay.Plan plan) {
        this.log = log;
        this.order = order;
        this.plan = plan;
    }

    /**
     * Looks for a transaction through all records; void ones have none.
     *
     * @param looked told the number of each block that was looked through
     */
    public @Nullable Location find(Hash transaction, LongConsumer looked) {
        for (long number = 1; number <= log.height(); number++) {
            int index = log.recorded(number).indexOf(transaction);
            if (index >= 0) {
                return new Location(number, index);
            }
            looked.accept(number);
        }
        return null;
    }

    /**
     * Executes the block up to the transaction, which is traced.
     *
     * @throws IllegalStateException where what is recorded does not lead to the recorded state, or
     *     an executed transaction is invalid there
     */
    public Executed run(Location location, Tracer tracer) {
        long number = location.block();
        MemoryState state = StateBefore.of(log, plan.start(), number);
        Hash root = StateTrie.open(new MemoryTrieNodes()).update(state.whole()).root();
        Hash want = log.recorded(number - 1).header().stateRoot();
        if (!root.equals(want)) {
            throw new IllegalStateException(
                    "recorded effects up to block %d lead to state root %s, recorded %s"
                            .formatted(number - 1, root, want));
        }
        SealedBlock block = log.recorded(number).block();
        BlockContext context =
                opening(block.range(), number).context(RecordedHashes.before(number, log));
        SystemCalls calls = new SystemCalls(plan.revision(), plan.chainId());
        EffectsBuilder effects = new EffectsBuilder(state);
        effects.add(calls.storeBeaconRoot(effects, context));
        effects.add(calls.storeParentHash(effects, context));
        TransactionProcessor processor = new TransactionProcessor(plan.revision(), plan.chainId());
        for (int i = 0; i < location.index(); i++) {
            RecoveredTransaction earlier = block.transactions().get(i);
            effects.add(run(processor, effects, context, earlier, null).effects());
        }
        return run(processor, effects, context, block.transactions().get(location.index()), tracer);
    }

    private static Executed run(
            TransactionProcessor processor,
            EffectsBuilder state,
            BlockContext context,
            RecoveredTransaction transaction,
            @Nullable Tracer tracer) {
        TransactionResult result =
                processor.execute(
                        state,
                        context,
                        transaction.transaction(),
                        transaction.sender(),
                        Validation.CONSENSUS,
                        tracer);
        return switch (result) {
            case Executed executed -> executed;
            case TransactionResult.Invalid invalid ->
                    throw new IllegalStateException(
                            "recorded transaction "
                                    + transaction.hash()
                                    + " does not run again: "
                                    + invalid.message());
        };
    }

    private BlockOpening opening(SealedBlock.OrderRange range, long number) {
        Hash previous = log.recorded(number - 1).range().orderHash();
        try (OrderReader reader = order.reader(range.first(), previous)) {
            return switch (reader.read()) {
                case ReadResult.Entry(OrderEntry entry)
                        when entry.body() instanceof OrderEntry.Body.Open(BlockOpening opening) ->
                        opening;
                case ReadResult.Damaged(long position, String why) ->
                        throw new IllegalStateException("order entry " + position + ": " + why);
                case ReadResult.Entry _, ReadResult.End _ ->
                        throw new IllegalStateException(
                                "no block is opened at order position " + range.first());
            };
        }
    }
}
