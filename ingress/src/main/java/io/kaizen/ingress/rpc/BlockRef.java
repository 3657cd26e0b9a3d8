package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;

/** A block as a request names it: tag, number, or EIP-1898 object. */
public sealed interface BlockRef {
    BlockRef LATEST = Tag.LATEST;

    enum Tag implements BlockRef {
        EARLIEST,
        LATEST,
        PENDING,
        SAFE,
        FINALIZED
    }

    record ByNumber(long number) implements BlockRef {}

    /** Every block is canonical here: the chain has one writer and never reorganises. */
    record ByHash(Hash hash) implements BlockRef {}

    /** A number or a tag, or an object that holds either a number or a hash (EIP-1898). */
    static BlockRef parse(JsonNode node) {
        if (!node.isObject()) {
            return parseNumber(node);
        }
        JsonNode hash = HexInput.field(node, "blockHash");
        JsonNode number = HexInput.field(node, "blockNumber");
        if (hash != null && number != null) {
            throw new InvalidInput(
                    "cannot specify both BlockHash and BlockNumber, choose one or the other");
        }
        if (hash != null) {
            return new ByHash(HexInput.hash(hash));
        }
        if (number != null) {
            return parseNumber(number);
        }
        throw new InvalidInput("invalid arguments; neither block nor hash specified");
    }

    /** As {@link #parse}, and a bare 32-byte hash too, as geth takes it for states. */
    static BlockRef parseState(JsonNode node) {
        if (node.isTextual() && node.textValue().length() == 66) {
            return new ByHash(HexInput.hash(node));
        }
        return parse(node);
    }

    /** A number or a tag. */
    static BlockRef parseNumber(JsonNode node) {
        return switch (HexInput.text(node)) {
            case "earliest" -> Tag.EARLIEST;
            case "latest" -> Tag.LATEST;
            case "pending" -> Tag.PENDING;
            case "safe" -> Tag.SAFE;
            case "finalized" -> Tag.FINALIZED;
            default -> number(node);
        };
    }

    private static BlockRef number(JsonNode node) {
        long number = HexInput.uint64(node);
        if (number < 0) {
            throw new InvalidInput("block number larger than int64");
        }
        return new ByNumber(number);
    }
}
