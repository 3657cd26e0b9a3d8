package io.kaizen.config.mainnet;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one JSON object; quantities may be hex strings or plain numbers. */
record Fields(JsonNode object, String what) {

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    Fields in(String name) throws BlockDataException {
        return new Fields(wanted(name), what + "." + name);
    }

    List<Fields> list(String name) throws BlockDataException {
        List<Fields> items = new ArrayList<>();
        for (JsonNode item : wanted(name)) {
            items.add(new Fields(item, what + "." + name + "[" + items.size() + "]"));
        }
        return items;
    }

    Word word(String name) throws BlockDataException {
        JsonNode value = wanted(name);
        return parse(
                name,
                () ->
                        value.isNumber()
                                ? Word.of(value.bigIntegerValue())
                                : Word.fromHex(value.asText()));
    }

    /** Null where the field is absent. */
    @Nullable Word wordOrNull(String name) throws BlockDataException {
        return has(name) ? word(name) : null;
    }

    long uint64(String name) throws BlockDataException {
        Word word = word(name);
        if (!word.fitsLong()) {
            throw new BlockDataException("%s.%s over 64 bits: %s".formatted(what, name, word));
        }
        return word.w0();
    }

    @Nullable Long uint64OrNull(String name) throws BlockDataException {
        return has(name) ? uint64(name) : null;
    }

    Bytes bytes(String name) throws BlockDataException {
        String text = wanted(name).asText();
        return parse(name, () -> Bytes.fromHex(text));
    }

    Hash hash(String name) throws BlockDataException {
        String text = wanted(name).asText();
        return parse(name, () -> Hash.fromHex(text));
    }

    @Nullable Hash hashOrNull(String name) throws BlockDataException {
        return has(name) ? hash(name) : null;
    }

    Address address(String name) throws BlockDataException {
        String text = wanted(name).asText();
        return parse(name, () -> Address.fromHex(text));
    }

    List<Bytes> bytesList(String name) throws BlockDataException {
        List<Bytes> items = new ArrayList<>();
        for (JsonNode item : wanted(name)) {
            items.add(parse(name, () -> Bytes.fromHex(item.asText())));
        }
        return items;
    }

    List<Hash> hashList(String name) throws BlockDataException {
        List<Hash> items = new ArrayList<>();
        for (JsonNode item : wanted(name)) {
            items.add(parse(name, () -> Hash.fromHex(item.asText())));
        }
        return items;
    }

    private JsonNode wanted(String name) throws BlockDataException {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw new BlockDataException("%s has no field %s".formatted(what, name));
        }
        return value;
    }

    @FunctionalInterface
    private interface Parser<T> {
        T parse();
    }

    private <T> T parse(String name, Parser<T> parser) throws BlockDataException {
        try {
            return parser.parse();
        } catch (IllegalArgumentException wrong) {
            throw new BlockDataException("%s.%s: %s".formatted(what, name, wrong.getMessage()));
        }
    }
}
