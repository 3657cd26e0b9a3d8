package io.kaizen.perf.crash;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.chain.TransactionLocation;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.journal.replay.Replay;
import io.kaizen.journal.replay.ReplayResult;
import io.kaizen.journal.replay.StartState;
import io.kaizen.perf.load.Workload.Sender;
import io.kaizen.pipeline.Sequencer;
import io.kaizen.pipeline.intake.Admission;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Starts a node on a picture, as nodes start, and holds it to what was promised. One thread. */
final class Inquest {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NS = 100_000;
    private static final int NEW_TRANSACTIONS = 2;

    private final Genesis genesis = CrashWorld.genesis();
    private final Disk disk;

    Inquest(Mutation mutation) {
        this.disk = mutation.over(new QuietDisk());
    }

    /** What does not hold; the message says it. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }

    /** Something is damaged, and the node says what. */
    private static final class Named extends Exception {
        private static final long serialVersionUID = 1L;

        Named(String message) {
            super(message);
        }
    }

    /**
     * Returns where everything holds, or damage was named that had been done.
     *
     * @return what it was named as; empty where nothing had to be
     */
    String examine(Picture picture) throws Broken, InterruptedException, IOException {
        try {
            start(picture);
            return "";
        } catch (Named | RuntimeException failed) {
            Verdicts.Verdict verdict = Verdicts.of(picture, failed);
            if (verdict.remedy().isEmpty()) {
                return verdict.name();
            }
            // What the message says to do has to help.
            for (String folder : verdict.remedy()) {
                CrashRun.delete(picture.folder().resolve(folder));
            }
            try {
                start(picture);
            } catch (Named | RuntimeException again) {
                throw new Broken(
                        "%s; and without %s: %s"
                                .formatted(
                                        verdict.name(),
                                        verdict.remedy(),
                                        Verdicts.describe(again)));
            }
            return verdict.name();
        }
    }

    private void start(Picture picture) throws Broken, Named, InterruptedException, IOException {
        long last;
        long head;
        Promise promise = picture.promise();
        try (Node node = Node.open(picture.folder(), genesis, promise.level(), disk)) {
            long opened = node.order().opening().lastPosition();
            requirePromised(picture, opened);
            runOn(node, picture, opened);
            last = node.order().lastPosition();
            head = node.log().height();
        }
        reopen(picture, last, head);
        if (picture.place() == Picture.Place.NOTHING) {
            for (String queue : List.of(Node.ORDER, Node.CHAIN)) {
                require(
                        !RawQueue.isTorn(picture.folder().resolve(queue)),
                        "the beginning of a document is still in " + queue);
            }
        }
    }

    private static void requirePromised(Picture picture, long opened) throws Broken {
        Promise promise = picture.promise();
        long promised =
                switch (picture.kind()) {
                    case KILL -> promise.appended();
                    case TORN -> Math.max(promise.synced(), promise.appended() - 1);
                    case POWER, DAMAGE -> promise.synced();
                };
        require(
                opened >= promised,
                "the order ends at position %d, promised were %d".formatted(opened, promised));
    }

    private void runOn(Node node, Picture picture, long opened)
            throws Broken, Named, InterruptedException {
        Promise promise = picture.promise();
        Named named = null;
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        long latest = CrashWorld.timestampMs(promise.history().height() + 8);
        Clock clock = Clock.fixed(Instant.ofEpochMilli(latest), ZoneOffset.UTC);
        try (Sequencer sequencer =
                new Sequencer(
                        CrashWorld.pipeline(promise.level()),
                        node.order(),
                        node.chain(),
                        clock,
                        failures::add)) {
            sequencer.start();
            try {
                examineOrder(node, picture, opened);
            } catch (Named damage) {
                // Below what a start reads: all else has to be right.
                named = damage;
            }
            examineChain(node, picture, opened);
            StateCheck.examine(node, genesis);
            goOn(sequencer, failures);
        }
        require(failures.isEmpty(), "a stage failed: " + failures);
        require(node.log().height() > 0, "nothing was sealed");
        if (named != null) {
            throw named;
        }
        replay(node);
    }

    /** Every entry is there once, continues the chain, and is the one that was written. */
    private static void examineOrder(Node node, Picture picture, long opened) throws Broken, Named {
        Promise promise = picture.promise();
        History history = promise.history();
        Set<Hash> transactions = new HashSet<>();
        try (OrderReader reader = node.order().reader()) {
            long position = 1;
            while (true) {
                switch (reader.read()) {
                    case ReadResult.Entry(OrderEntry entry) -> {
                        require(
                                entry.position() == position,
                                "position %d at %d".formatted(entry.position(), position));
                        if (position <= opened) {
                            require(
                                    position <= history.positions()
                                            && entry.hash().equals(history.orderHash(position)),
                                    "another entry at position " + position);
                        }
                        if (entry.body() instanceof OrderEntry.Body.Ordered ordered) {
                            require(
                                    transactions.add(ordered.hash()),
                                    "twice in the order: " + ordered.hash());
                        }
                        position++;
                    }
                    case ReadResult.End _ -> {
                        require(
                                position > opened,
                                "reads up to position %d, opened at %d"
                                        .formatted(position - 1, opened));
                        return;
                    }
                    case ReadResult.Damaged(long at, String why) -> {
                        require(
                                at <= Verdicts.durableMax(picture),
                                "damaged at position %d, appended were %d: %s"
                                        .formatted(at, promise.appended(), why));
                        throw new Named("position " + at + " is damaged: " + why);
                    }
                }
            }
        }
    }

    /** Every block whose close is in the order is sealed, as it was before. */
    private static void examineChain(Node node, Picture picture, long opened) throws Broken {
        History history = picture.promise().history();
        // Entries of runs have no checksum: one that is damaged is not found, and never another.
        boolean mayMiss = picture.place() == Picture.Place.INDEX;
        ChainView view = node.chain().view();
        long head = view.head().number();
        for (long number = 0; number <= head; number++) {
            SealedBlock block = view.block(number);
            require(block != null, "no block " + number);
            if (number <= history.height() && history.block(number).range().last() <= opened) {
                require(
                        block.equals(history.block(number)),
                        "block %d is another one: %s instead of %s"
                                .formatted(number, block, history.block(number)));
            }
            SealedBlock byHash = view.block(block.hash());
            require(
                    (mayMiss && byHash == null) || block.equals(byHash),
                    "not found by hash: block " + number);
            for (int i = 0; i < block.transactions().size(); i++) {
                Hash hash = block.transactions().get(i).hash();
                TransactionLocation want = new TransactionLocation(number, i);
                TransactionLocation found = view.transaction(hash);
                require(
                        (mayMiss && found == null) || want.equals(found),
                        "transaction %s is at %s, found %s".formatted(hash, want, found));
            }
        }
        for (long number = head + 1; number <= history.height(); number++) {
            require(
                    history.block(number).range().last() > opened,
                    "block %d was not sealed again".formatted(number));
        }
    }

    /** New transactions are taken and sealed. */
    private static void goOn(Sequencer sequencer, ConcurrentLinkedQueue<Throwable> failures)
            throws Broken, InterruptedException {
        for (int i = 0; i < NEW_TRANSACTIONS; i++) {
            Sender sender = CrashWorld.SENDERS.get(i);
            Bytes raw =
                    CrashWorld.SIGNER.transfer(
                            sender,
                            sequencer.pendingNonce(sender.address()),
                            CrashWorld.SIGNER.recipient(i),
                            Word.ONE);
            Admission admission;
            try {
                admission = sequencer.submit(raw).get(PATIENCE_NS, TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException failed) {
                throw new Broken("not answered: " + failed + ", " + failures);
            }
            require(admission instanceof Admission.Accepted, "not accepted: " + admission);
            Hash hash = Hash.keccak(raw);
            long deadline = System.nanoTime() + PATIENCE_NS;
            while (sequencer.chain().transaction(hash) == null) {
                require(failures.isEmpty(), "a stage failed: " + failures);
                require(System.nanoTime() - deadline < 0, "not sealed: " + hash);
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }

    private static void replay(Node node) throws Broken {
        Replay replay =
                new Replay(
                        node.log(),
                        node.order()::reader,
                        new Replay.Plan(
                                Revision.OSAKA,
                                CrashWorld.CHAIN_ID,
                                Replay.Senders.TRUSTED,
                                1,
                                StartState.EMPTY));
        ReplayResult result = replay.run(1, node.log().height(), done -> {});
        require(result instanceof ReplayResult.Agreed, "replayed: " + result);
    }

    /** Closed in order, everything is as it was left, and nothing is cut off any more. */
    private void reopen(Picture picture, long last, long head) throws Broken {
        try (Node node = Node.open(picture.folder(), genesis, picture.promise().level(), disk)) {
            var opening = node.order().opening();
            require(
                    opening.lastPosition() == last,
                    "closed at position %d, opened at %d".formatted(last, opening.lastPosition()));
            require(
                    opening.tornDocuments() == 0,
                    "torn documents again: " + opening.tornDocuments());
            require(
                    node.log().passedDocuments() == 0,
                    "records passed over again: " + node.log().passedDocuments());
            require(
                    node.log().height() == head,
                    "closed at block %d, opened at %d".formatted(head, node.log().height()));
            examineAll(node, last);
            StateCheck.examine(node, genesis);
        }
    }

    private static void examineAll(Node node, long last) throws Broken {
        try (OrderReader reader = node.order().reader()) {
            while (reader.read() instanceof ReadResult.Entry) {}
            require(
                    reader.position() == last + 1,
                    "reads up to %d of %d".formatted(reader.position() - 1, last));
            require(
                    reader.skippedDocuments() == 0,
                    "documents are still there that were cut off: " + reader.skippedDocuments());
        }
    }

    static void require(boolean holds, String otherwise) throws Broken {
        if (!holds) {
            throw new Broken(otherwise);
        }
    }
}
