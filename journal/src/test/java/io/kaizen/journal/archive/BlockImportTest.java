package io.kaizen.journal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.journal.replay.Replay;
import io.kaizen.journal.replay.ReplayChain;
import io.kaizen.journal.replay.ReplayResult;
import io.kaizen.journal.segment.SegmentSizes;
import io.kaizen.journal.store.MemoryStateStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was exported is the same chain again, and nothing else is let in. */
class BlockImportTest {
    private static final int BLOCKS = 8;

    @TempDir static Path source;
    private static ReplayChain made;
    private static ChainReader chain;
    private static byte[] journalFile;
    private static byte[] blockFile;

    @TempDir Path folder;

    @BeforeAll
    static void export() throws IOException {
        made = new ReplayChain(source, SegmentSizes.forDocuments(4 << 20));
        made.seal(BLOCKS);
        chain = ChainReader.open(source.resolve("chain"));
        journalFile = journalFile();
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int number = 0; number <= BLOCKS; number++) {
            blocks.write(BlockFile.encode(chain.block(number)).array());
        }
        blockFile = blocks.toByteArray();
    }

    private static byte[] journalFile() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Hash anchor = made.genesis.orderAnchor();
        JournalFile.write(
                out,
                new JournalFile.Head(ReplayChain.CHAIN_ID, made.genesis.block().hash(), 1, anchor));
        OrderReader reader = made.journal.reader();
        while (reader.read() instanceof ReadResult.Entry) {
            out.write(reader.lastBytes());
        }
        SealedBlock head = chain.block(BLOCKS);
        JournalFile.write(
                out,
                new JournalFile.End(
                        head.range().last(), BLOCKS, head.range().orderHash(), head.hash()));
        return out.toByteArray();
    }

    @AfterAll
    static void close() {
        made.close();
    }

    /** A folder that takes blocks up. */
    private static final class Target implements AutoCloseable {
        final MemoryBlockLog log = new MemoryBlockLog();
        final OrderJournal order;
        final ChainStore store;
        final BlockImport blocks;

        Target(Path folder) {
            order =
                    OrderJournal.open(
                            folder.resolve("order"), made.genesis.orderAnchor(), SyncLevel.GROUP);
            store = ChainStore.open(log, new MemoryStateStore(), made.genesis, 16);
            blocks = new BlockImport(order, store, ReplayChain.executor(), TrieWorkers.CALLER);
        }

        void readJournal(byte[] file) throws IOException {
            JournalFile.Reader reader = new JournalFile.Reader(new ByteArrayInputStream(file));
            List<OrderEntry> block = new ArrayList<>();
            for (OrderEntry entry = reader.next(); entry != null; entry = reader.next()) {
                block.add(entry);
                if (entry.body() instanceof OrderEntry.Body.Close) {
                    blocks.add(block);
                    block.clear();
                }
            }
            assertEquals(BLOCKS, reader.end().block());
        }

        void readBlocks(byte[] file) throws IOException {
            ByteArrayInputStream in = new ByteArrayInputStream(file);
            long index = 0;
            for (Block block = BlockFile.read(in, 0);
                    block != null;
                    block = BlockFile.read(in, ++index)) {
                blocks.add(block);
            }
        }

        @Override
        public void close() {
            store.close();
            order.close();
        }
    }

    @Test
    void aJournalGivesTheSameOrderAndChainAndAgainChangesNothing() throws IOException {
        try (Target target = new Target(folder)) {
            target.readJournal(journalFile);
            assertEquals(chain.block(BLOCKS), target.blocks.head());
            assertEquals(made.journal.lastHash(), target.order.lastHash());
            target.readJournal(journalFile);
            assertEquals(BLOCKS, target.blocks.added());
            assertEquals(made.journal.lastPosition(), target.order.lastPosition());
        }
    }

    @Test
    void blocksGiveTheSameBlocksUnderAnotherOrder() throws IOException {
        try (Target target = new Target(folder)) {
            target.readBlocks(blockFile);
            SealedBlock head = target.blocks.head();
            assertEquals(chain.block(BLOCKS).hash(), head.hash());
            assertEquals(chain.block(BLOCKS).receipts(), head.receipts());
            // Without the void transactions.
            assertEquals((long) BLOCKS * (ReplayChain.EXECUTED + 2), target.order.lastPosition());
            target.order.sync();
            Replay replay =
                    new Replay(
                            target.log,
                            target.order::reader,
                            ReplayChain.plan(Replay.Senders.RECOVERED, 2));
            assertInstanceOf(ReplayResult.Agreed.class, replay.run(1, BLOCKS, done -> {}));
        }
    }

    /** Read without the codec that wrote them: three lists and a list of withdrawals, no more. */
    @Test
    void theBlocksAreWhatOtherClientsRead() {
        RlpReader file = RlpReader.of(blockFile);
        for (int number = 0; number <= BLOCKS; number++) {
            RlpReader block = file.list();
            SealedBlock want = chain.block(number);
            assertEquals(want.hash(), Hash.keccak(block.item()));
            RlpReader transactions = block.list();
            for (int i = 0; i < want.transactions().size(); i++) {
                assertEquals(want.transactions().get(i).hash(), Hash.keccak(transactions.bytes()));
            }
            transactions.expectEnd();
            block.list().expectEnd();
            block.list().expectEnd();
            block.expectEnd();
        }
        file.expectEnd();
    }

    /**
     * Whatever bit is flipped and wherever the file ends: it is refused, or nothing is added of it.
     */
    @Test
    void noChangedJournalComesIn() throws IOException {
        long seed = Long.getLong("kaizen.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            byte[] changed = journalFile.clone();
            int at = random.nextInt(changed.length);
            if (round % 4 == 0) {
                changed = Arrays.copyOf(changed, at);
            } else {
                changed[at] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] file = changed;
            try (Target target = new Target(folder.resolve("" + round))) {
                assertThrows(
                        ArchiveException.class,
                        () -> target.readJournal(file),
                        () -> "-Dkaizen.seed=" + seed + ", byte " + at);
                assertIsPrefix(target);
            }
        }
    }

    private static void assertIsPrefix(Target target) {
        SealedBlock head = target.blocks.head();
        assertEquals(chain.block(head.number()), head);
        assertEquals(head.range().last(), target.order.lastPosition());
    }

    @Test
    void aBlockThatDoesNotComeOutIsNamedWithItsField() throws IOException {
        try (Target target = new Target(folder)) {
            Block first = block(1);
            Header header = first.header();
            Header other =
                    new Header(
                            header.parentHash(),
                            header.environment(),
                            header.roots(),
                            header.gasUsed() + 1,
                            header.bloom());
            assertRefused(
                    target, new Block(other, first.body(), 0), "block 1: header.gasUsed: computed");
        }
    }

    @Test
    void aBlockThatDoesNotFollowAndOneOfForeignTransactionsAreRefused() throws IOException {
        try (Target target = new Target(folder)) {
            assertRefused(target, block(2), "block 2 does not follow the head, block 0");
        }
        try (Target target = new Target(folder.resolve("other"))) {
            Block first = block(1);
            List<Bytes> swapped = new ArrayList<>(first.body().transactions());
            swapped.addFirst(swapped.removeLast());
            Block.Body body = new Block.Body(swapped, List.of(), List.of());
            assertRefused(target, new Block(first.header(), body, 0), "block 1, transaction 0 (0x");
            assertEquals(0, target.order.lastPosition());
        }
    }

    private static void assertRefused(Target target, Block block, String message) {
        ArchiveException refused =
                assertThrows(ArchiveException.class, () -> target.blocks.add(block));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
        assertIsPrefix(target);
    }

    private static Block block(int number) throws IOException {
        return BlockFile.read(
                new ByteArrayInputStream(BlockFile.encode(chain.block(number)).array()), number);
    }
}
