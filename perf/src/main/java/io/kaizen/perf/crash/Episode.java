package io.kaizen.perf.crash;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.chain.PreparedRoot;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.journal.order.SyncLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Some minutes of a node's life in little: blocks are ordered, synced, executed, sealed and
 * settled, with the real journal and in the pipeline's order of steps, now and then closed and
 * opened again, until enough pictures are taken. On its caller's thread, so that a seed gives the
 * same steps each time; only what the journal does beside may fall otherwise.
 */
final class Episode {
    private static final int BLOCKS_MAX = 400;
    private static final int TRANSACTIONS_MAX = 8;
    private static final int UNSEALED_MAX = 3;
    private static final int REOPEN_ONE_IN = 12;
    private static final int CRASH_ONE_IN = 12;
    private static final int SYNC_ONE_IN = 3;

    /** A block whose close is durable, and which nobody has sealed yet. */
    private record Closed(
            BlockOpening opening,
            List<RecoveredTransaction> transactions,
            SealedBlock.OrderRange range) {}

    private final Path root;
    private final Mutation mutation;
    private final Genesis genesis;
    private final SyncLevel level;
    private final Random random;
    private final Camera camera;
    private final SequentialExecutor executor = CrashWorld.executor();
    private final ArrayDeque<Closed> unsealed = new ArrayDeque<>();
    private CrashDisk crashDisk;
    private Path folder;
    private Node node;
    private Script script;
    private long ordered;
    private int lives;

    /** Where a block is left open: behind so many transactions. */
    private int cut = TRANSACTIONS_MAX + 1;

    /**
     * @param root in which each life of the node gets a folder
     */
    Episode(Path root, long seed, Mutation mutation, Camera camera) throws IOException {
        this.root = Files.createDirectories(root);
        this.random = new Random(seed);
        this.level = level(random.nextInt(5));
        this.mutation = mutation;
        this.genesis = CrashWorld.genesis();
        this.camera = camera;
        this.folder = Files.createDirectories(nextLife());
        this.crashDisk = new CrashDisk(folder, camera::at);
        crashDisk.forcedAll(folder);
        camera.begin(crashDisk, folder, new Promise(level, 0, 0, new History(genesis.block())));
        this.node = open();
        this.script = new Script(random, head());
    }

    private Path nextLife() {
        return root.resolve("life-" + lives++);
    }

    private static SyncLevel level(int dice) {
        return switch (dice) {
            case 0 -> SyncLevel.NONE;
            case 1 -> SyncLevel.EVERY;
            default -> SyncLevel.GROUP;
        };
    }

    /**
     * Returns once the camera has its pictures.
     *
     * @throws Inquest.Broken where the node did not go on as promised after a crash of its own
     */
    void run() throws IOException, Inquest.Broken {
        for (int i = 0; i < BLOCKS_MAX && !camera.isFull(); i++) {
            order();
            while (unsealed.size() > random.nextInt(UNSEALED_MAX + 1)) {
                seal(unsealed.removeFirst());
            }
            if (random.nextInt(REOPEN_ONE_IN) == 0) {
                reopen();
            }
            if (random.nextInt(CRASH_ONE_IN) == 0 && !camera.isFull()) {
                crash();
            }
        }
        close();
    }

    private StateView head() {
        long number = node.chain().view().head().number();
        return Objects.requireNonNull(node.chain().view().state(number));
    }

    private History history() {
        return camera.promise().history();
    }

    private Node open() throws IOException {
        crashDisk.pass(Boundary.before("open"));
        Node opened = Node.open(folder, genesis, level, mutation.over(crashDisk));
        crashDisk.pass(Boundary.after("open"));
        return opened;
    }

    private void close() throws IOException {
        crashDisk.pass(Boundary.before("close"));
        node.close();
        camera.promise(camera.promise().withSynced(camera.promise().appended()));
        crashDisk.pass(Boundary.after("close"));
    }

    /** A restart in order: what is not sealed yet is sealed first, as a node that stops does. */
    private void reopen() throws IOException, Inquest.Broken {
        while (!unsealed.isEmpty()) {
            seal(unsealed.removeFirst());
        }
        close();
        node = open();
    }

    /**
     * Ends in the middle, and goes on as a node does that is started again: what the order has
     * beyond the chain is sealed, a block that was left open is closed first.
     */
    private void crash() throws IOException, Inquest.Broken {
        orderSome();
        Promise before = camera.promise();
        CrashDisk old = crashDisk;
        Node dying = node;
        folder = nextLife();
        // At level NONE a loss may leave a chain that its order does not reach: no node goes on.
        boolean power = level != SyncLevel.NONE && random.nextBoolean();
        crashDisk =
                power
                        ? old.lose(folder, new Fates(new Random(random.nextLong())))
                        : old.kill(folder);
        camera.begin(crashDisk, folder, power ? before.withAppended(before.synced()) : before);
        dying.close();
        node = open();
        long last = node.order().opening().lastPosition();
        Inquest.require(
                last >= camera.promise().appended() && last <= before.history().positions(),
                "after a crash the order ends at %d, promised were %d"
                        .formatted(last, camera.promise().appended()));
        camera.promise(new Promise(level, last, before.synced(), before.history().upTo(last)));
        unsealed.clear();
        recover();
        script = new Script(random, head());
    }

    private void recover() throws Inquest.Broken {
        SealedBlock sealed = node.chain().view().head();
        ordered = sealed.number();
        BlockOpening open = null;
        long first = 0;
        List<RecoveredTransaction> transactions = new ArrayList<>();
        try (OrderReader reader =
                node.order().reader(sealed.range().last() + 1, sealed.range().orderHash())) {
            while (reader.read() instanceof ReadResult.Entry(OrderEntry entry)) {
                switch (entry.body()) {
                    case OrderEntry.Body.Open(BlockOpening opening) -> {
                        open = opening;
                        first = entry.position();
                        transactions = new ArrayList<>();
                        ordered = opening.number();
                    }
                    case OrderEntry.Body.Ordered tx ->
                            transactions.add(
                                    new RecoveredTransaction(
                                            TransactionCodec.decode(tx.raw().array()),
                                            tx.sender(),
                                            tx.hash(),
                                            tx.raw()));
                    case OrderEntry.Body.Close _ -> {
                        unsealed.add(
                                new Closed(
                                        Objects.requireNonNull(open),
                                        transactions,
                                        new SealedBlock.OrderRange(
                                                first, entry.position(), entry.hash())));
                        open = null;
                    }
                    case OrderEntry.Body.Reserved reserved ->
                            throw new IllegalStateException("nobody wrote " + reserved);
                }
            }
            Inquest.require(
                    reader.position() > node.order().lastPosition(),
                    "reads up to %d of %d"
                            .formatted(reader.position() - 1, node.order().lastPosition()));
        }
        if (open != null) {
            close(open, first, transactions);
        } else {
            sync();
        }
        while (!unsealed.isEmpty()) {
            seal(unsealed.removeFirst());
        }
    }

    /** Part of a block, for the crash to come between. */
    private void orderSome() throws IOException, Inquest.Broken {
        cut = random.nextInt(TRANSACTIONS_MAX);
        order();
        cut = TRANSACTIONS_MAX + 1;
        if (random.nextBoolean()) {
            while (unsealed.size() > 1) {
                seal(unsealed.removeFirst());
            }
        }
    }

    private void order() {
        long number = ++ordered;
        BlockOpening opening =
                new BlockOpening(
                        number,
                        CrashWorld.timestampMs(number),
                        CrashWorld.BASE_FEE,
                        CrashWorld.GAS_LIMIT,
                        CrashWorld.FEES,
                        Hash.keccak(new byte[] {(byte) number}),
                        BlockOpening.L1Origin.NONE);
        long timeNs = opening.timestampMs() * 1_000_000;
        step("append open", () -> node.order().appendOpen(opening, timeNs));
        long first = node.order().lastPosition();
        List<RecoveredTransaction> transactions = new ArrayList<>();
        int count = random.nextInt(TRANSACTIONS_MAX + 1);
        for (int i = 0; i < count; i++) {
            if (i == cut) {
                return;
            }
            RecoveredTransaction tx = script.next();
            transactions.add(tx);
            step(
                    "append transaction",
                    () ->
                            node.order()
                                    .appendTransaction(
                                            tx.sender(), tx.hash(), tx.raw().array(), timeNs));
            if (random.nextInt(SYNC_ONE_IN) == 0) {
                sync();
            }
        }
        close(opening, first, transactions);
    }

    private void close(BlockOpening opening, long first, List<RecoveredTransaction> transactions) {
        long timeNs = opening.timestampMs() * 1_000_000;
        step("append close", () -> node.order().appendClose(opening.number(), timeNs));
        sync();
        SealedBlock.OrderRange range =
                new SealedBlock.OrderRange(
                        first, node.order().lastPosition(), node.order().lastHash());
        unsealed.add(new Closed(opening, transactions, range));
    }

    private void step(String what, Runnable append) {
        crashDisk.pass(Boundary.before(what));
        append.run();
        history().appended(node.order().lastHash());
        long last = node.order().lastPosition();
        Promise promise = camera.promise().withAppended(last);
        camera.promise(level == SyncLevel.EVERY ? promise.withSynced(last) : promise);
        crashDisk.pass(Boundary.after(what));
    }

    private void sync() {
        if (level != SyncLevel.GROUP) {
            return;
        }
        crashDisk.pass(Boundary.before("sync"));
        node.order().sync();
        camera.promise(camera.promise().withSynced(node.order().durablePosition()));
        crashDisk.pass(Boundary.after("sync"));
    }

    private void seal(Closed closed) throws Inquest.Broken {
        SealedBlock parent = node.chain().view().head();
        SequentialExecutor.BlockOutcome outcome =
                executor.execute(
                        head(), closed.opening().context(this::hash), closed.transactions());
        PreparedRoot root = node.chain().prepare(outcome.effects());
        List<RecoveredTransaction> executed = new ArrayList<>();
        for (int i = 0; i < closed.transactions().size(); i++) {
            if (outcome.results().get(i) instanceof TransactionResult.Executed) {
                executed.add(closed.transactions().get(i));
            }
        }
        Header header =
                BlockAssembler.header(
                        parent.hash(),
                        closed.opening().environment(),
                        root.root(),
                        executed,
                        outcome.receipts());
        SealedBlock block =
                new SealedBlock(
                        header,
                        HeaderCodec.hash(header),
                        executed,
                        outcome.receipts(),
                        closed.range());
        if (block.number() <= history().height()) {
            SealedBlock once = history().block(block.number());
            Inquest.require(block.equals(once), "sealed again as " + block + ", once " + once);
        } else {
            history().sealed(block);
        }
        crashDisk.pass(Boundary.before("seal"));
        node.chain().seal(block, outcome.effects(), root);
        crashDisk.pass(Boundary.after("seal"));
        node.chain().settle();
        crashDisk.pass(Boundary.after("settle"));
    }

    private Hash hash(long number) {
        SealedBlock block = node.chain().view().block(number);
        return block == null ? Hash.ZERO : block.hash();
    }
}
