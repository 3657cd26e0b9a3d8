package io.kaizen.config.genesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.config.genesis.Genesis.GenesisAccount;
import io.kaizen.config.settings.SettingsException;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenesisFileTest {
    @TempDir Path folder;

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("genesis.json"), json);
    }

    @Test
    void readsAccountsWithCodeAndStorage() throws IOException {
        Genesis genesis =
                GenesisFile.read(
                        file(
                                """
                                {"config": {"chainId": 777}, "timestamp": "0x10",
                                 "gasLimit": "0x1c9c380", "baseFeePerGas": "7",
                                 "alloc": {
                                   "000000000000000000000000000000000000aaaa":
                                     {"balance": "0x10", "nonce": "0x2"},
                                   "0x000000000000000000000000000000000000bbbb":
                                     {"balance": "5", "code": "0x6001", "storage": {"0x1": "0x2"}}}}
                                """));
        assertEquals(Word.of(777), genesis.chainId());
        assertEquals(16, genesis.timestamp());
        assertEquals(30_000_000, genesis.gasLimit());
        assertEquals(Word.of(7), genesis.baseFee());
        GenesisAccount first = genesis.alloc().get(Address.ofLong(0xaaaa));
        assertNotNull(first);
        assertEquals(2, first.nonce());
        assertEquals(Word.of(16), first.balance());
        GenesisAccount second = genesis.alloc().get(Address.ofLong(0xbbbb));
        assertNotNull(second);
        assertEquals(Bytes.fromHex("6001"), second.code());
        assertEquals(Word.of(2), second.storage().get(Word.ONE));
        assertTrue(genesis.alloc().containsKey(Predeploys.CREATE2_PROXY));
    }

    @Test
    void everyBadFieldIsNamedWithItsValue() throws IOException {
        assertMessage("{\"alloc\": {\"0x12\": {}}}", "alloc = \"0x12\"");
        assertMessage(
                "{\"alloc\": {\"0x000000000000000000000000000000000000aaaa\": {\"balance\": \"x\"}}}",
                "aaaa.balance = \"x\"");
        assertMessage("{\"gasLimit\": \"many\"}", "gasLimit = \"many\"");
        assertMessage("{\n\"alloc\": }", "at line 2");
    }

    @Test
    void theDevAccountsAreTheOnesThatToolsExpect() {
        assertEquals(
                "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
                DevAccounts.derive(DevAccounts.MNEMONIC, 10).getLast().address().checksummed());
    }

    private void assertMessage(String json, String part) throws IOException {
        Path file = file(json);
        SettingsException refused =
                assertThrows(SettingsException.class, () -> GenesisFile.read(file));
        assertTrue(String.valueOf(refused.getMessage()).contains(part), refused.getMessage());
    }
}
