package io.kaizen.journal.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.journal.chain.ChainIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Manifests as JSON with one spelling: members in their order, no white space. */
final class ManifestCodec {
    private static final String FORMAT = "kaizen-snapshot-1";

    /** Some 400,000 chunks: half a terabyte of state. */
    static final long BYTES_MAX = 128L << 20;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private ManifestCodec() {}

    static byte[] encode(Manifest manifest) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("genesis", manifest.chain().genesis().hex());
        root.put("orderAnchor", manifest.chain().orderAnchor().hex());
        ObjectNode block = root.putObject("block");
        block.put("number", manifest.blockNumber());
        block.put("hash", manifest.blockHash().hex());
        block.put("stateRoot", manifest.stateRoot().hex());
        block.put("header", HeaderCodec.encode(manifest.header()).hex());
        ObjectNode order = root.putObject("order");
        order.put("position", manifest.order().position());
        order.put("hash", manifest.order().hash().hex());
        ObjectNode counts = root.putObject("counts");
        counts.put("accounts", manifest.counts().accounts());
        counts.put("slots", manifest.counts().slots());
        counts.put("codes", manifest.counts().codes());
        counts.put("bytes", manifest.counts().bytes());
        chunks(root.putArray("state"), manifest.state());
        chunks(root.putArray("code"), manifest.code());
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void chunks(ArrayNode array, List<ChunkRef> chunks) {
        for (ChunkRef chunk : chunks) {
            ObjectNode node = array.addObject();
            node.put("sha256", chunk.hash().hex());
            node.put("bytes", chunk.bytes());
            node.put("records", chunk.records());
            node.put("firstKey", chunk.firstKey().hex());
        }
    }

    /**
     * @throws SnapshotException for anything that {@link #encode} would not have written
     */
    static Manifest decode(byte[] json) throws IOException {
        Manifest manifest;
        try {
            manifest = decode(JSON.readTree(json));
        } catch (JsonProcessingException malformed) {
            throw new SnapshotException("not JSON: " + malformed.getOriginalMessage(), malformed);
        } catch (IllegalArgumentException | RlpException malformed) {
            throw new SnapshotException(String.valueOf(malformed.getMessage()), malformed);
        }
        if (!Arrays.equals(encode(manifest), json)) {
            throw new SnapshotException(
                    "it is not spelled as manifests are, or its block's hash or state root are not"
                            + " its header's");
        }
        return manifest;
    }

    private static Manifest decode(JsonNode root) {
        String format = root.path("format").asText();
        if (!format.equals(FORMAT)) {
            throw new IllegalArgumentException(
                    "format \"%s\", this program reads %s".formatted(format, FORMAT));
        }
        Header header = HeaderCodec.decode(Bytes.fromHex(text(root.path("block"), "header")));
        JsonNode counts = root.path("counts");
        JsonNode order = root.path("order");
        return new Manifest(
                new ChainIdentity(hash(root, "genesis"), hash(root, "orderAnchor")),
                header,
                new Manifest.Position(number(order, "position"), hash(order, "hash")),
                new Manifest.Counts(
                        number(counts, "accounts"),
                        number(counts, "slots"),
                        number(counts, "codes"),
                        number(counts, "bytes")),
                chunks(root.path("state")),
                chunks(root.path("code")));
    }

    private static List<ChunkRef> chunks(JsonNode array) {
        List<ChunkRef> chunks = new ArrayList<>();
        for (JsonNode chunk : array) {
            chunks.add(
                    new ChunkRef(
                            hash(chunk, "sha256"),
                            Math.toIntExact(Math.min(number(chunk, "bytes"), Integer.MAX_VALUE)),
                            Math.toIntExact(Math.min(number(chunk, "records"), Integer.MAX_VALUE)),
                            Bytes.fromHex(text(chunk, "firstKey"))));
        }
        return chunks;
    }

    private static String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("member " + member + " is missing, or no text");
        }
        return value.asText();
    }

    private static Hash hash(JsonNode node, String member) {
        return Hash.fromHex(text(node, member));
    }

    private static long number(JsonNode node, String member) {
        JsonNode value = node.path(member);
        if (!value.canConvertToLong() || value.asLong() < 0) {
            throw new IllegalArgumentException(
                    "member %s is missing, or no number from 0: %s".formatted(member, value));
        }
        return value.asLong();
    }
}
