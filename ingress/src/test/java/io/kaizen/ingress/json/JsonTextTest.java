package io.kaizen.ingress.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.ingress.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static final long SEED = 7;
    private static final int KEPT = 1 << 10;

    private final Json json = new Json(10, 1_000);
    private final JsonText text = json.text(16);

    private String written(JsonBody body) {
        byte[] bytes = text.reset(KEPT).value(body).toByteArray();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String quoted(String value) {
        return '"' + value + '"';
    }

    @Test
    void quantitiesHaveTheDigitsThatJavaGivesThem() {
        for (int shift = 0; shift < Long.SIZE; shift++) {
            for (long value : new long[] {1L << shift, (1L << shift) - 1, -1L >>> shift}) {
                String expected = quoted("0x" + Long.toHexString(value));
                assertEquals(expected, written(out -> out.quantity(value)));
                assertEquals(expected, written(out -> out.quantity(Word.of(value))));
            }
        }
        Word wide = Word.fromHex("0x10000000000000000");
        assertEquals(quoted(wide.quantity()), written(out -> out.quantity(wide)));
    }

    @Test
    void dataHaveAllTheirDigitsWhateverWasWrittenBefore() {
        Random random = new Random(SEED);
        for (int size = 0; size <= 300; size++) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            Bytes data = Bytes.wrap(bytes);
            byte[] twenty = new byte[Address.BYTES];
            random.nextBytes(twenty);
            Address address = Address.of(twenty);
            Hash hash = Hash.keccak(data);
            assertEquals(
                    "{\"a\":%s,\"b\":%s,\"c\":%s,\"d\":\"0x0\"}"
                            .formatted(
                                    quoted(data.hex()), quoted(address.hex()), quoted(hash.hex())),
                    written(out ->
                            out.beginObject()
                                    .data("a", data)
                                    .data("b", address)
                                    .data("c", hash)
                                    .quantity("d", 0)
                                    .endObject()),
                    () -> "seed " + SEED + ", " + data.size() + " bytes");
        }
    }

    @Test
    void afterAValueThatFailedHalfwayTheNextTextIsWhole() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        written(out -> {
                            out.beginObject().text("begun", "and");
                            throw new IllegalStateException("not ended");
                        }));
        assertEquals("[]", written(out -> out.beginArray().endArray()));
    }

    @Test
    void aLimitEndsWithItsText() {
        text.reset(KEPT).limit(10);
        assertThrows(RpcException.class, () -> text.value(out -> out.text("longer than ten")));
        assertEquals(quoted("longer than ten"), written(out -> out.text("longer than ten")));
    }
}
