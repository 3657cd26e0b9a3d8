package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The root of a map by the yellow paper's recursive definition: slow, plain, without nodes. */
final class NaiveTrie {
    private NaiveTrie() {}

    static Hash root(Map<Bytes, Bytes> entries) {
        if (entries.isEmpty()) {
            return Hash.EMPTY_TRIE;
        }
        TreeMap<String, Bytes> byHex = new TreeMap<>();
        entries.forEach((key, value) -> byHex.put(key.hex().substring(2), value));
        return Hash.keccak(encode(byHex, 0));
    }

    static Hash stateRoot(Map<Address, Account> accounts, Map<Address, Map<Word, Word>> storage) {
        Map<Bytes, Bytes> leaves = new java.util.HashMap<>();
        accounts.forEach((address, account) -> {
            Map<Bytes, Bytes> slots = new java.util.HashMap<>();
            storage.getOrDefault(address, Map.of())
                    .forEach((slot, value) -> {
                        RlpWriter writer = new RlpWriter();
                        writer.word(value);
                        slots.put(Hash.keccak(slot.bytes()).bytes(), writer.toBytes());
                    });
            RlpWriter writer = new RlpWriter();
            writer.hash(account.codeHash());
            writer.hash(root(slots));
            writer.word(account.balance());
            writer.uint64(account.nonce());
            writer.list(0);
            leaves.put(Hash.keccak(address.toArray()).bytes(), writer.toBytes());
        });
        return root(leaves);
    }

    private static byte[] encode(NavigableMap<String, Bytes> entries, int depth) {
        RlpWriter writer = new RlpWriter();
        String first = entries.firstKey();
        String last = entries.lastKey();
        if (entries.size() == 1) {
            writer.bytes(entries.get(first));
            writer.bytes(hexPrefix(first.substring(depth), 2));
            writer.list(0);
            return writer.toArray();
        }
        int common = depth;
        while (common < first.length() && first.charAt(common) == last.charAt(common)) {
            common++;
        }
        if (common > depth) {
            reference(writer, encode(entries, common));
            writer.bytes(hexPrefix(first.substring(depth, common), 0));
            writer.list(0);
            return writer.toArray();
        }
        Bytes value = first.length() == depth ? entries.get(first) : Bytes.EMPTY;
        writer.bytes(value);
        for (int nibble = 15; nibble >= 0; nibble--) {
            String prefix = first.substring(0, depth) + Character.forDigit(nibble, 16);
            TreeMap<String, Bytes> part =
                    new TreeMap<>(entries.subMap(prefix, true, prefix + "g", false));
            if (part.isEmpty()) {
                writer.empty();
            } else {
                reference(writer, encode(part, depth + 1));
            }
        }
        writer.list(0);
        return writer.toArray();
    }

    private static void reference(RlpWriter writer, byte[] encoding) {
        if (encoding.length < 32) {
            writer.raw(encoding, 0, encoding.length);
        } else {
            writer.hash(Hash.keccak(encoding));
        }
    }

    private static byte[] hexPrefix(String nibbles, int flag) {
        boolean odd = nibbles.length() % 2 == 1;
        String text = odd ? (flag + 1) + nibbles : flag + "0" + nibbles;
        return Bytes.fromHex(text).toArray();
    }
}
