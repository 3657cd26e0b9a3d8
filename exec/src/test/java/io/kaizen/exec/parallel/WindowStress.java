package io.kaizen.exec.parallel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** How tasks pass from the owner to a runner and back. */
public final class WindowStress {
    private static final Address SENDER = Address.ofLong(0xacc);
    private static final Bytes BLOOM = Bytes.fromHex("0x01");

    private WindowStress() {}

    /** A ready task is run by one of those who want it. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0"},
            expect = ACCEPTABLE,
            desc = "one of them")
    @State
    public static class ATaskIsClaimedOnce {
        private final Task task = new Task();

        /** Starts with the task ready. */
        public ATaskIsClaimedOnce() {
            task.ready();
        }

        @Actor
        public void worker(II_Result r) {
            r.r1 = task.claim() ? 1 : 0;
        }

        @Actor
        public void owner(II_Result r) {
            r.r2 = task.claim() ? 1 : 0;
        }
    }

    /** Chunks of two workers do not overlap, and leave none out. */
    @JCStressTest
    @Outcome(
            id = {"0, 2", "2, 0"},
            expect = ACCEPTABLE,
            desc = "one chunk each")
    @State
    public static class ChunksAreDisjoint {
        private final Window window = new Window(4);

        /** Starts with two chunks of two. */
        public ChunksAreDisjoint() {
            window.publish(4);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = (int) window.claim(2, 0);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = (int) window.claim(2, 0);
        }
    }

    /** Who claims what was published sees all that the owner put in the task. */
    @JCStressTest
    @Outcome(
            id = {"early", "whole"},
            expect = ACCEPTABLE,
            desc = "not published yet, or the whole task")
    @State
    public static class APublishedTaskIsWhole {
        private final Window window = new Window(2);

        @Actor
        public void owner() {
            Task task = window.task(0);
            task.sequence = 0;
            task.sender = SENDER;
            task.dependency = 7;
            task.ready();
            window.publish(1);
        }

        @Actor
        public void worker(L_Result r) {
            long first = window.claim(1, 0);
            if (first < 0) {
                r.r1 = "early";
                return;
            }
            Task task = window.task(first);
            boolean whole = task.claim() && task.sender != null && task.dependency == 7;
            r.r1 = whole ? "whole" : "torn";
        }
    }

    /** Who finds a task by looking at its state alone, as a sweep does, sees all of it too. */
    @JCStressTest
    @Outcome(
            id = {"early", "whole"},
            expect = ACCEPTABLE,
            desc = "not ready yet, or the whole task")
    @State
    public static class AReadyTaskIsWhole {
        private final Task task = new Task();

        @Actor
        public void owner() {
            task.sender = SENDER;
            task.dependency = 7;
            task.ready();
        }

        @Actor
        public void worker(L_Result r) {
            if (!task.claim()) {
                r.r1 = "early";
                return;
            }
            r.r1 = task.sender != null && task.dependency == 7 ? "whole" : "torn";
        }
    }

    /** The owner finds a task ready, running, or done with all that the run left in it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "2, 0", "3, 1"},
            expect = ACCEPTABLE,
            desc = "done: the result is there")
    @State
    public static class ADoneTaskIsWhole {
        private final Task task = new Task();
        private final SlotCell cell = new SlotCell(SENDER, Word.ONE);

        /** Starts with the task ready. */
        public ADoneTaskIsWhole() {
            task.ready();
        }

        @Actor
        public void worker() {
            if (task.claim()) {
                task.read(cell, Word.ONE);
                task.versions.add(cell.push(1, Word.ZERO, 0));
                task.bloom = BLOOM;
                task.finish();
            }
        }

        @Actor
        public void owner(II_Result r) {
            r.r1 = task.state();
            if (r.r1 == Task.DONE) {
                boolean whole =
                        task.slotCount == 1
                                && Word.ONE.equals(task.slotsSeen[0])
                                && task.versions.size() == 1
                                && task.bloom != null;
                r.r2 = whole ? 1 : -1;
            }
        }
    }

    /** A task that was given up is the owner's alone, and nothing of the run is left in it. */
    @JCStressTest
    @Outcome(
            id = {"busy, given up", "first, ready", "empty, given up"},
            expect = ACCEPTABLE,
            desc = "in the owner's hands, or still in the worker's")
    @State
    public static class AGivenUpTaskIsEmpty {
        private final Task task = new Task();
        private boolean claimedByWorker;

        /** Starts with the task ready. */
        public AGivenUpTaskIsEmpty() {
            task.ready();
        }

        @Actor
        public void worker() {
            if (!task.givenUp && task.claim()) {
                claimedByWorker = true;
                task.read(new SlotCell(SENDER, Word.ONE), Word.ONE);
                task.bloom = BLOOM;
                task.giveUp();
            }
        }

        @Actor
        public void owner(L_Result r) {
            if (!task.claim()) {
                r.r1 = "busy";
            } else if (task.slotCount != 0 || task.bloom != null) {
                r.r1 = "left over";
            } else {
                r.r1 = task.givenUp ? "empty" : "first";
            }
        }

        @Arbiter
        public void after(L_Result r) {
            r.r1 = r.r1 + (claimedByWorker ? ", given up" : ", ready");
        }
    }

    /**
     * What the owner takes from a worker is handed back by nobody, and what is done is not taken.
     */
    @JCStressTest
    @Outcome(
            id = {"abandoned", "done", "given up", "ready"},
            expect = ACCEPTABLE,
            desc = "one of them has it")
    @State
    public static class ATaskIsAbandonedOrHandedBack {
        private final Task task = new Task();
        private boolean taken;

        /** Starts with the task ready. */
        public ATaskIsAbandonedOrHandedBack() {
            task.sequence = 5;
            task.ready();
        }

        @Actor
        public void worker() {
            if (task.claim()) {
                task.bloom = BLOOM;
                if ((task.hashCode() & 1) == 0) {
                    task.finish();
                } else {
                    task.giveUp();
                }
            }
        }

        @Actor
        public void owner() {
            Task other = task.abandon();
            taken = other != null && other.sequence == 5 && other.state() == Task.FREE;
        }

        @Arbiter
        public void after(L_Result r) {
            r.r1 =
                    switch (task.state()) {
                        case Task.ABANDONED -> taken ? "abandoned" : "torn";
                        case Task.DONE -> taken || task.bloom == null ? "torn" : "done";
                        case Task.READY -> taken ? "torn" : task.givenUp ? "given up" : "ready";
                        default -> "lost";
                    };
        }
    }
}
