package io.kaizen.journal.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.Blocks;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The cache keeps to its bounds and always holds the block that came last. */
class BlockCacheTest {
    private final SealedBlock genesis = new Blocks(1).genesis().block();

    @Test
    void theNewestBlockStaysHoweverLargeItIs() {
        BlockCache cache = new BlockCache();
        cache.add(block(1, 10));
        cache.add(block(2, BlockCache.TRANSACTIONS_MAX + 1));
        assertNull(cache.get(1));
        assertNotNull(cache.get(2));
        cache.add(block(3, 0));
        assertNull(cache.get(2), "over the bound as soon as it is not the newest");
        assertNotNull(cache.get(3));
    }

    @Test
    void atMostSoManyBlocksStay() {
        BlockCache cache = new BlockCache();
        for (int i = 1; i <= 3 * BlockCache.BLOCKS_MAX; i++) {
            cache.add(block(i, 1));
        }
        int last = 3 * BlockCache.BLOCKS_MAX;
        assertNotNull(cache.get(last - BlockCache.BLOCKS_MAX + 1));
        assertNull(cache.get(last - BlockCache.BLOCKS_MAX));
    }

    @Test
    void ofBlocksThatWereAskedForTheOneAskedForLongestAgoGoes() {
        BlockCache cache = new BlockCache();
        int large = BlockCache.TRANSACTIONS_MAX / 4;
        for (int i = 1; i <= 4; i++) {
            cache.add(block(i, large));
        }
        SealedBlock first = cache.get(1);
        cache.add(block(5, large));
        cache.add(block(5, large));
        assertSame(first, cache.get(1));
        assertNull(cache.get(2));
        for (int i : new int[] {3, 4, 5}) {
            assertEquals(i, number(cache.get(i)));
        }
    }

    private static long number(@Nullable SealedBlock block) {
        return block == null ? -1 : block.number();
    }

    /** A block whose transactions are only counted. */
    private SealedBlock block(long number, int count) {
        Header h = genesis.header();
        Header.Environment e = h.environment();
        Header.Environment numbered =
                new Header.Environment(
                        number,
                        e.timestamp(),
                        e.gasLimit(),
                        e.feeRecipient(),
                        e.difficulty(),
                        e.mixHash(),
                        e.nonce(),
                        e.extraData(),
                        e.baseFee(),
                        e.excessBlobGas(),
                        e.parentBeaconBlockRoot());
        Header header = new Header(h.parentHash(), numbered, h.roots(), h.gasUsed(), h.bloom());
        Transaction transaction =
                new Transaction(
                        TransactionType.LEGACY,
                        null,
                        0,
                        Transaction.Fees.legacy(21_000, Word.ONE),
                        new Transaction.Call(Address.ZERO, Word.ZERO, Bytes.EMPTY),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        RecoveredTransaction any =
                new RecoveredTransaction(transaction, Address.ZERO, Hash.ZERO, Bytes.EMPTY);
        return new SealedBlock(
                header, Hash.ZERO, Collections.nCopies(count, any), List.of(), genesis.range());
    }
}
