package io.kaizen.exec.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForkScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, Frontier",
        "1149999, 1457981342, Frontier",
        "1150000, 1457981393, Homestead",
        "2462999, 0, Homestead",
        "2463000, 0, EIP150",
        "2675000, 0, EIP158",
        "4369999, 0, EIP158",
        "4370000, 0, Byzantium",
        "7280000, 0, ConstantinopleFix",
        "9069000, 0, Istanbul",
        "9200000, 0, MuirGlacier",
        "12244000, 0, Berlin",
        "12965000, 0, London",
        "13773000, 0, ArrowGlacier",
        "15050000, 0, GrayGlacier",
        "15537393, 1663224162, GrayGlacier",
        "15537394, 1663224179, Paris",
        "17034869, 1681338443, Paris",
        "17034870, 1681338455, Shanghai",
        "19426586, 1710338123, Shanghai",
        "19426587, 1710338135, Cancun",
        "22431084, 1746612311, Prague",
        "23935694, 1764798551, Osaka",
        "23975778, 1765290070, Osaka",
        "23975778, 1765290071, BPO1",
        "24179383, 1767747671, BPO2",
    })
    void mainnetsForksHoldFromTheirBlockOn(long number, long timestamp, String fork) {
        assertEquals(fork, ForkSchedule.MAINNET.at(number, timestamp, Word.ZERO).name());
    }

    @Test
    void aForkMayWaitForTheTotalDifficulty() {
        Fork london = Objects.requireNonNull(Fork.named("London"));
        Fork paris = Objects.requireNonNull(Fork.named("Merge"));
        ForkSchedule schedule =
                new ForkSchedule(
                        List.of(
                                new ForkSchedule.Step(
                                        london, ForkSchedule.Trigger.BLOCK, Word.ZERO),
                                new ForkSchedule.Step(
                                        paris,
                                        ForkSchedule.Trigger.TOTAL_DIFFICULTY,
                                        Word.of(1_000))));
        assertEquals(london, schedule.at(5, 5, Word.of(999)));
        assertEquals(paris, schedule.at(5, 5, Word.of(1_000)));
        assertThrows(IllegalArgumentException.class, () -> new ForkSchedule(List.of()));
    }

    @Test
    void forksAreFoundByAnyOfTheirNames() {
        assertEquals(Fork.named("Paris"), Fork.named("merge"));
        assertEquals(Fork.named("ConstantinopleFix"), Fork.named("Petersburg"));
        assertEquals("EIP150", Fork.of("TangerineWhistle").name());
        assertEquals("EIP158", Fork.of("SPURIOUS_DRAGON").name());
        assertEquals("BPO2", Fork.of("bpo2").name());
        assertNull(Fork.named("Amsterdam"));
        assertThrows(IllegalArgumentException.class, () -> Fork.of("Amsterdam"));
    }

    @Test
    void blobParametersBelongToForksFromCancunOn() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Fork("X", Revision.LONDON, BlobSchedule.CANCUN, 2, 0));
        assertThrows(
                IllegalArgumentException.class, () -> new Fork("X", Revision.CANCUN, null, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new BlobSchedule(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new BlobSchedule(3, 2, 1));
    }
}
