package io.kaizen.exec.parallel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Threads that look for cells, against each other and against the owner's care of the table. What
 * has to hold: among those who work on the generations that are valid in the end, a location has
 * one cell; two would let a stale read pass validation.
 */
public final class CellTableStress {
    private static final Address ACCOUNT = Address.ofLong(0xacc);
    private static final int CELLS_MAX = 64;

    private CellTableStress() {}

    /** What a worker found, and where. */
    private static final class Found {
        private final CellTable.Generations in;
        private final AccountCell cell;

        Found(CellTable table) {
            in = table.generations();
            cell = in.account(ACCOUNT);
        }

        /** How it stands to what the table has now. */
        @SuppressWarnings("ReferenceEquality") // generations and cells are compared by identity
        String beside(CellTable table) {
            if (in != table.generations()) {
                return "over";
            }
            return cell == in.account(ACCOUNT) ? "same" : "another";
        }
    }

    /** A worker and the owner look for one location. */
    @JCStressTest
    @Outcome(id = "same", expect = ACCEPTABLE, desc = "one cell")
    @State
    public static class ALocationHasOneCell {
        private final CellTable table = new CellTable(CELLS_MAX);
        private @Nullable Found found;
        private @Nullable AccountCell owners;

        @Actor
        public void worker() {
            found = new Found(table);
        }

        @Actor
        public void owner() {
            owners = table.account(ACCOUNT);
        }

        @Arbiter
        @SuppressWarnings("ReferenceEquality") // cells are compared by identity
        public void after(L_Result r) {
            r.r1 = owners == table.account(ACCOUNT) ? beside(found, table) : "lost";
        }
    }

    private static String beside(@Nullable Found found, CellTable table) {
        return found == null ? "nothing" : found.beside(table);
    }

    /** Two locations that want one place both get one. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each its own cell")
    @State
    public static class CollidingLocationsBothStay {
        private static final Word ONE = Word.of(1);
        private static final Word OTHER = collidingWithOne();

        private final CellTable table = new CellTable(CELLS_MAX);
        private @Nullable SlotCell one;
        private @Nullable SlotCell other;

        private static Word collidingWithOne() {
            int mask = new CellTable(CELLS_MAX).capacity() - 1;
            int wanted = SlotCell.hash(ACCOUNT, ONE) & mask;
            for (int i = 2; true; i++) {
                if ((SlotCell.hash(ACCOUNT, Word.of(i)) & mask) == wanted) {
                    return Word.of(i);
                }
            }
        }

        @Actor
        public void worker() {
            one = table.generations().slot(ACCOUNT, ONE);
        }

        @Actor
        public void owner() {
            other = table.slot(ACCOUNT, OTHER);
        }

        @Arbiter
        @SuppressWarnings("ReferenceEquality") // cells are compared by identity
        public void after(II_Result r) {
            r.r1 = one == table.slot(ACCOUNT, ONE) ? 1 : 0;
            r.r2 = other == table.slot(ACCOUNT, OTHER) ? 1 : 0;
        }
    }

    /** The generations turn while a worker adds a location and the owner then uses it. */
    @JCStressTest
    @Outcome(
            id = {"same", "over"},
            expect = ACCEPTABLE,
            desc = "the owner's cell, or generations that are over")
    @State
    public static class ATurnLeavesOneCell {
        private final CellTable table = new CellTable(CELLS_MAX);
        private @Nullable Found found;

        /** Half full, so that the next look turns. */
        public ATurnLeavesOneCell() {
            for (int i = 0; i < CELLS_MAX; i++) {
                table.slot(ACCOUNT, Word.of(i));
            }
        }

        @Actor
        public void worker() {
            found = new Found(table);
        }

        @Actor
        public void owner() {
            table.maintain(true);
            table.account(ACCOUNT).commit(AccountCell.NONE);
        }

        @Arbiter
        public void after(L_Result r) {
            boolean kept = table.account(ACCOUNT).committed() != null;
            r.r1 = kept ? beside(found, table) : "lost";
        }
    }

    /** The generations turn while a worker and the owner both use what the old one holds. */
    @JCStressTest
    @Outcome(
            id = {"same", "over"},
            expect = ACCEPTABLE,
            desc = "the cell that was there, with its value")
    @State
    public static class ATurnKeepsWhatIsUsed {
        private final CellTable table = new CellTable(CELLS_MAX);
        private final AccountCell before;
        private @Nullable Found found;
        private @Nullable AccountCell owners;

        /** Half full, so that the next look turns. */
        public ATurnKeepsWhatIsUsed() {
            before = table.account(ACCOUNT);
            before.commit(AccountCell.NONE);
            for (int i = 0; i < CELLS_MAX; i++) {
                table.slot(ACCOUNT, Word.of(i));
            }
        }

        @Actor
        public void worker() {
            found = new Found(table);
        }

        @Actor
        public void owner() {
            table.maintain(true);
            owners = table.account(ACCOUNT);
        }

        @Arbiter
        @SuppressWarnings("ReferenceEquality") // cells are compared by identity
        public void after(L_Result r) {
            boolean kept = found != null && found.cell == before && owners == before;
            r.r1 = kept ? beside(found, table) : "lost";
        }
    }

    /** The owner drops an account's slots, which copies the table, while a worker adds. */
    @JCStressTest
    @Outcome(
            id = {"same", "over"},
            expect = ACCEPTABLE,
            desc = "the owner's cell, or generations that are over")
    @State
    public static class ACopyKeepsWhatIsCommitted {
        private final CellTable table = new CellTable(CELLS_MAX);
        private @Nullable Found found;

        @Actor
        public void worker() {
            found = new Found(table);
        }

        @Actor
        public void owner() {
            table.account(ACCOUNT).commit(AccountCell.NONE);
            table.dropSlots(ACCOUNT);
        }

        @Arbiter
        public void after(L_Result r) {
            boolean kept = table.account(ACCOUNT).committed() != null;
            r.r1 = kept ? beside(found, table) : "lost";
        }
    }
}
