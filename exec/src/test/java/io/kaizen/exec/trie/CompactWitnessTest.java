package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactWitnessTest {
    private static final Address ADDRESS = Address.ofLong(1);
    private static final Bytes CODE = Bytes.fromHex("0x6001600255");

    /** Writes a stream. */
    private static final class Stream {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Stream() {
            out.write(1);
        }

        Stream op(int... bytes) {
            for (int b : bytes) {
                out.write(b);
            }
            return this;
        }

        Stream bytes(byte[] value) {
            if (value.length < 24) {
                out.write(0x40 | value.length);
            } else {
                out.write(0x58);
                out.write(value.length);
            }
            out.writeBytes(value);
            return this;
        }

        /** The key from the nibble at {@code from} on. */
        Stream key(Hash hash, int from) {
            byte[] nibbles = Nibbles.from(Nibbles.of(hash.toArray()), from);
            boolean odd = nibbles.length % 2 != 0;
            byte[] packed = new byte[1 + (nibbles.length + 1) / 2];
            packed[0] = (byte) (odd ? 3 : 2);
            for (int i = 0; i < nibbles.length; i++) {
                packed[1 + i / 2] |= (byte) (nibbles[i] << (i % 2 == 0 ? 4 : 0));
            }
            return bytes(packed);
        }

        CompactWitness decode() {
            return CompactWitness.decode(Bytes.wrap(out.toByteArray()));
        }
    }

    @Test
    void anAccountWithCodeAndStorageHasTheRootOfItsTrie() {
        Hash first = Hash.keccak(Word.ZERO.toArray());
        Hash second = Hash.keccak(Word.ONE.toArray());
        byte[] nibbles = {Nibbles.of(first.toArray())[0], Nibbles.of(second.toArray())[0]};
        int mask = 1 << nibbles[0] | 1 << nibbles[1];
        // Children come in the order of their nibbles: slot 0 is 0x2..., slot 1 is 0xb...
        assertEquals(List.of(2, 11), List.of((int) nibbles[0], (int) nibbles[1]));
        CompactWitness witness =
                new Stream()
                        .op(0x04)
                        .bytes(CODE.array())
                        .op(0x00)
                        .key(first, 1)
                        .bytes(new byte[] {(byte) 0xff})
                        .op(0x00)
                        .key(second, 1)
                        .bytes(new byte[] {1, 0})
                        .op(0x02, 0x19, mask >> 8, mask & 0xff)
                        .op(0x05)
                        .key(ADDRESS.keccak(), 0)
                        .op(0x0f, 9)
                        .bytes(new byte[] {0x12, 0x34})
                        .op(CODE.size())
                        .decode();
        Map<Word, Word> storage = Map.of(Word.ZERO, Word.of(0xff), Word.ONE, Word.of(0x100));
        Account account = new Account(9, Word.of(0x1234), Hash.keccak(CODE));
        Hash want = StateTrie.rootOf(Map.of(ADDRESS, new StateTrie.AccountState(account, storage)));
        assertEquals(want, witness.root());
        assertEquals(List.of(CODE), witness.codes());
        WitnessState state = WitnessState.of(want, witness.nodes(), witness.codes());
        assertEquals(account, state.account(ADDRESS));
        assertEquals(Word.of(0x100), state.storage(ADDRESS, Word.ONE));
    }

    @Test
    void whatIsLeftOutIsAHash() {
        Hash code = Hash.keccak(new byte[] {1});
        Hash storage = Hash.keccak(new byte[] {2});
        CompactWitness witness =
                new Stream()
                        .op(0x03)
                        .op(ints(code))
                        .op(0x03)
                        .op(ints(storage))
                        .op(0x05)
                        .key(ADDRESS.keccak(), 0)
                        .op(0x03, 0x18, 99)
                        .decode();
        AccountLeaf leaf = new AccountLeaf(new Account(0, Word.ZERO, code), storage);
        Node.Leaf node = new Node.Leaf(Nibbles.of(ADDRESS.keccak().toArray()), leaf.encode());
        assertEquals(Hash.keccak(node.encode(new RlpWriter())), witness.root());
    }

    private static int[] ints(Hash hash) {
        byte[] bytes = hash.toArray();
        int[] ints = new int[bytes.length];
        Arrays.setAll(ints, i -> bytes[i] & 0xff);
        return ints;
    }

    @Test
    void anEmptyStateIsAnEmptyTrie() {
        assertEquals(Hash.EMPTY_TRIE, new Stream().op(0x06).decode().root());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02", // a version that does not exist
                "01", // no trie at all
                "0106" + "06", // two tries
                "0107", // an instruction of another format
                "010203", // a branch of children that are not there
                "01021a00010000", // a mask of 17 bits
                "010141" + "05", // an extension of nothing
                "0104430102", // a string that ends too early
                "010442" + "0102", // a code alone
                "0103aabb", // a hash that ends too early
                "01004005", // an empty key
                "0104" + "7f", // CBOR of indefinite length
            })
    void aStreamThatIsNoneIsRefused(String hex) {
        assertThrows(TrieException.class, () -> CompactWitness.decode(Bytes.fromHex(hex)));
    }
}
