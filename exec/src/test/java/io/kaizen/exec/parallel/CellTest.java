package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class CellTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final Address ACCOUNT = Address.ofLong(0xacc);

    @Test
    void aReaderSeesTheNewestVersionBelowItHoweverTheyCome() {
        System.out.println("CellTest -Dkaizen.seed=" + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            Cell cell = new SlotCell(ACCOUNT, Word.ONE);
            TreeMap<Long, Word> model = new TreeMap<>();
            long watermark = random.nextInt(20) - 1L;
            for (int i = 0; i < 30; i++) {
                long sequence = watermark + 1 + random.nextInt(60);
                if (!model.containsKey(sequence)) {
                    Word value = Word.of(random.nextInt(1000));
                    cell.push(sequence, value, watermark);
                    model.put(sequence, value);
                }
                long reader = watermark + 1 + random.nextInt(64);
                Cell.Version seen = cell.below(reader, watermark);
                var want = model.lowerEntry(reader);
                assertEquals(
                        want == null ? null : want.getValue(), seen == null ? null : seen.value);
            }
        }
    }

    @Test
    void committedVersionsAreLetGoWhateverTheSequenceNumbers() {
        Cell cell = new SlotCell(ACCOUNT, Word.ONE);
        for (long sequence = 3; sequence < 160_000; sequence += 16) {
            cell.push(sequence, Word.ONE, sequence - 40);
            assertTrue(cell.versions() < 64, "versions " + cell.versions());
        }
    }

    @Test
    void aCommitBeatsTheBasesValueAndLoadingKeepsTheFirst() {
        Cell cell = new SlotCell(ACCOUNT, Word.ONE);
        assertNull(cell.committed());
        assertEquals(Word.of(5), cell.load(Word.of(5)));
        assertEquals(Word.of(5), cell.load(Word.of(6)));
        cell.commit(Word.of(7));
        assertEquals(Word.of(7), cell.load(Word.of(8)));
        assertEquals(Word.of(7), cell.committed());
    }

    @Test
    void whatIsUsedSurvivesATurnAndWhatIsNotIsForgotten() {
        CellTable table = new CellTable(1 << 13);
        AccountCell used = table.account(ACCOUNT);
        AccountCell idle = table.account(Address.ofLong(0x1d1e));
        for (long i = 0; i < 60_000; i++) {
            table.maintain(true);
            table.slot(ACCOUNT, Word.of(i));
            assertSame(used, table.account(ACCOUNT));
        }
        assertNotSame(idle, table.account(Address.ofLong(0x1d1e)));
        assertTrue(table.size() <= 1 << 13, "cells " + table.size());
    }

    @Test
    void clearingStorageForgetsItAndNeedsNoMoreRoom() {
        CellTable table = new CellTable(1 << 13);
        for (int i = 0; i < 100; i++) {
            SlotCell slot = table.slot(ACCOUNT, Word.of(3));
            AccountCell account = table.account(ACCOUNT);
            SlotCell other = table.slot(Address.ofLong(7), Word.of(3));
            table.dropSlots(ACCOUNT);
            assertNotSame(slot, table.slot(ACCOUNT, Word.of(3)));
            assertSame(account, table.account(ACCOUNT));
            assertSame(other, table.slot(Address.ofLong(7), Word.of(3)));
        }
        assertEquals(1 << 14, table.capacity());
    }

    @Test
    void threadsThatLookForTheSameLocationFindTheSameCell() throws Exception {
        CellTable table = new CellTable(1 << 14);
        int threads = 4;
        int count = 3_000;
        Cell[][] found = new Cell[threads][count];
        CyclicBarrier start = new CyclicBarrier(threads);
        Thread[] runners = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            Cell[] mine = found[t];
            runners[t] =
                    Thread.ofPlatform()
                            .start(() -> {
                                CellTable.Generations cells = table.generations();
                                pass(start);
                                for (int i = 0; i < count; i++) {
                                    mine[i] = cells.slot(ACCOUNT, Word.of(i));
                                }
                            });
        }
        for (Thread runner : runners) {
            runner.join();
        }
        for (int t = 1; t < threads; t++) {
            for (int i = 0; i < count; i++) {
                assertSame(found[0][i], found[t][i]);
            }
        }
        assertEquals(count, table.size());
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
