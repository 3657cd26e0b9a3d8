package io.kaizen.exec.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.CodeCache;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A block's merged effects against its transactions' effects applied one by one. */
class EffectsBuilderTest {
    private static final int ADDRESSES = 6;
    private static final int SLOTS = 4;

    private static Address address(int i) {
        return Address.ofLong(0x2000 + i);
    }

    @Test
    void merged_effects_lead_where_single_ones_do() {
        for (int run = 0; run < 500; run++) {
            long seed = Long.getLong("kaizen.seed", System.nanoTime());
            randomBlock(seed);
        }
    }

    private static MemoryState base(long seed) {
        Random random = new Random(seed);
        MemoryState base = new MemoryState();
        for (int i = 0; i < ADDRESSES; i++) {
            if (random.nextBoolean()) {
                base.put(address(i), 1, Word.of(random.nextInt(3)), Bytes.EMPTY);
                base.putStorage(
                        address(i), Word.of(random.nextInt(SLOTS)), Word.of(random.nextInt(3)));
            }
        }
        return base;
    }

    private static void randomBlock(long seed) {
        Random random = new Random(~seed);
        MemoryState stepwise = base(seed);
        MemoryState merged = base(seed);
        EffectsBuilder builder = new EffectsBuilder(merged);
        TransactionState onStepwise = new TransactionState(new CodeCache(1 << 16));
        TransactionState onBuilder = new TransactionState(new CodeCache(1 << 16));
        for (int tx = 0; tx < 6; tx++) {
            long txSeed = random.nextLong();
            onStepwise.reset(stepwise);
            change(new Random(txSeed), onStepwise);
            onBuilder.reset(builder);
            change(new Random(txSeed), onBuilder);
            Effects effects = onStepwise.effects(true);
            assertEquals(effects, onBuilder.effects(true), "builder as a view, seed " + seed);
            stepwise.apply(effects);
            builder.add(effects);
        }
        Effects block = builder.build();
        for (Effects.AccountEffect effect : block.accounts()) {
            assertEquals(merged.account(effect.address()), effect.before(), "before, seed " + seed);
            for (Effects.SlotEffect slot : effect.slots()) {
                assertEquals(
                        merged.storage(effect.address(), slot.slot()),
                        slot.before(),
                        "slot before, seed " + seed);
            }
        }
        merged.apply(block);
        compare(stepwise, merged, "seed " + seed);
        merged.apply(block);
        compare(stepwise, merged, "applied twice, seed " + seed);
    }

    private static void change(Random random, TransactionState state) {
        for (int step = 0; step < 4; step++) {
            LiveAccount account = state.account(address(random.nextInt(ADDRESSES)));
            Word value = Word.of(random.nextInt(3));
            switch (random.nextInt(5)) {
                case 0 -> state.setBalance(account, value);
                case 1 -> state.destroy(account);
                case 2 -> state.setCode(account, value.isZero() ? Bytes.EMPTY : value.bytes());
                default -> {
                    // Only accounts that live on have storage.
                    state.setNonce(account, 1 + random.nextInt(2));
                    int slot = state.slot(account, Word.of(random.nextInt(SLOTS)));
                    state.storeSlot(slot, new long[] {0, 0, 0, value.w0()}, 0);
                }
            }
        }
    }

    private static void compare(MemoryState want, MemoryState have, String seed) {
        assertEquals(want.accounts(), have.accounts(), seed);
        for (int i = 0; i < ADDRESSES; i++) {
            assertEquals(want.slots(address(i)), have.slots(address(i)), seed);
        }
        want.accounts()
                .values()
                .forEach(a -> assertEquals(want.code(a.codeHash()), have.code(a.codeHash()), seed));
    }

    @Test
    void what_came_back_to_where_it_was_is_no_effect() {
        MemoryState base = new MemoryState();
        base.put(address(1), 0, Word.of(5), Bytes.EMPTY);
        EffectsBuilder builder = new EffectsBuilder(base);
        TransactionState state = new TransactionState(new CodeCache(1 << 16));
        state.reset(builder);
        state.setBalance(state.account(address(1)), Word.of(6));
        builder.add(state.effects(true));
        state.reset(builder);
        state.setBalance(state.account(address(1)), Word.of(5));
        builder.add(state.effects(true));
        assertTrue(builder.build().isEmpty());
    }
}
