package io.kaizen.config.genesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.genesis.Genesis.GenesisAccount;
import io.kaizen.config.settings.SettingsException;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a genesis file as geth writes it: {@code config.chainId}, {@code timestamp}, {@code
 * gasLimit}, {@code baseFeePerGas}, and {@code alloc} with {@code balance}, {@code nonce}, {@code
 * code} and {@code storage}. Numbers are hex with {@code 0x} or decimal. The predeploys that a
 * Kaizen chain needs are added where the file does not have them.
 */
public final class GenesisFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final JsonNode root;

    private GenesisFile(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /**
     * @throws SettingsException if the file cannot be read or a field is missing or malformed; the
     *     message names it
     */
    public static Genesis read(Path file) {
        try {
            return new GenesisFile(file, JSON.readTree(Files.readString(file))).genesis();
        } catch (JsonProcessingException bad) {
            throw new SettingsException(
                    "genesis file "
                            + file
                            + ": "
                            + bad.getOriginalMessage()
                            + " at line "
                            + bad.getLocation().getLineNr());
        } catch (IOException unreadable) {
            throw new SettingsException("genesis file " + file + " cannot be read: " + unreadable);
        }
    }

    private Genesis genesis() {
        SortedMap<Address, GenesisAccount> alloc = new TreeMap<>();
        Predeploys.code()
                .forEach((address, code) -> alloc.put(address, GenesisAccount.contract(code)));
        root.path("alloc")
                .properties()
                .forEach(entry ->
                        alloc.put(
                                address(entry.getKey()),
                                account("alloc." + entry.getKey(), entry.getValue())));
        JsonNode config = root.path("config");
        Word gasLimit = number("gasLimit", root.path("gasLimit"), Presets.DEV_GAS_LIMIT);
        return new Genesis(
                number("config.chainId", config.path("chainId"), Word.ZERO),
                number("timestamp", root.path("timestamp"), Word.ZERO).w0(),
                gasLimit.w0(),
                number("baseFeePerGas", root.path("baseFeePerGas"), Presets.ONE_GWEI),
                alloc);
    }

    private GenesisAccount account(String at, JsonNode node) {
        Map<Word, Word> storage = new HashMap<>();
        node.path("storage")
                .properties()
                .forEach(slot ->
                        storage.put(
                                word(at + ".storage", slot.getKey()),
                                word(at + ".storage", slot.getValue().asText())));
        return new GenesisAccount(
                number(at + ".nonce", node.path("nonce"), Word.ZERO).w0(),
                number(at + ".balance", node.path("balance"), Word.ZERO),
                code(at, node.path("code").asText("0x")),
                storage);
    }

    private Bytes code(String at, String text) {
        try {
            return Bytes.fromHex(text);
        } catch (IllegalArgumentException bad) {
            throw wrong(at + ".code", text, "want 0x and an even number of hex digits");
        }
    }

    private Address address(String text) {
        try {
            return Address.fromHex(text);
        } catch (IllegalArgumentException bad) {
            throw wrong("alloc", text, "want 0x and 40 hex digits");
        }
    }

    private Word number(String at, JsonNode node, Word absent) {
        return node.isMissingNode() || node.isNull() ? absent : word(at, node.asText());
    }

    private Word word(String at, String text) {
        try {
            return text.startsWith("0x") ? Word.fromHex(text) : Word.fromDecimal(text);
        } catch (IllegalArgumentException bad) {
            throw wrong(at, text, "want a hex or decimal number of at most 256 bits");
        }
    }

    private SettingsException wrong(String at, String text, String want) {
        return new SettingsException(
                "genesis file %s: %s = \"%s\": %s".formatted(file, at, text, want));
    }
}
