package io.kaizen.perf.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Anvil's form of a state: JSON, in hex, compressed when it is Anvil's own. */
final class AnvilState {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AnvilState() {}

    static String encode(List<PreAccount> accounts) throws IOException {
        ObjectNode state = JSON.createObjectNode();
        state.putNull("block");
        ObjectNode list = state.putObject("accounts");
        for (PreAccount account : accounts) {
            ObjectNode entry = list.putObject(account.address().hex());
            entry.put("nonce", new BigInteger(Long.toUnsignedString(account.nonce())));
            entry.put("balance", account.balance().quantity());
            entry.put("code", account.code().hex());
            ObjectNode slots = entry.putObject("storage");
            account.storage().forEach((slot, value) -> slots.put(slot.hex(), value.hex()));
        }
        state.putNull("best_block_number");
        state.putArray("blocks");
        state.putArray("transactions");
        state.putNull("historical_states");
        return Bytes.wrap(JSON.writeValueAsBytes(state)).hex();
    }

    /** Its accounts; those that are empty are left out (EIP-161). */
    static MemoryState decode(String dump) throws IOException {
        byte[] packed = Bytes.fromHex(dump).array();
        MemoryState state = new MemoryState();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            for (Map.Entry<String, JsonNode> entry :
                    JSON.readTree(in).path("accounts").properties()) {
                put(state, Address.fromHex(entry.getKey()), entry.getValue());
            }
        }
        return state;
    }

    private static void put(MemoryState state, Address address, JsonNode account) {
        JsonNode nonceNode = account.path("nonce");
        long nonce =
                nonceNode.isTextual()
                        ? Word.fromHex(nonceNode.asText()).w0()
                        : nonceNode.bigIntegerValue().longValue();
        Word balance = Word.fromHex(account.path("balance").asText());
        Bytes code = Bytes.fromHex(account.path("code").asText());
        if (nonce == 0 && balance.isZero() && code.isEmpty()) {
            return;
        }
        state.put(address, nonce, balance, code);
        for (Map.Entry<String, JsonNode> slot : account.path("storage").properties()) {
            state.putStorage(
                    address, Word.fromHex(slot.getKey()), Word.fromHex(slot.getValue().asText()));
        }
    }
}
