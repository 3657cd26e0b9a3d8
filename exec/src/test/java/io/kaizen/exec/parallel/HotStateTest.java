package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.state.MemoryState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the cells forget, the base answers; and nothing is forgotten before it can. */
class HotStateTest {
    private static final int CELLS = 64;
    private static final Address CONTRACT = Address.ofLong(0xc0);
    private static final Account BEFORE = new Account(1, Word.ONE, Hash.EMPTY_CODE);

    private final MemoryState base = new MemoryState();
    private final HotState state = new HotState(CELLS, true);
    private final Commit commit = new Commit(state);

    HotStateTest() {
        base.put(CONTRACT, 1, Word.ONE, Bytes.EMPTY);
        base.putStorage(CONTRACT, Word.ONE, Word.of(7));
        state.open(base, LateValues.NONE);
    }

    private void take(AccountEffect effect) {
        state.settle();
        Effects effects = new Effects(List.of(effect), Map.of());
        commit.apply(effects, null);
        base.apply(effects);
    }

    private void forgetAll() {
        for (int i = 0; i < 8 * CELLS; i++) {
            state.settle();
            state.account(Address.ofLong(0xf0000 + i));
        }
    }

    private static AccountEffect destroyed() {
        return new AccountEffect(CONTRACT, BEFORE, null, true, List.of());
    }

    private static AccountEffect madeAgain(Word value) {
        return new AccountEffect(
                CONTRACT, null, BEFORE, false, List.of(new SlotEffect(Word.ONE, Word.ZERO, value)));
    }

    @Test
    void storageOfAnAccountMadeAgainIsReadFromTheBase() {
        take(destroyed());
        assertEquals(Word.ZERO, state.storage(CONTRACT, Word.ONE));
        take(madeAgain(Word.of(9)));
        forgetAll();
        assertEquals(Word.of(9), state.storage(CONTRACT, Word.ONE));
        assertTrue(state.hasStorage(CONTRACT));
    }

    @Test
    void destructionsDoNotMakeTheTableGrow() {
        for (int i = 0; i < 40; i++) {
            take(destroyed());
            take(madeAgain(Word.of(i + 1)));
        }
        assertEquals(Word.of(40), state.storage(CONTRACT, Word.ONE));
        assertTrue(state.capacity() <= 4 * CELLS, () -> "capacity " + state.capacity());
    }

    @Test
    void oneTransactionMayTouchMoreThanTheTableHolds() {
        List<SlotEffect> slots = new ArrayList<>();
        for (int i = 1; i <= 20 * CELLS; i++) {
            slots.add(new SlotEffect(Word.of(0x100 + i), Word.ZERO, Word.of(i)));
        }
        Account after = new Account(2, Word.of(5), Hash.EMPTY_CODE);
        state.settle();
        commit.apply(
                new Effects(
                        List.of(new AccountEffect(CONTRACT, BEFORE, after, false, slots)),
                        Map.of()),
                null);
        // The base does not know of it yet: whoever reads now has it from the cells.
        AccountCell cell = state.generations().account(CONTRACT);
        assertEquals(after, AccountCell.account(cell.committed()));
        for (SlotEffect slot : slots) {
            assertEquals(slot.after(), state.storage(CONTRACT, slot.slot()));
        }
        base.apply(
                new Effects(
                        List.of(new AccountEffect(CONTRACT, BEFORE, after, false, slots)),
                        Map.of()));
        forgetAll();
        assertTrue(state.capacity() <= 4 * CELLS, () -> "capacity " + state.capacity());
    }
}
