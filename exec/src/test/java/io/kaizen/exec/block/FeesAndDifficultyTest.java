package io.kaizen.exec.block;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlobFee;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers that follow from a parent's header. */
class FeesAndDifficultyTest {
    private static final Header CANCUN = new SmallChain("Cancun").genesis;
    private static final Header FRONTIER = new SmallChain("Frontier").genesis;
    private static final long BLOB = BlobFee.GAS_PER_BLOB;

    @ParameterizedTest
    @CsvSource({
        // At, above and below the target of 15 million; at least one up, nothing down.
        "1000000000, 15000000, 1000000000",
        "1000000000, 30000000, 1125000000",
        "1000000000, 0, 875000000",
        "1000000000, 15000001, 1000000008",
        "7, 15000001, 8",
        "7, 14999999, 7",
        "0, 0, 0",
    })
    void theBaseFeeMovesByAnEighthAtMost(long fee, long used, long next) {
        assertEquals(Word.of(next), BaseFee.next(Word.of(fee), used, 30_000_000));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "3338477, 3338477, 2", "10014431, 3338477, 20"})
    void theBlobFeeIsAnExponential(long excess, long fraction, long fee) {
        assertEquals(Word.of(fee), BlobFee.of(excess, fraction));
    }

    @Test
    void aBlobFeeOverAWordIsTheLargestWord() {
        assertEquals(Word.MAX, BlobFee.of(-1, BlobFee.UPDATE_FRACTION_CANCUN));
        assertEquals(Word.MAX, BlobFee.of(178L * 3_338_477, BlobFee.UPDATE_FRACTION_CANCUN));
        assertEquals(
                252, BlobFee.of(175L * 3_338_477, BlobFee.UPDATE_FRACTION_CANCUN).bitLength() - 1);
    }

    private static long excess(
            String fork, long parentExcessBlobs, long parentBlobs, long parentBaseFee) {
        Fork rules = Objects.requireNonNull(Fork.named(fork));
        Header parent =
                HeaderDraft.edit(
                        CANCUN,
                        h -> {
                            h.excessBlobGas = parentExcessBlobs * BLOB;
                            h.blobGasUsed = parentBlobs * BLOB;
                            h.baseFee = Word.of(parentBaseFee);
                        });
        BlobSchedule blobs = Objects.requireNonNull(rules.blobs());
        return BlobGas.excess(rules.revision(), blobs, parent);
    }

    @ParameterizedTest
    @CsvSource({
        "Cancun, 0, 2, 0",
        "Cancun, 0, 3, 0",
        "Cancun, 0, 4, 1",
        "Cancun, 5, 6, 8",
        "Prague, 0, 6, 0",
        "Prague, 2, 9, 5",
        "BPO1, 2, 15, 7",
        "BPO2, 14, 1, 1",
    })
    void excessIsWhatPassesTheTargetOfTheBlocksOwnFork(
            String fork, long excess, long used, long want) {
        assertEquals(want * BLOB, excess(fork, excess, used, 1));
    }

    @Test
    void underTheReservePriceTheExcessRisesWithUseAndDoesNotFall() {
        // A blob's gas at 1 wei is cheaper than 2^13 gas at 17 wei, and not than at 16.
        assertEquals(9 * BLOB - 6 * BLOB, excess("Osaka", 0, 9, 16));
        assertEquals(9 * BLOB / 3, excess("Osaka", 0, 9, 17));
        assertEquals(7 * BLOB, excess("Osaka", 7, 0, 17));
        assertEquals(BLOB, excess("Osaka", 7, 0, 16));
        assertEquals(BLOB, excess("Prague", 7, 0, 17));
        // Below the target it is nothing at any price.
        assertEquals(0, excess("Osaka", 0, 5, 1_000_000));
    }

    @Test
    void aParentWithoutBlobGasLeavesNoExcess() {
        BlobSchedule blobs = BlobSchedule.CANCUN;
        assertEquals(0, BlobGas.excess(Revision.CANCUN, blobs, new SmallChain("Shanghai").genesis));
    }

    private static long difficulty(
            String fork, long parentNumber, long parentDifficulty, long seconds) {
        return difficulty(fork, parentNumber, parentDifficulty, seconds, Hash.EMPTY_LIST);
    }

    private static long difficulty(
            String fork, long parentNumber, long parentDifficulty, long seconds, Hash ommers) {
        Header parent =
                HeaderDraft.edit(
                        FRONTIER,
                        h -> {
                            h.number = parentNumber;
                            h.difficulty = Word.of(parentDifficulty);
                            h.ommersHash = ommers;
                        });
        Fork rules = Objects.requireNonNull(Fork.named(fork));
        return Difficulty.next(rules, parent.timestamp() + seconds, parent).w0();
    }

    @Test
    void mainnetsFirstBlockHasItsDifficulty() {
        // The genesis has timestamp 0, so the first block took for ever.
        assertEquals(17_171_480_576L, difficulty("Frontier", 0, 17_179_869_184L, 1_438_269_988L));
    }

    @ParameterizedTest
    @CsvSource({
        "Frontier, 12, 2049000",
        "Frontier, 13, 2047000",
        "Homestead, 9, 2049000",
        "Homestead, 10, 2048000",
        "Homestead, 29, 2047000",
        "Homestead, 1000000, 1949000",
        "Byzantium, 8, 2049000",
        "Byzantium, 9, 2048000",
        "Byzantium, 18, 2047000",
    })
    void difficultyMovesByParts(String fork, long seconds, long want) {
        // A 2048th of 2,048,000 is 1,000.
        assertEquals(want, difficulty(fork, 1, 2_048_000, seconds));
    }

    @Test
    void aParentWithOmmersCountsSinceByzantium() {
        Hash ommers = Hash.keccak(new byte[] {1});
        assertEquals(2_050_000, difficulty("Byzantium", 1, 2_048_000, 8, ommers));
        assertEquals(2_049_000, difficulty("Homestead", 1, 2_048_000, 8, ommers));
    }

    @Test
    void difficultyHasAFloor() {
        assertEquals(131_072, difficulty("Homestead", 1, 131_072, 1_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "Homestead, 199998, 0",
        "Homestead, 199999, 1",
        "Homestead, 299999, 2",
        "Byzantium, 3199998, 0",
        "Byzantium, 3199999, 1",
        "Istanbul, 5199999, 1",
        "MuirGlacier, 9199999, 1",
        "London, 9899999, 1",
        "ArrowGlacier, 10899999, 1",
        "GrayGlacier, 11599999, 1",
        "GrayGlacier, 11599998, 0",
    })
    void theBombTicksFromItsDelayOn(String fork, long parentNumber, long added) {
        // After 10 or 9 seconds nothing else changes.
        long seconds = fork.equals("Homestead") ? 10 : 9;
        assertEquals(2_048_000 + added, difficulty(fork, parentNumber, 2_048_000, seconds));
    }
}
