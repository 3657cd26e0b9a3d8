package io.kaizen.exec.precompile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrecompileTest {
    /** EIP-152's test vector 5: BLAKE2b of "abc". */
    private static final String ABC_STATE =
            "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5"
                    + "d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b"
                    + "6162630000000000000000000000000000000000000000000000000000000000"
                    + "00".repeat(96)
                    + "03000000000000000000000000000000";

    private static Precompile at(Revision revision, int number) {
        Precompile precompile = Precompiles.of(revision).at(Address.ofLong(number));
        assertNotNull(precompile);
        return precompile;
    }

    private static String run(int number, byte[] input) {
        byte[] output = at(Revision.OSAKA, number).run(input, 0, input.length);
        return output == null ? "failed" : Bytes.wrap(output).hex();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void ripemd160_gives_the_published_digests() {
        String padding = "0x" + "00".repeat(12);
        assertEquals(padding + "9c1185a5c5e9fc54612808977ee8f548b2258d31", run(3, new byte[0]));
        assertEquals(padding + "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc", run(3, ascii("abc")));
        assertEquals(
                padding + "5d0689ef49d2fae572b881b123a85ffa21595f36",
                run(3, ascii("message digest")));
    }

    @Test
    void sha256_gives_the_published_digest() {
        assertEquals(
                "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                run(2, ascii("abc")));
    }

    @Test
    void blake2f_compresses_abc() {
        byte[] input = Bytes.fromHex("0000000c" + ABC_STATE + "01").array();
        assertEquals(
                "0xba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
                run(9, input));
        assertEquals(12, at(Revision.OSAKA, 9).gas(input, 0, input.length));
    }

    @Test
    void blake2f_refuses_other_lengths_and_flags() {
        assertEquals("failed", run(9, new byte[212]));
        byte[] input = Bytes.fromHex("0000000c" + ABC_STATE + "02").array();
        assertEquals("failed", run(9, input));
    }

    @Test
    void modexp_takes_numbers_that_the_input_cuts_off() {
        // 3 ** (2 ** 256 - 2 ** 32 - 978) mod (2 ** 256 - 2 ** 32 - 977), EIP-198's first example.
        String input =
                "0000000000000000000000000000000000000000000000000000000000000001"
                        + "0000000000000000000000000000000000000000000000000000000000000020"
                        + "0000000000000000000000000000000000000000000000000000000000000020"
                        + "03"
                        + "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e"
                        + "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
        byte[] bytes = Bytes.fromHex(input).array();
        assertEquals("0x" + "00".repeat(31) + "01", run(5, bytes));
        assertEquals(13056, at(Revision.BYZANTIUM, 5).gas(bytes, 0, bytes.length));
        assertEquals(1360, at(Revision.BERLIN, 5).gas(bytes, 0, bytes.length));
        assertEquals(4080, at(Revision.OSAKA, 5).gas(bytes, 0, bytes.length));
        assertEquals("0x", run(5, new byte[0]));
    }

    @Test
    void modexp_refuses_operands_over_1024_bytes_since_osaka() {
        byte[] input = new byte[96];
        input[30] = 4;
        input[31] = 1;
        assertNull(at(Revision.OSAKA, 5).run(input, 0, input.length));
        assertNotNull(at(Revision.PRAGUE, 5).run(input, 0, input.length));
    }

    @Test
    void each_revision_has_its_precompiles() {
        assertEquals(4, Precompiles.of(Revision.FRONTIER).addresses().size());
        assertEquals(8, Precompiles.of(Revision.BYZANTIUM).addresses().size());
        assertEquals(9, Precompiles.of(Revision.ISTANBUL).addresses().size());
        assertEquals(10, Precompiles.of(Revision.CANCUN).addresses().size());
        assertEquals(17, Precompiles.of(Revision.PRAGUE).addresses().size());
        assertEquals(18, Precompiles.of(Revision.OSAKA).addresses().size());
        assertNull(Precompiles.of(Revision.OSAKA).at(Address.ZERO));
        assertNull(Precompiles.of(Revision.OSAKA).at(new Address(1, 0, 4)));
    }
}
