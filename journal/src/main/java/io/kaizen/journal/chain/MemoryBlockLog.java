package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.index.HashIndex;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The block log on the heap, for tests and simulations; bounded by the chain it holds. */
public class MemoryBlockLog implements BlockLog {
    private record Entry(SealedBlock block, Effects effects) {}

    private final Map<Long, Entry> records = new ConcurrentHashMap<>();
    private final BlockIndex index = new BlockIndex(new HashIndex());
    private volatile long height = EMPTY;

    @Override
    public long height() {
        return height;
    }

    @Override
    public void append(SealedBlock block, Effects effects) {
        if (!index.follows(block)) {
            throw new IllegalArgumentException(
                    "block " + block.number() + " does not follow block " + height);
        }
        records.put(block.number(), new Entry(block, effects));
        index.add(block);
        height = block.number();
    }

    @Override
    public @Nullable SealedBlock block(long number) {
        Entry found = records.get(number);
        return found == null ? null : found.block();
    }

    @Override
    public @Nullable Effects effects(long number) {
        Entry found = records.get(number);
        return found == null ? null : found.effects();
    }

    @Override
    public @Nullable Long number(Hash blockHash) {
        return index.number(blockHash);
    }

    @Override
    public @Nullable TransactionLocation transaction(Hash hash) {
        return index.transaction(hash);
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
}
