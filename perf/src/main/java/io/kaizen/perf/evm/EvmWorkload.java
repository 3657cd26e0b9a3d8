package io.kaizen.perf.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call to measure.
 *
 * @param code of the contract that is called, as it stands on chain
 * @param expected what the call returns; null where the list does not say
 * @param gas what the call is given, beyond the transaction's intrinsic gas
 */
public record EvmWorkload(
        String name, Bytes code, Bytes calldata, @Nullable Bytes expected, long gas) {
    /** Where the code stands and who calls it: any accounts without other code. */
    static final Address CONTRACT = Address.ofLong(0xc0de5);

    static final Address CALLER = Address.ofLong(0xca11e);

    private static final long GAS_DEFAULT = 2_000_000_000L;
    private static final String LIST = "workloads.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The list that ships with Kaizen. */
    public static List<EvmWorkload> shipped() throws IOException {
        try (InputStream in = EvmWorkload.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IOException("resource " + LIST + " is missing");
            }
            return parse(JSON.readTree(in), LIST);
        }
    }

    /**
     * @throws IOException if the file cannot be read or an entry is not what the format says
     */
    public static List<EvmWorkload> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(JSON.readTree(in), file.toString());
        }
    }

    /** In words, that a call returned something else than it should. */
    static String mismatch(Bytes have, Bytes want) {
        return "returned %s, want %s".formatted(have.hex(), want.hex());
    }

    private static List<EvmWorkload> parse(JsonNode list, String source) throws IOException {
        if (!list.isArray() || list.isEmpty()) {
            throw new IOException(source + ": not a JSON list of workloads");
        }
        List<EvmWorkload> workloads = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                workloads.add(entry(list.get(i)));
            } catch (IllegalArgumentException malformed) {
                throw new IOException(
                        "%s: entry %d: %s".formatted(source, i, malformed.getMessage()), malformed);
            }
        }
        return workloads;
    }

    private static EvmWorkload entry(JsonNode node) {
        JsonNode expected = node.path("expected");
        return new EvmWorkload(
                text(node, "name"),
                Bytes.fromHex(text(node, "code")),
                Bytes.fromHex(node.path("calldata").asText("0x")),
                expected.isTextual() ? Bytes.fromHex(expected.asText()) : null,
                gas(node.path("gas")));
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return node.path(field).asText();
    }

    private static long gas(JsonNode gas) {
        if (gas.isMissingNode() || gas.isNull()) {
            return GAS_DEFAULT;
        }
        long amount = gas.canConvertToLong() ? gas.asLong() : -1;
        if (gas.isTextual() && gas.asText().startsWith("0x")) {
            Word value = Word.fromHex(gas.asText());
            amount = value.fitsPositiveLong() ? value.w0() : -1;
        }
        if (amount <= 0) {
            throw new IllegalArgumentException("gas is no positive number: " + gas);
        }
        return amount;
    }
}
