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
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** One cell, and threads that read, load, push and commit at the same time. */
public final class CellStress {
    private static final Address ACCOUNT = Address.ofLong(0xacc);
    private static final int NONE = -1;

    private CellStress() {}

    private static Cell cell() {
        return new SlotCell(ACCOUNT, Word.ONE);
    }

    /** A value that a reader can find half made, which the ones of the ledger could not show. */
    private static final class Box {
        int content;

        Box(int content) {
            this.content = content;
        }
    }

    private static int content(@Nullable Object value) {
        return value == null ? NONE : ((Box) value).content;
    }

    private static int content(Cell.@Nullable Version version) {
        return version == null ? NONE : content(version.value);
    }

    /** Who loads the base's value loses against a commit. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "loaded, then committed")
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "committed first")
    @State
    public static class ACommitBeatsALoad {
        private final Cell cell = cell();

        @Actor
        public void worker(II_Result r) {
            r.r1 = content(cell.load(new Box(1)));
        }

        @Actor
        public void owner() {
            cell.commit(new Box(2));
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = content(cell.committed());
        }
    }

    /** All who load see one value. */
    @JCStressTest
    @Outcome(
            id = {"1, 1, 1", "2, 2, 2"},
            expect = ACCEPTABLE,
            desc = "one of them")
    @State
    public static class TheFirstLoadHolds {
        private final Cell cell = cell();

        @Actor
        public void one(III_Result r) {
            r.r1 = content(cell.load(new Box(1)));
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = content(cell.load(new Box(2)));
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = content(cell.committed());
        }
    }

    /** A committed value is there as a whole or not at all. */
    @JCStressTest
    @Outcome(
            id = {"-1, -1", "-1, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "none, then all of it")
    @State
    public static class ACommitIsWhole {
        private final Cell cell = cell();

        @Actor
        public void owner() {
            cell.commit(new Box(1));
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = content(cell.committed());
            r.r2 = content(cell.committed());
        }
    }

    /** Two versions are pushed while a reader above both looks twice. */
    @JCStressTest
    @Outcome(
            id = {"-1, -1", "-1, 3", "-1, 5", "3, 3", "3, 5", "5, 5"},
            expect = ACCEPTABLE,
            desc = "none or a whole one, and never back")
    @State
    public static class AVersionIsWholeAndStays {
        private final Cell cell = cell();

        @Actor
        public void runner() {
            cell.push(3, new Box(3), 0);
            cell.push(5, new Box(5), 0);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = content(cell.below(9, 0));
            r.r2 = content(cell.below(9, 0));
        }
    }

    /** Two runners push above, and below, what is there: neither loses the other's. */
    @JCStressTest
    @Outcome(id = "3, 5, 7", expect = ACCEPTABLE, desc = "all three, in order")
    @State
    public static class NoVersionIsLost {
        private final Cell cell = cell();

        /** Starts with one version. */
        public NoVersionIsLost() {
            cell.push(5, new Box(5), 0);
        }

        @Actor
        public void earlier() {
            cell.push(3, new Box(3), 0);
        }

        @Actor
        public void later() {
            cell.push(7, new Box(7), 0);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = content(cell.below(4, 0));
            r.r2 = content(cell.below(6, 0));
            r.r3 = content(cell.below(8, 0));
        }
    }

    /**
     * A chain is cut below the watermark while a reader walks it to a version above: it finds that
     * one, whichever links are gone.
     */
    @JCStressTest
    @Outcome(id = "14, 14", expect = ACCEPTABLE, desc = "the version below the reader")
    @State
    public static class ACutLeavesWhatIsAboveTheWatermark {
        private static final int WATERMARK = 12;
        private final Cell cell = cell();

        /** As many versions as stay uncut. */
        public ACutLeavesWhatIsAboveTheWatermark() {
            for (int sequence = 1; sequence <= 16; sequence++) {
                cell.push(sequence, new Box(sequence), 0);
            }
        }

        @Actor
        public void runner() {
            cell.push(17, new Box(17), WATERMARK);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = content(cell.below(15, WATERMARK));
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = cell.versions() == 5 ? content(cell.below(15, WATERMARK)) : NONE;
        }
    }

    /** Who sees the watermark move finds the value that was committed before. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "0, 2", "1, 2"},
            expect = ACCEPTABLE,
            desc = "the commit is seen no later than the watermark")
    @State
    public static class TheWatermarkFollowsTheCommit {
        private final Cell cell = cell();
        private final Window window = new Window(2);

        /** Starts with a value, and with nothing committed. */
        public TheWatermarkFollowsTheCommit() {
            cell.commit(new Box(1));
            window.committed(0);
        }

        @Actor
        public void owner() {
            cell.commit(new Box(2));
            window.committed(1);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = (int) window.watermark();
            r.r2 = content(cell.committed());
        }
    }
}
