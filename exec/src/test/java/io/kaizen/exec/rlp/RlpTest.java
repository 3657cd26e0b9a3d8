package io.kaizen.exec.rlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RlpTest {
    @ParameterizedTest
    @CsvSource({
        "8100, non-canonical single byte",
        "817f, non-canonical single byte",
        "b800, leading zero",
        "b801ff, non-canonical length 1",
        "b90001ff, leading zero",
        "83aabb, exceeds",
        "b8, truncated length",
        "bbffffffff, too large",
    })
    void nonCanonicalStringsAreRefused(String hex, String why) {
        RlpReader in = RlpReader.of(Bytes.fromHex(hex).array());
        RlpException refused = assertThrows(RlpException.class, in::bytes);
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void integersRefuseLeadingZerosAndExcessBytes() {
        assertThrows(RlpException.class, () -> reader("00").uint64());
        assertThrows(RlpException.class, () -> reader("820001").uint64());
        assertThrows(RlpException.class, () -> reader("89010000000000000000").uint64());
        assertEquals(-1L, reader("88ffffffffffffffff").uint64());
        assertEquals(0L, reader("80").uint64());
    }

    @Test
    void listsCannotReachBeyondTheirParent() {
        RlpReader outer = reader("c3c382ab").list();
        assertThrows(RlpException.class, outer::list);
    }

    @Test
    void stringsOfEveryLengthRoundTrip() {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 2, 54, 55, 56, 57, 255, 256, 257, 65535, 65536, 70000}) {
            byte[] value = new byte[length];
            random.nextBytes(value);
            RlpWriter out = new RlpWriter(8);
            int mark = out.mark();
            out.word(Word.MAX);
            out.bytes(value);
            out.list(mark);
            RlpReader in = RlpReader.of(out.toArray()).list();
            assertEquals(Bytes.wrap(value), in.bytes());
            assertEquals(Word.MAX, in.word());
            in.expectEnd();
        }
    }

    private static RlpReader reader(String hex) {
        return RlpReader.of(Bytes.fromHex(hex).array());
    }

    @Test
    void skippingAnItemLeavesTheCursorBehindIt() {
        RlpWriter writer = new RlpWriter();
        writer.uint64(7);
        writer.bytes(new byte[100]);
        writer.bytes(new byte[] {1, 2, 3});
        writer.empty();
        RlpReader reader = RlpReader.of(writer.toArray());
        reader.skip();
        reader.skip();
        assertEquals(102, reader.item().size());
        assertEquals(7, reader.uint64());
        reader.expectEnd();
    }
}
