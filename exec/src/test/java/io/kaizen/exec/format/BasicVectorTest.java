package io.kaizen.exec.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.trie.StateTrie;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The BasicTests and GenesisTests of ethereum/tests, as far as Kaizen has what they are about. */
class BasicVectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Puts each test of a file to the check; how many there were. */
    private static int each(String file, Consumer<JsonNode> check) throws IOException {
        int[] count = {0};
        boolean present =
                ConformanceData.visit(
                        "formats",
                        name -> name.endsWith(file),
                        (name, content) -> {
                            for (JsonNode test : JSON.readTree(content)) {
                                check.accept(test);
                                count[0]++;
                            }
                        });
        assumeTrue(present, "formats.tar.zst is absent");
        System.out.println(file + ": " + count[0] + " cases");
        return count[0];
    }

    private static Bytes hex(JsonNode node) {
        return Bytes.fromHex(node.asText());
    }

    /** The signatures of an empty text are left out: they are of no digest of it that we know. */
    @Test
    void keys_have_their_addresses() throws IOException {
        int count =
                each(
                        "BasicTests/keyaddrtest.json",
                        test -> {
                            byte[] seed =
                                    test.path("seed").asText().getBytes(StandardCharsets.UTF_8);
                            assertEquals(hex(test.path("key")), Hash.keccak(seed).bytes());
                            Address address = Address.fromHex(test.path("addr").asText());
                            assertEquals(address, Secp256k1.address(hex(test.path("key")).array()));
                        });
        assertEquals(2, count);
    }

    @Test
    void signed_transactions_are_of_their_keys() throws IOException {
        int count =
                each(
                        "BasicTests/txtest.json",
                        test -> {
                            Bytes signed = hex(test.path("signed"));
                            Transaction tx = TransactionCodec.decode(signed.array());
                            assertEquals(
                                    Secp256k1.address(hex(test.path("key")).array()),
                                    TransactionCodec.signer(tx));
                            assertEquals(signed, TransactionCodec.encode(tx));
                            assertEquals(test.path("nonce").asLong(), tx.nonce());
                            assertEquals(test.path("startgas").asLong(), tx.gasLimit());
                            assertEquals(
                                    Word.of(test.path("gasprice").asLong()),
                                    tx.fees().maxFeePerGas());
                            assertEquals(Word.of(test.path("value").asLong()), tx.value());
                            assertEquals(hex(test.path("data")), tx.data());
                            assertEquals(
                                    test.path("to").asText(),
                                    tx.to() == null ? "" : tx.to().hex().substring(2));
                        });
        assertEquals(2, count);
    }

    @Test
    void mainnets_genesis_header_has_its_hash() throws IOException {
        boolean present =
                ConformanceData.visit(
                        "formats",
                        name -> name.endsWith("BasicTests/genesishashestest.json"),
                        (name, content) -> {
                            JsonNode test = JSON.readTree(content);
                            RlpReader block =
                                    RlpReader.of(hex(test.path("genesis_rlp_hex")).array()).list();
                            Bytes encoded = block.item();
                            Header header = HeaderCodec.decode(encoded);
                            assertEquals(encoded, HeaderCodec.encode(header));
                            assertEquals(
                                    hex(test.path("genesis_hash")),
                                    HeaderCodec.hash(header).bytes());
                            assertEquals(
                                    hex(test.path("genesis_state_root")),
                                    header.stateRoot().bytes());
                        });
        assumeTrue(present, "formats.tar.zst is absent");
        System.out.println("BasicTests/genesishashestest.json: 1 case");
    }

    @Test
    void genesis_blocks_commit_to_their_accounts() throws IOException {
        int count =
                each(
                        "GenesisTests/basic_genesis_tests.json",
                        test -> {
                            RlpReader block = RlpReader.of(hex(test.path("result")).array()).list();
                            Bytes encoded = block.item();
                            Header header = HeaderCodec.decode(encoded);
                            assertEquals(encoded, HeaderCodec.encode(header));
                            assertEquals(stateRoot(test.path("alloc")), header.stateRoot());
                            assertEquals(number(test, "timestamp"), header.timestamp());
                            assertEquals(number(test, "gasLimit"), header.gasLimit());
                            assertEquals(
                                    hex(test.path("extraData")), header.environment().extraData());
                            assertEquals(
                                    Word.fromHex(test.path("difficulty").asText()),
                                    header.environment().difficulty());
                            assertEquals(number(test, "nonce"), header.environment().nonce());
                            assertEquals(Hash.EMPTY_LIST, header.roots().ommersHash());
                        });
        assertEquals(3, count);
    }

    private static long number(JsonNode test, String field) {
        return Word.fromHex(test.path(field).asText()).w0();
    }

    private static Hash stateRoot(JsonNode alloc) {
        Map<Address, StateTrie.AccountState> accounts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : alloc.properties()) {
            JsonNode account = entry.getValue();
            Map<Word, Word> slots = new TreeMap<>();
            account.path("storage")
                    .properties()
                    .forEach(slot ->
                            slots.put(
                                    Word.fromHex(slot.getKey()),
                                    Word.fromHex(slot.getValue().asText())));
            Bytes code = Bytes.fromHex(account.path("code").asText("0x"));
            JsonNode balance = account.has("wei") ? account.get("wei") : account.path("balance");
            Account values =
                    new Account(
                            account.path("nonce").asLong(),
                            Word.fromDecimal(balance.asText("0")),
                            code.isEmpty() ? Hash.EMPTY_CODE : Hash.keccak(code));
            accounts.put(
                    Address.fromHex(entry.getKey()), new StateTrie.AccountState(values, slots));
        }
        return StateTrie.rootOf(accounts);
    }
}
