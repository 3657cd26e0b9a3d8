package io.kaizen.journal.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.chain.RecordedBlock;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.journal.segment.SegmentSizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is changed is found, at its place, with any number of threads. */
class ReplayTest {
    /** More than go into one batch. */
    private static final int BLOCKS = 150;

    private static final int ENTRIES = ReplayChain.ORDERED + 2;
    private static final int ENTRY_BYTES_MAX = 4 << 20;
    private static final List<Integer> THREADS = List.of(1, 2, 4);

    /** One range for all blocks, a few, one for each thread, and no room for any but the first. */
    private static final List<RangePlan.Limits> LIMITS =
            List.of(
                    RangePlan.Limits.standard(),
                    new RangePlan.Limits(300, 1L << 30),
                    new RangePlan.Limits(10, 1L << 30),
                    new RangePlan.Limits(10, 0));

    @TempDir static Path folder;
    private static ReplayChain made;
    private static BlockSource chain;

    @BeforeAll
    static void sealSomeBlocks() {
        made = new ReplayChain(folder, SegmentSizes.forDocuments(ENTRY_BYTES_MAX));
        made.seal(BLOCKS);
        chain = ChainReader.open(folder.resolve("chain"));
    }

    @AfterAll
    static void close() {
        made.close();
    }

    static Stream<Arguments> threadsAndLimits() {
        return THREADS.stream().flatMap(t -> LIMITS.stream().map(l -> Arguments.of(t, l)));
    }

    @ParameterizedTest
    @MethodSource("threadsAndLimits")
    void anHonestRecordAgreesFromGenesisAndOverAnyRange(int threads, RangePlan.Limits limits) {
        List<Long> seen = new ArrayList<>();
        Replay replay =
                new Replay(
                        chain,
                        made.journal::reader,
                        ReplayChain.plan(Replay.Senders.RECOVERED, threads),
                        limits);
        ReplayResult whole = replay.run(1, BLOCKS, done -> seen.add(done.blocks()));
        assertEquals(
                new ReplayResult.Agreed(
                        new ReplayResult.Counts(
                                (long) BLOCKS * ENTRIES,
                                BLOCKS,
                                (long) BLOCKS * ReplayChain.EXECUTED,
                                BLOCKS)),
                whole);
        assertEquals(LongStream.rangeClosed(1, BLOCKS).boxed().toList(), seen);
        ReplayResult part = replay.run(133, 134, done -> {});
        assertEquals(2, assertInstanceOf(ReplayResult.Agreed.class, part).counts().blocks());
    }

    @Test
    void rangesFollowEachOtherAndAreFewWhereTheirStatesWouldCostMore() {
        RangePlan.Range all = new RangePlan.Range(1, BLOCKS);
        List<RangePlan.Range> cut = RangePlan.of(chain, all, Replay.Senders.TRUSTED, 4, 10);
        assertEquals(4, cut.size());
        assertEquals(1, cut.getFirst().from());
        assertEquals(BLOCKS, cut.getLast().to());
        for (int i = 1; i < cut.size(); i++) {
            RangePlan.Range before = cut.get(i - 1);
            assertEquals(before.to() + 1, cut.get(i).from());
            assertTrue(cut.get(i).to() - cut.get(i).from() <= before.to() - before.from());
        }
        RangePlan.Range end = new RangePlan.Range(BLOCKS - 17, BLOCKS);
        assertEquals(List.of(end), RangePlan.of(chain, end, Replay.Senders.TRUSTED, 4, 10));
    }

    /** The states of all but the first range are there when that has long come to its end. */
    @Test
    void aRangeThatIsNotReadyIsDoneByTheOneBefore() {
        CountDownLatch firstDone = new CountDownLatch(1);
        Replay.Plan plan = ReplayChain.plan(Replay.Senders.TRUSTED, 3);
        StartState late =
                block -> {
                    if (block > 0) {
                        await(firstDone);
                    }
                    return StartState.EMPTY.atOrBelow(block);
                };
        Replay replay =
                new Replay(
                        chain,
                        made.journal::reader,
                        new Replay.Plan(plan.revision(), plan.chainId(), plan.senders(), 3, late),
                        LIMITS.get(2));
        List<Long> seen = new ArrayList<>();
        ReplayResult result =
                replay.run(
                        1,
                        BLOCKS,
                        done -> {
                            seen.add(done.blocks());
                            if (done.blocks() == BLOCKS) {
                                firstDone.countDown();
                            }
                        });
        assertInstanceOf(ReplayResult.Agreed.class, result);
        assertEquals(LongStream.rangeClosed(1, BLOCKS).boxed().toList(), seen);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** No thread of it is left, and the interruption is the caller's again. */
    @Test
    void aReplayThatIsInterruptedEnds() {
        Replay.Plan plan = ReplayChain.plan(Replay.Senders.TRUSTED, 3);
        Replay replay = new Replay(chain, made.journal::reader, plan, LIMITS.get(2));
        Thread caller = Thread.currentThread();
        assertThrows(
                CancellationException.class,
                () -> replay.run(1, BLOCKS, done -> caller.interrupt()));
        assertTrue(Thread.interrupted());
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("replay-")));
    }

    /** What was changed in the record of block {@link #CHANGED}, and what is to be said of it. */
    record Change(
            String field,
            @Nullable Integer transaction,
            UnaryOperator<SealedBlock> block,
            UnaryOperator<Effects> effects) {
        static Change of(
                String field, @Nullable Integer transaction, UnaryOperator<SealedBlock> block) {
            return new Change(field, transaction, block, UnaryOperator.identity());
        }

        static Change ofEffects(String field, UnaryOperator<Effects> effects) {
            return new Change(field, null, UnaryOperator.identity(), effects);
        }

        @Override
        public String toString() {
            return field;
        }
    }

    private static final int CHANGED = 77;

    static Stream<Change> changes() {
        return Stream.of(
                Change.of("receipt.status", 1, b -> withReceipt(b, 1, r -> receipt(r, false, 0))),
                Change.of("receipt.gasUsed", 2, b -> withReceipt(b, 2, r -> receipt(r, true, 1))),
                Change.of(
                        "receipt.logs[0].data",
                        ReplayChain.LOGGING,
                        b -> withReceipt(b, ReplayChain.LOGGING, ReplayTest::withOtherLog)),
                Change.of("transaction.sender", 2, ReplayTest::withOtherSender),
                Change.of("transactions", null, ReplayTest::withoutLast),
                Change.of("order.hash", null, ReplayTest::withOtherOrderHash),
                Change.of("header.gasLimit", null, b -> withHeader(b, ReplayTest::otherGasLimit)),
                Change.of("header.stateRoot", null, b -> withHeader(b, ReplayTest::otherRoot)),
                Change.ofEffects(
                        "effects[0x0000f90827f1c53a10cb7a02335b175320002935].slots["
                                + Word.of(CHANGED - 1)
                                + "].after",
                        ReplayTest::withOtherSlot));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeOfTheRecordIsNamedDownToTransactionAndField(Change change) {
        BlockSource tampered = tampered(CHANGED, change.block(), change.effects());
        Divergence found =
                sameForAnyThreads(tampered, made.journal::reader, Replay.Senders.RECOVERED, BLOCKS);
        Divergence.Place place = found.place();
        assertEquals(change.field(), found.field());
        assertEquals(CHANGED, place.block());
        assertEquals(change.transaction(), place.transaction());
        if (place.transaction() != null) {
            int index = place.transaction();
            SealedBlock block = chain.block(CHANGED);
            assertEquals(block.transactions().get(index).hash(), place.transactionHash());
            // The open entry is before it, and the void one before all but the first.
            assertEquals(block.range().first() + index + (index == 0 ? 1 : 2), place.position());
        }
    }

    @Test
    void theEarliestOfTwoChangesIsTheOneThatIsNamed() {
        UnaryOperator<SealedBlock> early =
                b -> withReceipt(b, ReplayChain.LOGGING, ReplayTest::withOtherLog);
        BlockSource late = tampered(CHANGED + 1, ReplayTest::withOtherOrderHash, e -> e);
        BlockSource both = new Tampered(late, CHANGED, early, UnaryOperator.identity());
        Divergence found =
                sameForAnyThreads(both, made.journal::reader, Replay.Senders.TRUSTED, BLOCKS);
        assertEquals("receipt.logs[0].data", found.field());
        assertEquals(CHANGED, found.place().block());
    }

    @Test
    void aRecordThatIsNoBlockIsNamed() {
        UnaryOperator<SealedBlock> shorter =
                b ->
                        new SealedBlock(
                                b.header(),
                                b.hash(),
                                b.transactions().subList(0, 2),
                                b.receipts(),
                                b.range());
        BlockSource tampered = tampered(CHANGED, shorter, UnaryOperator.identity());
        for (int threads : THREADS) {
            Replay.Plan plan = ReplayChain.plan(Replay.Senders.TRUSTED, threads);
            Replay replay = new Replay(tampered, made.journal::reader, plan, LIMITS.get(2));
            ReplayResult.Unreadable result =
                    assertInstanceOf(
                            ReplayResult.Unreadable.class, replay.run(1, BLOCKS, done -> {}));
            assertEquals(CHANGED, result.damage().block());
            assertInstanceOf(Damage.ChainRecord.class, result.damage());
            assertEquals(CHANGED - 1, result.counts().blocks());
        }
    }

    @Test
    void aForgedSenderIsFoundOnlyWhereSendersAreRecovered(@TempDir Path other) {
        try (ReplayChain forged =
                new ReplayChain(other, SegmentSizes.forDocuments(ENTRY_BYTES_MAX))) {
            forged.seal(3);
            forged.seal(Address.ofLong(0x600d));
            forged.journal.sync();
            BlockSource record = ChainReader.open(other.resolve("chain"));
            Replay.Order order = forged.journal::reader;
            Divergence found = sameForAnyThreads(record, order, Replay.Senders.RECOVERED, 4);
            assertEquals("order.sender", found.field());
            assertEquals(4, found.place().block());
            assertEquals(0, found.place().transaction());
            assertEquals(3L * ENTRIES + 2, found.place().position());
            assertEquals(forged.sender().toString(), found.replayed());
            Replay trusting =
                    new Replay(record, order, ReplayChain.plan(Replay.Senders.TRUSTED, 2));
            assertInstanceOf(ReplayResult.Agreed.class, trusting.run(1, 4, done -> {}));
        }
    }

    /** The order is written anew, with right checksums and hashes, but for one entry. */
    @Test
    void anOrderWithAnotherSenderIsNotTheOneThatTheRecordCites() {
        long position = 5L * ENTRIES + 2;
        Path forged = folder.resolve("forged");
        try (OrderJournal copy =
                        OrderJournal.open(forged, made.genesis.orderAnchor(), SyncLevel.NONE);
                OrderReader reader = made.journal.reader()) {
            while (reader.read() instanceof ReadResult.Entry(OrderEntry entry)) {
                copy(entry, copy, entry.position() == position);
            }
        }
        for (Replay.Senders senders : Replay.Senders.values()) {
            Replay replay =
                    new Replay(
                            chain,
                            (at, previous) -> OrderJournal.read(forged, at, previous),
                            ReplayChain.plan(senders, 2));
            Divergence found =
                    assertInstanceOf(ReplayResult.Diverged.class, replay.run(1, BLOCKS, done -> {}))
                            .divergence();
            assertEquals(6, found.place().block());
            boolean recovers = senders == Replay.Senders.RECOVERED;
            // Recovery looks at the entry itself; without it all of the block's became void.
            assertEquals(recovers ? "order.sender" : "transactions", found.field());
            assertEquals(position, recovers ? found.place().position() : position);
        }
    }

    private static void copy(OrderEntry entry, OrderJournal to, boolean forges) {
        switch (entry.body()) {
            case OrderEntry.Body.Open(var opening) -> to.appendOpen(opening, entry.intakeTimeNs());
            case OrderEntry.Body.Close(long number) -> to.appendClose(number, entry.intakeTimeNs());
            case OrderEntry.Body.Ordered ordered ->
                    to.appendTransaction(
                            forges ? Address.ofLong(0x600d) : ordered.sender(),
                            ordered.hash(),
                            ordered.raw().array(),
                            entry.intakeTimeNs());
            case OrderEntry.Body.Reserved reserved -> throw new AssertionError(reserved);
        }
    }

    @Test
    void aChainLongerThanTheOrderIsReportedWithThePosition() {
        RecordedBlock head = chain.recorded(BLOCKS);
        BlockSource longer =
                new BlockSource() {
                    @Override
                    public long height() {
                        return BLOCKS + 1;
                    }

                    @Override
                    public @Nullable SealedBlock block(long number) {
                        return recorded(number).block();
                    }

                    @Override
                    public @Nullable Effects effects(long number) {
                        return recorded(number).effects();
                    }

                    @Override
                    public RecordedBlock recorded(long number) {
                        return number > BLOCKS ? head : chain.recorded(number);
                    }
                };
        ReplayResult.Unreadable result =
                assertInstanceOf(
                        ReplayResult.Unreadable.class,
                        replay(longer, Replay.Senders.TRUSTED, 2).run(1, BLOCKS + 1, done -> {}));
        Damage.Entry entry = assertInstanceOf(Damage.Entry.class, result.damage());
        assertEquals((long) BLOCKS * ENTRIES + 1, entry.position());
        assertTrue(entry.why().contains("ends inside block " + (BLOCKS + 1)), entry.why());
    }

    private static Divergence sameForAnyThreads(
            BlockSource record, Replay.Order order, Replay.Senders senders, long to) {
        List<ReplayResult> results = new ArrayList<>();
        for (int threads : THREADS) {
            for (RangePlan.Limits limits : LIMITS) {
                Replay.Plan plan = ReplayChain.plan(senders, threads);
                Replay replay = new Replay(record, order, plan, limits);
                results.add(replay.run(1, to, done -> {}));
            }
        }
        assertEquals(1, results.stream().distinct().count(), results::toString);
        ReplayResult.Diverged first =
                assertInstanceOf(ReplayResult.Diverged.class, results.getFirst());
        assertEquals(first.divergence().place().block() - 1, first.counts().blocks());
        return first.divergence();
    }

    private static Replay replay(BlockSource record, Replay.Senders senders, int threads) {
        return new Replay(record, made.journal::reader, ReplayChain.plan(senders, threads));
    }

    private BlockSource tampered(
            long number, UnaryOperator<SealedBlock> block, UnaryOperator<Effects> effects) {
        return new Tampered(chain, number, block, effects);
    }

    /** A record that is right but for one block. */
    private record Tampered(
            BlockSource right,
            long number,
            UnaryOperator<SealedBlock> change,
            UnaryOperator<Effects> changeEffects)
            implements BlockSource {
        @Override
        public long height() {
            return right.height();
        }

        @Override
        public @Nullable SealedBlock block(long asked) {
            return recorded(asked).block();
        }

        @Override
        public @Nullable Effects effects(long asked) {
            return recorded(asked).effects();
        }

        @Override
        public RecordedBlock recorded(long asked) {
            RecordedBlock honest = right.recorded(asked);
            return asked != number
                    ? honest
                    : RecordedBlock.of(
                            change.apply(honest.block()), changeEffects.apply(honest.effects()));
        }
    }

    private static SealedBlock withReceipt(
            SealedBlock block, int index, UnaryOperator<Receipt> change) {
        List<Receipt> receipts = new ArrayList<>(block.receipts());
        receipts.set(index, change.apply(receipts.get(index)));
        return new SealedBlock(
                block.header(), block.hash(), block.transactions(), receipts, block.range());
    }

    private static Receipt receipt(Receipt old, boolean succeeded, long moreGas) {
        return new Receipt(
                old.type(),
                succeeded,
                old.cumulativeGasUsed() + moreGas,
                old.logs(),
                old.bloom(),
                new Receipt.Outcome(
                        old.gasUsed() + moreGas, old.outcome().effectiveGasPrice(), null, null));
    }

    private static Receipt withOtherLog(Receipt old) {
        Log log = old.logs().getFirst();
        return new Receipt(
                old.type(),
                old.succeeded(),
                old.cumulativeGasUsed(),
                List.of(new Log(log.address(), log.topics(), Bytes.EMPTY)),
                old.bloom(),
                old.outcome());
    }

    private static SealedBlock withOtherSender(SealedBlock block) {
        List<RecoveredTransaction> transactions = new ArrayList<>(block.transactions());
        RecoveredTransaction old = transactions.get(2);
        transactions.set(
                2,
                new RecoveredTransaction(
                        old.transaction(), Address.ofLong(0xbad), old.hash(), old.raw()));
        return new SealedBlock(
                block.header(), block.hash(), transactions, block.receipts(), block.range());
    }

    private static SealedBlock withoutLast(SealedBlock block) {
        int fewer = block.transactions().size() - 1;
        return new SealedBlock(
                block.header(),
                block.hash(),
                block.transactions().subList(0, fewer),
                block.receipts().subList(0, fewer),
                block.range());
    }

    private static SealedBlock withOtherOrderHash(SealedBlock block) {
        SealedBlock.OrderRange range = block.range();
        return new SealedBlock(
                block.header(),
                block.hash(),
                block.transactions(),
                block.receipts(),
                new SealedBlock.OrderRange(range.first(), range.last(), Hash.EMPTY_CODE));
    }

    private static SealedBlock withHeader(SealedBlock block, UnaryOperator<Header> change) {
        Header header = change.apply(block.header());
        return new SealedBlock(
                header,
                HeaderCodec.hash(header),
                block.transactions(),
                block.receipts(),
                block.range());
    }

    private static Header otherGasLimit(Header header) {
        Header.Environment of = header.environment();
        return new Header(
                header.parentHash(),
                new Header.Environment(
                        of.number(),
                        of.timestamp(),
                        of.gasLimit() + 1,
                        of.feeRecipient(),
                        of.difficulty(),
                        of.mixHash(),
                        of.nonce(),
                        of.extraData(),
                        of.baseFee(),
                        of.excessBlobGas(),
                        of.parentBeaconBlockRoot()),
                header.roots(),
                header.gasUsed(),
                header.bloom());
    }

    private static Header otherRoot(Header header) {
        Header.Roots of = header.roots();
        return new Header(
                header.parentHash(),
                header.environment(),
                new Header.Roots(
                        of.ommersHash(),
                        Hash.EMPTY_TRIE,
                        of.transactionsRoot(),
                        of.receiptsRoot(),
                        of.withdrawalsRoot(),
                        of.blobGasUsed(),
                        of.requestsHash()),
                header.gasUsed(),
                header.bloom());
    }

    private static Effects withOtherSlot(Effects effects) {
        List<AccountEffect> accounts = new ArrayList<>(effects.accounts());
        for (int i = 0; i < accounts.size(); i++) {
            AccountEffect old = accounts.get(i);
            if (old.address().equals(SystemCalls.HISTORY_STORAGE)) {
                SlotEffect slot = old.slots().getFirst();
                accounts.set(
                        i,
                        new AccountEffect(
                                old.address(),
                                old.before(),
                                old.after(),
                                old.storageCleared(),
                                List.of(new SlotEffect(slot.slot(), slot.before(), Word.ONE))));
            }
        }
        return new Effects(accounts, effects.code());
    }
}
